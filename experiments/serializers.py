"""Experiments and runs as the API shows them. Nothing here writes."""

from itertools import islice
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from experiments.estimate import estimate_of
from experiments.estimate_serializers import MONEY, EstimateSerializer
from experiments.holds import blocked_of
from experiments.models import Arm, Experiment, Run, Task, TaskSet
from experiments.preflight import draft_run, problems_of
from experiments.progress import progress_of
from experiments.states import RunState, WorkState
from providers.amounts import plain
from providers.request_bodies import MAX_FAULTS
from providers.text import storable


class NoInputSerializer(serializers.Serializer):
    """For a POST that takes no fields: an empty body or an empty object."""

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if self.initial_data:
            names = (storable(name) for name in islice(self.initial_data, MAX_FAULTS))
            unknown = dict.fromkeys(names, "This field is not known here.")
            raise serializers.ValidationError(unknown, code="unknown_field")
        return attrs


class TaskSetSerializer(serializers.ModelSerializer):
    class Meta:
        model = TaskSet
        fields = ["id", "name", "version", "digest", "n_tasks"]
        # Without it, the ranges of the database at hand would stand in the OpenAPI document.
        read_only_fields = fields


class TaskSetLinksSerializer(serializers.Serializer):
    def get_fields(self) -> dict[str, Any]:
        return {
            "self": _TaskSetAddress(view_name="task-set-detail"),
            "tasks": _TaskSetAddress(view_name="task-set-tasks"),
        }


class _TaskSetAddress(serializers.HyperlinkedIdentityField):
    """Below its organisation."""

    def get_url(self, obj: Any, view_name: str, request: Any, format: Any) -> str:
        kwargs = {"slug": obj.organization.slug, "task_set_id": obj.pk}
        return str(self.reverse(view_name, kwargs=kwargs, request=request, format=format))


class StoredTaskSetSerializer(TaskSetSerializer):
    organization = serializers.CharField(source="organization.slug")
    links = TaskSetLinksSerializer(source="*")

    class Meta(TaskSetSerializer.Meta):
        fields = [
            "id",
            "organization",
            "name",
            "version",
            "digest",
            "n_tasks",
            "keys_only",
            "created_at",
            "links",
        ]
        read_only_fields = fields


class TaskSerializer(serializers.ModelSerializer):
    reference_patch = serializers.CharField(allow_null=True)
    files = serializers.DictField(child=serializers.CharField(), help_text="Text by path.")
    validation = serializers.ListField(child=serializers.DictField())
    answer = serializers.DictField()
    metadata = serializers.DictField()

    class Meta:
        model = Task
        fields = [
            "key",
            "prompt",
            "files",
            "reference_patch",
            "validation",
            "answer",
            "metadata",
        ]
        read_only_fields = fields

    def to_representation(self, instance: Task) -> dict[str, Any]:
        shown = super().to_representation(instance)
        return {**shown, "reference_patch": instance.reference_patch or None}


class ArmSerializer(serializers.ModelSerializer):
    connection = serializers.CharField(
        source="connection.name", default=None, allow_null=True, help_text="Null: it was deleted."
    )
    provider = serializers.CharField()

    class Meta:
        model = Arm
        fields = ["key", "provider", "connection", "model", "parameters"]
        read_only_fields = fields


class ExperimentLinksSerializer(serializers.Serializer):
    self = serializers.HyperlinkedIdentityField(
        view_name="experiment-detail", lookup_url_kwarg="experiment_id"
    )
    runs = serializers.HyperlinkedIdentityField(
        view_name="experiment-runs", lookup_url_kwarg="experiment_id"
    )


class ExperimentSerializer(serializers.ModelSerializer):
    organization = serializers.CharField(source="organization.slug")
    budget_usd = serializers.SerializerMethodField(help_text=MONEY)
    task_set = TaskSetSerializer()
    arms = ArmSerializer(many=True)
    links = ExperimentLinksSerializer(source="*")

    class Meta:
        model = Experiment
        fields = [
            "id",
            "organization",
            "name",
            "task_set",
            "repeats",
            "max_concurrency",
            "deadline_seconds",
            "attempt_timeout_seconds",
            "budget_usd",
            "on_interrupt",
            "prompt_template",
            "evaluator",
            "arms",
            "created_at",
            "updated_at",
            "links",
        ]
        read_only_fields = fields

    def get_budget_usd(self, experiment: Experiment) -> str | None:
        return plain(experiment.budget_usd)


class StandingProblemSerializer(serializers.Serializer):
    arm = serializers.CharField(allow_null=True, help_text="Null: the evaluator.")
    code = serializers.CharField()
    detail = serializers.CharField(source="sentence")


class ExperimentDetailSerializer(ExperimentSerializer):
    problems = serializers.SerializerMethodField(
        help_text="What stands in the way of a run: policy or connections may have changed since."
    )

    estimate = serializers.SerializerMethodField(help_text="Of what a run would cost.")

    class Meta(ExperimentSerializer.Meta):
        fields = [*ExperimentSerializer.Meta.fields, "problems", "estimate"]
        read_only_fields = fields

    @extend_schema_field(EstimateSerializer)
    def get_estimate(self, experiment: Experiment) -> Any:
        return EstimateSerializer(estimate_of(experiment)).data

    @extend_schema_field(StandingProblemSerializer(many=True))
    def get_problems(self, experiment: Experiment) -> Any:
        problems = problems_of(draft_run(experiment, starting=False))
        return StandingProblemSerializer(problems, many=True).data


class RunLinksSerializer(serializers.Serializer):
    """Everything below a run. The names are those of the API's version as a whole."""

    experiment = serializers.HyperlinkedIdentityField(
        view_name="experiment-detail",
        lookup_field="experiment_id",
        lookup_url_kwarg="experiment_id",
    )

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for name, view_name in {
            "self": "run-detail",
            "cancel": "run-cancel",
            "pause": "run-pause",
            "resume": "run-resume",
            "retry_errors": "run-retry-errors",
            "summary": "run-summary",
            "pairwise": "run-pairwise",
            "attempts": "run-attempts",
            "export": "run-export",
            "replays": "run-replays",
            "diagnostics": "run-diagnostics",
        }.items():
            fields[name] = serializers.HyperlinkedIdentityField(
                view_name=view_name, lookup_url_kwarg="run_id"
            )
        return fields


class RunSerializer(serializers.ModelSerializer):
    organization = serializers.CharField(source="experiment.organization.slug")
    experiment = serializers.CharField(source="experiment.name")
    state = serializers.ChoiceField(choices=RunState.choices)
    task_set = TaskSetSerializer()
    budget_usd = serializers.SerializerMethodField(help_text=MONEY)
    spent_usd = serializers.SerializerMethodField(help_text=f"{MONEY} Null without a budget.")
    reserved_usd = serializers.SerializerMethodField(
        help_text=f"{MONEY} The most that calls in flight may cost. Null without a budget."
    )
    links = RunLinksSerializer(source="*")

    class Meta:
        model = Run
        fields = [
            "id",
            "organization",
            "experiment",
            "state",
            "imported",
            "task_set",
            "repeats",
            "max_concurrency",
            "attempt_timeout_seconds",
            "on_interrupt",
            "config_digest",
            "started_at",
            "deadline_at",
            "cancel_requested_at",
            "paused_at",
            "finished_at",
            "budget_usd",
            "spent_usd",
            "reserved_usd",
            "links",
        ]
        read_only_fields = fields

    def get_budget_usd(self, run: Run) -> str | None:
        return plain(run.budget_usd)

    def get_spent_usd(self, run: Run) -> str | None:
        return None if run.budget_usd is None else plain(run.spent_usd)

    def get_reserved_usd(self, run: Run) -> str | None:
        return None if run.budget_usd is None else plain(run.reserved_usd)


class StageCountsSerializer(serializers.Serializer):
    """How many rows of a stage are in each state."""

    def get_fields(self) -> dict[str, Any]:
        return {state: serializers.IntegerField() for state in WorkState.values}


class BlockedSerializer(serializers.Serializer):
    connection = serializers.CharField(allow_null=True, help_text="Its name; null: deleted.")
    error_code = serializers.CharField()


class RunDetailSerializer(RunSerializer):
    blocked = BlockedSerializer(
        many=True,
        source="*",
        help_text="Connections that are not called any more: their credential was refused.",
    )
    progress = serializers.DictField(
        child=StageCountsSerializer(), source="*", help_text="By stage: attempts, validation, …"
    )

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "blocked", "progress"]
        read_only_fields = fields

    def to_representation(self, instance: Run) -> dict[str, Any]:
        shown = RunSerializer(instance, context=self.context).data
        zeros = dict.fromkeys(WorkState.values, 0)
        stages = progress_of(instance).stages
        blocked = [
            {"connection": each.connection, "error_code": each.error_code}
            for each in blocked_of(instance)
        ]
        progress = {stage.stage: zeros | stage.counts for stage in stages}
        return {**shown, "blocked": blocked, "progress": progress}
