"""Replays as the API shows them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluation.queries import Replay
from evaluation.replay import ReplayPlan
from experiments.estimate_serializers import EstimateSerializer
from experiments.progress import progress_of
from experiments.serializers import StageCountsSerializer, StandingProblemSerializer
from experiments.states import RunState, WorkState
from leaderboards.comparison_serializers import ComparisonSerializer
from leaderboards.queries import comparison_document
from providers.amounts import plain

STAGE = "evaluation"


class ReplayProfileSerializer(serializers.Serializer):
    name = serializers.CharField()
    version = serializers.IntegerField()
    digest = serializers.CharField()
    model = serializers.CharField()


class ReplayLinksSerializer(serializers.Serializer):
    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        for name, (view_name, field) in {
            "self": ("replay-detail", "pk"),
            "cancel": ("replay-cancel", "pk"),
            "retry_errors": ("replay-retry-errors", "pk"),
            "run": ("run-detail", "run_id"),
        }.items():
            kwarg = "run_id" if name == "run" else "replay_id"
            fields[name] = serializers.HyperlinkedIdentityField(
                view_name=view_name, lookup_field=field, lookup_url_kwarg=kwarg
            )
        return fields


class ReplaySerializer(serializers.Serializer):
    """A run that is judged again. Its state goes from running to completed or cancelled."""

    id = serializers.UUIDField(source="pk")
    organization = serializers.CharField(source="run.experiment.organization.slug")
    run = serializers.UUIDField(source="run_id")
    profile = ReplayProfileSerializer(
        source="work.judged_by.profile",
        default=None,
        allow_null=True,
        help_text="Null: the scores were imported.",
    )
    state = serializers.ChoiceField(choices=RunState.choices, source="work.state")
    reason = serializers.CharField()
    created_by = serializers.CharField(
        source="work.created_by.username", default=None, allow_null=True
    )
    n_attempts = serializers.IntegerField(help_text="How many patches are judged.")
    attempt_set_digest = serializers.CharField()
    budget_usd = serializers.SerializerMethodField(help_text="USD, an exact decimal.")
    started_at = serializers.DateTimeField(source="work.started_at")
    cancel_requested_at = serializers.DateTimeField(
        source="work.cancel_requested_at", allow_null=True
    )
    finished_at = serializers.DateTimeField(source="work.finished_at", allow_null=True)
    links = ReplayLinksSerializer(source="*")

    def get_budget_usd(self, replay: Replay) -> str | None:
        return plain(replay.work.budget_usd)


class ReplayDetailSerializer(ReplaySerializer):
    progress = serializers.SerializerMethodField(help_text="Judgements by state.")
    comparison = serializers.SerializerMethodField(
        help_text="Once it has ended: the sealed comparison of schema 1.0, with its seal."
    )

    @extend_schema_field(StageCountsSerializer())
    def get_progress(self, replay: Replay) -> dict[str, int]:
        judged = next(each for each in progress_of(replay.work).stages if each.stage == STAGE)
        return dict.fromkeys(WorkState.values, 0) | judged.counts

    @extend_schema_field(ComparisonSerializer(allow_null=True))
    def get_comparison(self, replay: Replay) -> dict[str, Any] | None:
        return comparison_document(replay.work)


class ReplayPlanSerializer(serializers.Serializer):
    """What a replay would be: nothing was started."""

    profile = ReplayProfileSerializer()
    n_attempts = serializers.IntegerField()
    estimate = EstimateSerializer()
    problems = serializers.SerializerMethodField(help_text="What stands in its way.")

    @extend_schema_field(StandingProblemSerializer(many=True))
    def get_problems(self, plan: ReplayPlan) -> Any:
        return StandingProblemSerializer(plan.problems, many=True).data
