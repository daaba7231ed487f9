"""The trust panel as the API shows it."""

from typing import Any

from rest_framework import serializers

from leaderboards.figure_serializers import FigureSerializer


class CalibrationBinSerializer(serializers.Serializer):
    low = serializers.FloatField()
    high = serializers.FloatField()
    n = serializers.IntegerField()
    n_tasks = serializers.IntegerField()
    mean_score = serializers.FloatField()
    passed = FigureSerializer()


class CalibrationTableSerializer(serializers.Serializer):
    ece = serializers.FloatField()
    bins = CalibrationBinSerializer(many=True)


class ValiditySerializer(serializers.Serializer):
    """Quality scores against a yes or no."""

    n = serializers.IntegerField()
    n_tasks = serializers.IntegerField()
    n_passed = serializers.IntegerField()
    auc = FigureSerializer(allow_null=True, help_text="Null: all passed, or all failed.")
    brier = FigureSerializer()
    calibration = CalibrationTableSerializer()


class ValidationTrustSerializer(ValiditySerializer):
    confidence = serializers.DictField(
        allow_null=True, help_text="brier, ece and n of the judge's own confidence."
    )


class AcceptTrustSerializer(ValiditySerializer):
    agreement = serializers.FloatField()
    kappa = serializers.FloatField(allow_null=True)


class HumansTrustSerializer(serializers.Serializer):
    n = serializers.IntegerField()
    n_labels = serializers.IntegerField()
    n_split = serializers.IntegerField(help_text="Patches on which people are divided evenly.")
    quality = serializers.DictField(allow_null=True, help_text="Judge minus people.")
    accept = AcceptTrustSerializer(allow_null=True)


class CanaryResultSerializer(serializers.Serializer):
    name = serializers.CharField()
    plain = serializers.FloatField(allow_null=True)
    canary = serializers.FloatField(allow_null=True)
    shift = serializers.FloatField(allow_null=True)
    moved = serializers.BooleanField()
    error_code = serializers.CharField()


class CanariesTrustSerializer(serializers.Serializer):
    version = serializers.CharField()
    threshold = serializers.FloatField()
    n = serializers.IntegerField()
    n_moved = serializers.IntegerField()
    n_failed = serializers.IntegerField()
    cost_usd = serializers.CharField(allow_null=True)
    asked_at = serializers.CharField()
    results = CanaryResultSerializer(many=True)


class TrustProfileSerializer(serializers.Serializer):
    name = serializers.CharField()
    version = serializers.IntegerField()
    digest = serializers.CharField()
    model = serializers.CharField()


class CoverageSerializer(serializers.Serializer):
    n = serializers.IntegerField()
    truncated = serializers.BooleanField()
    scored = serializers.IntegerField()
    by_state = serializers.DictField(child=serializers.IntegerField())
    by_error_code = serializers.DictField(child=serializers.IntegerField())


class JudgingCostSerializer(serializers.Serializer):
    n_known = serializers.IntegerField()
    n_unknown = serializers.IntegerField()
    mean_usd = serializers.FloatField(allow_null=True)
    p50_usd = serializers.FloatField(allow_null=True)
    total_usd = serializers.CharField(allow_null=True, help_text="Null: one is unknown.")


class FamilySerializer(serializers.Serializer):
    judge = serializers.CharField(allow_null=True, help_text="Null: the maker is not known.")
    same = serializers.ListField(child=serializers.CharField())
    unknown = serializers.ListField(child=serializers.CharField())


class TrustSerializer(serializers.Serializer):
    """What was not measured is null; `remedies` then says how it could be."""

    profile = TrustProfileSerializer()
    judgements = CoverageSerializer()
    cost = JudgingCostSerializer()
    family = FamilySerializer()
    validation = ValidationTrustSerializer(allow_null=True)
    humans = HumansTrustSerializer(allow_null=True)
    repeatability = serializers.DictField(allow_null=True)
    canaries = CanariesTrustSerializer(allow_null=True)
    remedies = serializers.DictField(child=serializers.CharField())
    caveats = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))

    def to_representation(self, instance: Any) -> Any:
        """As it was put together: it has these keys and no others."""
        return instance
