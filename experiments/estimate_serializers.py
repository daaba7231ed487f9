"""An estimate as the API shows it."""

from typing import Any

from rest_framework import serializers

from providers.amounts import plain

MONEY = "USD, an exact decimal."


class ModelEstimateSerializer(serializers.Serializer):
    arm = serializers.CharField(allow_null=True, help_text="Null: the evaluator.")
    calls = serializers.IntegerField()
    expected_usd = serializers.SerializerMethodField(help_text=f"{MONEY} Null: no known price.")
    worst_usd = serializers.SerializerMethodField(help_text=f"{MONEY} Null: no known price.")

    def get_expected_usd(self, estimate: Any) -> str | None:
        return plain(estimate.expected_usd)

    def get_worst_usd(self, estimate: Any) -> str | None:
        return plain(estimate.worst_usd)


class EstimateSerializer(ModelEstimateSerializer):
    """Of a whole run; the sums are those of the models that have a price."""

    def get_fields(self) -> dict[str, Any]:
        fields = super().get_fields()
        del fields["arm"]
        return fields | {
            "unpriced": serializers.ListField(
                child=serializers.CharField(), help_text="Arms without a known price, evaluator."
            ),
            "models": ModelEstimateSerializer(many=True),
        }
