"""Where the time of a run went, and its failures, over HTTP. Codes, counts and times: no words."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from experiments.api.common import runs_for
from experiments.diagnostics import Diagnostics, diagnose
from experiments.models import Run
from experiments.states import CallOutcome, RunState
from organizations.access import get_or_404

MONEY: dict[str, Any] = {"max_digits": 24, "decimal_places": 12, "normalize_output": True}


class PercentilesSerializer(serializers.Serializer):
    p50 = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)
    p99 = serializers.FloatField(allow_null=True)


class RateLimitsSerializer(serializers.Serializer):
    calls = serializers.IntegerField(
        source="calls.rate_limited", help_text="That the provider's rate limit refused."
    )
    waiting = serializers.IntegerField(
        source="rows.rate_limited", help_text="Rows that wait for it now."
    )
    seconds = serializers.FloatField(
        source="rate_limit_seconds", help_text="Waited until the next call, summed over calls."
    )


class StageDiagnosticsSerializer(serializers.Serializer):
    n = serializers.IntegerField(source="rows.counts.total")
    pending = serializers.IntegerField(source="rows.counts.pending")
    running = serializers.IntegerField(source="rows.counts.running")
    succeeded = serializers.IntegerField(source="rows.counts.succeeded")
    failed = serializers.IntegerField(source="rows.counts.failed")
    cancelled = serializers.IntegerField(source="rows.counts.cancelled")
    due = serializers.IntegerField(
        source="rows.due", help_text="Of those pending, not put off: they wait for room."
    )
    queue_age_seconds = serializers.FloatField(
        allow_null=True, help_text="Since when the oldest of these is due. Null: there is none."
    )
    interruptions = serializers.IntegerField(
        source="rows.interruptions", help_text="Claims whose worker was lost."
    )
    calls = serializers.IntegerField(source="calls.n")
    retries = serializers.IntegerField(
        source="calls.retries", help_text="Calls that follow one that failed."
    )
    ambiguous_calls = serializers.IntegerField(
        source="calls.ambiguous", help_text="Their answer was lost; they may have been billed."
    )
    superseded_calls = serializers.IntegerField(
        source="calls.superseded", help_text="Answered after their lease: costed, not used."
    )
    rate_limits = RateLimitsSerializer(source="*")
    latency_ms = PercentilesSerializer(source="rows.latency_ms")


class FailureSerializer(serializers.Serializer):
    stage = serializers.CharField()
    provider = serializers.CharField(allow_null=True, help_text="Null: the stage calls none.")
    error_code = serializers.CharField()
    n = serializers.IntegerField()
    examples = serializers.ListField(
        child=serializers.UUIDField(), max_length=3, help_text="Attempts."
    )


class CallsSerializer(serializers.Serializer):
    stage = serializers.CharField()
    provider = serializers.CharField()
    outcome = serializers.ChoiceField(choices=CallOutcome.choices)
    error_code = serializers.SerializerMethodField()
    n = serializers.IntegerField()
    retries = serializers.IntegerField()
    cost_usd = serializers.DecimalField(**MONEY, help_text="Of those whose cost is known.")
    of_unknown_cost = serializers.IntegerField()

    def get_error_code(self, calls: Any) -> str | None:
        return calls.error_code or None


class BreakerSerializer(serializers.Serializer):
    connection = serializers.CharField()
    provider = serializers.CharField()
    state = serializers.ChoiceField(choices=["open", "probing", "closed"])
    error_code = serializers.CharField(help_text="What opened it.")
    trips = serializers.IntegerField()
    opened_at = serializers.DateTimeField(allow_null=True)
    open_until = serializers.DateTimeField(allow_null=True)


class BlockedCredentialSerializer(serializers.Serializer):
    connection = serializers.CharField(allow_null=True, help_text="Null: it was deleted.")
    connection_id = serializers.UUIDField()
    error_code = serializers.CharField()


class WorkerSerializer(serializers.Serializer):
    stage = serializers.CharField()
    host = serializers.CharField()
    pid = serializers.IntegerField()
    slots = serializers.IntegerField()
    in_flight = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    seen_at = serializers.DateTimeField()
    silent = serializers.BooleanField(help_text="Not heard of for a lease.")


class SpendSerializer(serializers.Serializer):
    known_usd = serializers.DecimalField(**MONEY)
    of_unknown_cost = serializers.IntegerField(
        help_text="Calls that may have been billed, at what is not known."
    )
    budget_usd = serializers.DecimalField(**MONEY, allow_null=True)
    counted_usd = serializers.DecimalField(
        **MONEY, help_text="Against the budget; the worst case stands for what is not known."
    )
    held_usd = serializers.DecimalField(**MONEY, help_text="The worst case of calls in flight.")
    by_provider = serializers.DictField(child=serializers.DecimalField(**MONEY))


class DiagnosticsSerializer(serializers.Serializer):
    run = serializers.UUIDField(source="run.pk")
    state = serializers.ChoiceField(source="run.state", choices=RunState.choices)
    computed_at = serializers.DateTimeField()
    stages = serializers.SerializerMethodField()
    failures = FailureSerializer(many=True)
    calls = CallsSerializer(many=True)
    breakers = BreakerSerializer(many=True)
    blocked_credentials = BlockedCredentialSerializer(many=True)
    workers = WorkerSerializer(many=True)
    spend = SpendSerializer()

    @extend_schema_field(serializers.DictField(child=StageDiagnosticsSerializer()))
    def get_stages(self, found: Diagnostics) -> dict[str, Any]:
        return {each.rows.stage: StageDiagnosticsSerializer(each).data for each in found.stages}


class RunDiagnostics(GenericAPIView):
    serializer_class = DiagnosticsSerializer
    queryset = Run.objects.none()

    @extend_schema(responses=DiagnosticsSerializer)
    def get(self, request: Request, run_id: UUID) -> Response:
        """How each stage stands, what failed and why, what waits for what, who works, what it
        costs: as of now."""
        run = get_or_404(runs_for(request.user), pk=run_id)
        return Response(DiagnosticsSerializer(diagnose(run)).data)
