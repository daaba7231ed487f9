"""The summary, schema 1.0, key by key: what the OpenAPI document, its JSON Schema and the clients
that are generated from them know of it. It is made in `aggregation`; a test holds the two together.
"""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from experiments.states import RunState
from leaderboards.figure_serializers import (
    FlagSerializer,
    QuantileSerializer,
    figure,
    interval,
    two,
)
from leaderboards.models import RunSummary
from leaderboards.pair_serializers import PairsSerializer


class VersionedNameSerializer(serializers.Serializer):
    name = serializers.CharField()
    version = serializers.IntegerField()
    digest = serializers.CharField()


class SummaryTaskSetSerializer(VersionedNameSerializer):
    n_tasks = serializers.IntegerField()


class SummaryRunSerializer(serializers.Serializer):
    id = serializers.UUIDField()
    organization = serializers.CharField()
    experiment = serializers.CharField()
    state = serializers.ChoiceField(choices=RunState.choices)
    imported = serializers.BooleanField()
    started_at = serializers.DateTimeField(allow_null=True)
    finished_at = serializers.DateTimeField(allow_null=True)
    repeats = serializers.IntegerField()
    task_set = SummaryTaskSetSerializer()
    evaluator_profile = VersionedNameSerializer(allow_null=True)
    judge = serializers.CharField(
        allow_null=True, help_text="Who evaluated imported results, if that was said."
    )


class SummaryArmSerializer(serializers.Serializer):
    key = serializers.CharField()
    provider = serializers.CharField()
    model = serializers.CharField()


class AttemptCountsSerializer(serializers.Serializer):
    total = serializers.IntegerField()
    succeeded = serializers.IntegerField()
    failed = serializers.IntegerField()
    cancelled = serializers.IntegerField()
    by_error_code = serializers.DictField(child=serializers.IntegerField())


class MissingSerializer(serializers.Serializer):
    """Attempts without a value of their own, by reason, and what that could change."""

    model_error = serializers.IntegerField()
    timeout = serializers.IntegerField()
    infra_error = serializers.IntegerField()
    unscored = serializers.IntegerField()
    policy = serializers.CharField(
        help_text="`count_as_failure`, `censor_timeouts` or `leave_out`."
    )
    score_completed_only = figure(help_text="The estimate without failures of infrastructure.")
    missing_bounds = two(
        serializers.FloatField(),
        allow_null=True,
        help_text="The estimate if all that is missing were 0, and if it were 1.",
    )


class CensoringSerializer(serializers.Serializer):
    n = serializers.IntegerField()
    cap_ms = figure()


class EntrySerializer(serializers.Serializer):
    """One arm on one board, in the board's unit. Without data it stays listed, unranked, last."""

    arm = serializers.CharField()
    estimate = figure()
    std_error = figure()
    ci = interval()
    n_tasks = serializers.IntegerField()
    n_attempts = serializers.IntegerField()
    n_scored = serializers.IntegerField()
    n_eff = figure(help_text="As how many independent attempts it counts.")
    df = serializers.IntegerField(allow_null=True)
    rank = serializers.IntegerField(allow_null=True, help_text="Null: no data, or too little.")
    rank_interval = two(serializers.IntegerField(), allow_null=True)
    indistinguishable_from = serializers.ListField(child=serializers.CharField())
    missing = MissingSerializer()
    censoring = CensoringSerializer()
    flags = FlagSerializer(many=True)


class QualityEntrySerializer(EntrySerializer):
    pass_at_k = figure()
    all_k_pass = figure()


class LatencyEntrySerializer(EntrySerializer):
    p50_ms = QuantileSerializer()
    p90_ms = QuantileSerializer()
    p99_ms = QuantileSerializer()
    timeout_rate = figure()


class UsdPerSolvedSerializer(serializers.Serializer):
    estimate = serializers.FloatField()
    std_error = figure()


class CostEntrySerializer(EntrySerializer):
    usd_per_solved = UsdPerSolvedSerializer(allow_null=True, help_text="Null: nothing was solved.")
    total_usd = figure()
    p50_usd = QuantileSerializer()


class ConfidenceCalibrationSerializer(serializers.Serializer):
    brier = serializers.FloatField()
    ece = serializers.FloatField()
    n = serializers.IntegerField()


class EvaluatorEntrySerializer(EntrySerializer):
    risk = figure()
    confidence_calibration = ConfidenceCalibrationSerializer(allow_null=True)


class BoardSerializer(serializers.Serializer):
    metric = serializers.CharField()
    unit = serializers.CharField(help_text="`fraction`, `ms` or `USD/task`.")
    higher_is_better = serializers.BooleanField()
    flags = FlagSerializer(many=True, help_text="About the board as a whole.")


class QualityBoardSerializer(BoardSerializer):
    entries = QualityEntrySerializer(many=True)


class LatencyBoardSerializer(BoardSerializer):
    entries = LatencyEntrySerializer(many=True)


class CostBoardSerializer(BoardSerializer):
    entries = CostEntrySerializer(many=True)


class EvaluatorBoardSerializer(BoardSerializer):
    entries = EvaluatorEntrySerializer(many=True)


class LeaderboardsSerializer(serializers.Serializer):
    quality = QualityBoardSerializer()
    latency = LatencyBoardSerializer()
    cost = CostBoardSerializer()
    evaluator = EvaluatorBoardSerializer()


class StageLatencySerializer(serializers.Serializer):
    p50 = figure()
    p90 = figure()
    p99 = figure()


class StageFiguresSerializer(serializers.Serializer):
    n = serializers.IntegerField()
    failed = serializers.IntegerField()
    by_error_code = serializers.DictField(child=serializers.IntegerField())
    retries = serializers.IntegerField()
    latency_ms = StageLatencySerializer()


class StagesSerializer(serializers.Serializer):
    attempts = StageFiguresSerializer()
    validation = StageFiguresSerializer()
    evaluation = StageFiguresSerializer()


class SummaryMethodsSerializer(serializers.Serializer):
    statistics = serializers.CharField(
        help_text="Goes up when the same rows would give other figures."
    )
    prices = serializers.CharField()


class SummarySerializer(serializers.Serializer):
    """The published summary, schema 1.0: four boards, every pair, no composite."""

    schema_version = serializers.CharField(help_text="`1.` and what was added since.")
    run = SummaryRunSerializer()
    arms = SummaryArmSerializer(many=True)
    attempts = AttemptCountsSerializer()
    leaderboards = LeaderboardsSerializer()
    pairwise = PairsSerializer()
    stages = StagesSerializer()
    flags = FlagSerializer(many=True, help_text="About the run as a whole.")
    methods = SummaryMethodsSerializer()
    seed = serializers.IntegerField(help_text="Of everything random; it comes from the digest.")
    input_digest = serializers.CharField()
    computed_at = serializers.DateTimeField()


class RevisionSerializer(serializers.Serializer):
    """A summary that was published. It never changes."""

    revision = serializers.IntegerField()
    input_digest = serializers.CharField()
    computed_at = serializers.DateTimeField()
    summary = serializers.SerializerMethodField(help_text="Where it is read.")

    @extend_schema_field(OpenApiTypes.URI)
    def get_summary(self, published: RunSummary) -> str:
        address = reverse("run-summary", args=[published.run_id], request=self.context["request"])
        return f"{address}?revision={published.revision}"


class RevisionFilterSerializer(serializers.Serializer):
    """Query parameters."""

    revision = serializers.IntegerField(
        required=False,
        min_value=1,
        max_value=2**31 - 1,
        help_text="Of the summaries that were published; without it, the latest.",
    )
