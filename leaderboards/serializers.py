"""What the API says about results: parameters it reads, documents it describes.

The attempt is not made here but in `resources`; a test holds its description to it, key by key.
"""

from typing import Any

from rest_framework import serializers

from experiments.artifacts.contract import ArtifactFormat
from experiments.models import Run, RunArm, Task
from experiments.states import ValidationStatus, WorkState
from providers.codes import ErrorCode, FinishReason
from providers.prices import CostSource

ERROR_CODES = [code.value for code in ErrorCode]
FINISH_REASONS = [reason.value for reason in FinishReason]


class KeyField(serializers.CharField):
    """Of an arm or a task: a space at either end makes another key of it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)


class AttemptFilterSerializer(serializers.Serializer):
    """Query parameters; needs `run` in its context."""

    arm = KeyField(required=False, help_text="Key of an arm.")
    task = KeyField(required=False, help_text="Key of a task.")
    state = serializers.ChoiceField(required=False, choices=WorkState.choices)
    error_code = serializers.ChoiceField(required=False, choices=ERROR_CODES)

    def validate_arm(self, key: str) -> str:
        return _known(key, RunArm.objects.filter(run=self.context["run"]))

    def validate_task(self, key: str) -> str:
        run: Run = self.context["run"]
        return _known(key, Task.objects.filter(task_set=run.task_set_id))


class PairFilterSerializer(serializers.Serializer):
    """Query parameters; needs `run` in its context."""

    a = KeyField(help_text="Key of an arm.")
    b = KeyField(help_text="Key of another arm.")

    def validate_a(self, key: str) -> str:
        return _known(key, RunArm.objects.filter(run=self.context["run"]))

    def validate_b(self, key: str) -> str:
        return _known(key, RunArm.objects.filter(run=self.context["run"]))

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if attrs["a"] == attrs["b"]:
            raise serializers.ValidationError({"b": "Another arm than a is expected."})
        return attrs


class ExportFilterSerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=["jsonl", "csv"], default="jsonl")


class UsageSerializer(serializers.Serializer):
    input_tokens = serializers.IntegerField(allow_null=True)
    cached_input_tokens = serializers.IntegerField(allow_null=True)
    output_tokens = serializers.IntegerField(allow_null=True)
    reasoning_tokens = serializers.IntegerField(allow_null=True)
    valid = serializers.BooleanField()


class ArtifactSerializer(serializers.Serializer):
    format = serializers.ChoiceField(choices=[kind.value for kind in ArtifactFormat])
    diff = serializers.CharField()
    diff_sha256 = serializers.CharField(allow_null=True)
    files = serializers.ListField(child=serializers.DictField())
    applies = serializers.BooleanField(allow_null=True)
    warnings = serializers.ListField(child=serializers.CharField())


class CheckSerializer(serializers.Serializer):
    kind = serializers.CharField()
    status = serializers.ChoiceField(choices=ValidationStatus.choices)
    score = serializers.FloatField(allow_null=True)
    detail = serializers.CharField(allow_null=True)


class PostedResultSerializer(serializers.Serializer):
    source = serializers.CharField()  # type: ignore[assignment]
    status = serializers.ChoiceField(choices=ValidationStatus.choices)
    score = serializers.FloatField(allow_null=True)
    details = serializers.CharField(allow_null=True)
    url = serializers.CharField(allow_null=True)
    posted_at = serializers.DateTimeField()


class ValidationSerializer(serializers.Serializer):
    """The one that counts; `source` says whose it is."""

    status = serializers.ChoiceField(choices=ValidationStatus.choices)
    score = serializers.FloatField(allow_null=True)
    source = serializers.CharField(help_text="`engine`, or who posted it.")  # type: ignore[assignment]
    checks = CheckSerializer(many=True)
    posted = PostedResultSerializer(many=True, help_text="All that came from outside.")


class EvaluationSerializer(serializers.Serializer):
    state = serializers.ChoiceField(choices=WorkState.choices)
    quality = serializers.FloatField(allow_null=True)
    risk = serializers.FloatField(allow_null=True)
    confidence = serializers.FloatField(allow_null=True)
    error_code = serializers.ChoiceField(choices=ERROR_CODES, allow_null=True)


class AttemptSerializer(serializers.Serializer):
    """One arm's answer to one task, once. Every key is always there; absent is null."""

    id = serializers.UUIDField()
    run = serializers.UUIDField()
    arm = serializers.CharField()
    provider = serializers.CharField()
    model = serializers.CharField()
    model_served = serializers.CharField(allow_null=True)
    task = serializers.CharField()
    repeat = serializers.IntegerField()
    state = serializers.ChoiceField(choices=WorkState.choices)
    error_code = serializers.ChoiceField(choices=ERROR_CODES, allow_null=True)
    error_detail = serializers.CharField(allow_null=True)
    retryable = serializers.BooleanField(allow_null=True)
    provider_calls = serializers.IntegerField()
    finish_reason = serializers.ChoiceField(choices=FINISH_REASONS, allow_null=True)
    native_finish_reason = serializers.CharField(allow_null=True)
    output_text = serializers.CharField(allow_null=True)
    usage = UsageSerializer(allow_null=True)
    cost_usd = serializers.CharField(allow_null=True, help_text="An exact decimal.")
    cost_source = serializers.ChoiceField(choices=[source.value for source in CostSource])
    latency_ms = serializers.FloatField(allow_null=True)
    queued_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    responded_at = serializers.DateTimeField(allow_null=True)
    validated_at = serializers.DateTimeField(allow_null=True)
    evaluated_at = serializers.DateTimeField(allow_null=True)
    artifact = ArtifactSerializer(allow_null=True)
    validation = ValidationSerializer(allow_null=True)
    evaluation = EvaluationSerializer(allow_null=True)


def _known(key: str, rows: Any) -> str:
    if not rows.filter(key=key).exists():
        raise serializers.ValidationError("This run has no such key.", code="unknown")
    return key
