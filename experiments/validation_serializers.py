"""How results of validations are shown by the API."""

from rest_framework import serializers

from experiments.models import Validation
from experiments.states import ValidationStatus


class PostedValidationSerializer(serializers.ModelSerializer):
    """A result from outside."""

    status = serializers.ChoiceField(choices=ValidationStatus.choices)
    score = serializers.FloatField(allow_null=True)
    details = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    posted_at = serializers.DateTimeField(source="finished_at")

    class Meta:
        model = Validation
        fields = ["source", "status", "score", "details", "url", "posted_at"]
        read_only_fields = fields

    def get_details(self, row: Validation) -> str | None:
        return next((check.get("detail") for check in row.checks), None) or None

    def get_url(self, row: Validation) -> str | None:
        return row.url or None
