"""Experiments and runs as the API shows them. Nothing here writes."""

from itertools import islice
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from experiments.models import Arm, Experiment, Run, Task, TaskSet
from experiments.preflight import draft_run, problems_of
from experiments.progress import progress_of
from experiments.states import RunState, WorkState
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
            "prompt_template",
            "evaluator",
            "arms",
            "created_at",
            "updated_at",
            "links",
        ]
        read_only_fields = fields


class StandingProblemSerializer(serializers.Serializer):
    arm = serializers.CharField(allow_null=True, help_text="Null: the evaluator.")
    code = serializers.CharField()
    detail = serializers.CharField(source="sentence")


class ExperimentDetailSerializer(ExperimentSerializer):
    problems = serializers.SerializerMethodField(
        help_text="What stands in the way of a run: policy or connections may have changed since."
    )

    class Meta(ExperimentSerializer.Meta):
        fields = [*ExperimentSerializer.Meta.fields, "problems"]
        read_only_fields = fields

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
            "resume": "run-resume",
            "summary": "run-summary",
            "pairwise": "run-pairwise",
            "attempts": "run-attempts",
            "export": "run-export",
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
            "config_digest",
            "started_at",
            "deadline_at",
            "cancel_requested_at",
            "finished_at",
            "links",
        ]
        read_only_fields = fields


class StageCountsSerializer(serializers.Serializer):
    """How many rows of a stage are in each state."""

    def get_fields(self) -> dict[str, Any]:
        return {state: serializers.IntegerField() for state in WorkState.values}


class RunDetailSerializer(RunSerializer):
    progress = serializers.DictField(
        child=StageCountsSerializer(), source="*", help_text="By stage: attempts, validation, …"
    )

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "progress"]
        read_only_fields = fields

    def to_representation(self, instance: Run) -> dict[str, Any]:
        shown = RunSerializer(instance, context=self.context).data
        zeros = dict.fromkeys(WorkState.values, 0)
        stages = progress_of(instance).stages
        return {**shown, "progress": {stage.stage: zeros | stage.counts for stage in stages}}
