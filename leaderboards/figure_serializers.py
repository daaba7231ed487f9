"""Figures as documents show them: what summary, comparison and trust panel have in common."""

from typing import Any

from rest_framework import serializers

SEVERITIES = ["info", "warn"]


class FlagSerializer(serializers.Serializer):
    """A caveat of what it stands beside. New codes are added within a version."""

    code = serializers.CharField()
    severity = serializers.ChoiceField(choices=SEVERITIES)
    observed = serializers.FloatField(allow_null=True)
    threshold = serializers.FloatField(allow_null=True)
    percentiles = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="With quantile_ci_unbounded."
    )
    sides = serializers.ListField(
        child=serializers.CharField(),
        required=False,
        help_text="With profile_unknown and self_agreement_unmeasured: old, new.",
    )


class IntervalSerializer(serializers.Serializer):
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    confidence_level = serializers.FloatField()
    method = serializers.CharField()


class FigureSerializer(serializers.Serializer):
    estimate = serializers.FloatField()
    std_error = serializers.FloatField(allow_null=True)
    ci = IntervalSerializer(allow_null=True)


class QuantileSerializer(serializers.Serializer):
    """`lower_bound` stands in for an estimate that lies among the attempts that were cut off."""

    estimate = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
    lower_bound = serializers.FloatField(allow_null=True)


def two(child: serializers.Field, **options: Any) -> serializers.ListField:
    """Low and high."""
    return serializers.ListField(child=child, min_length=2, max_length=2, **options)


def interval() -> IntervalSerializer:
    return IntervalSerializer(allow_null=True, help_text="Null: a lone task has none.")


def figure(**options: Any) -> serializers.FloatField:
    """That may be unknown."""
    return serializers.FloatField(allow_null=True, **options)
