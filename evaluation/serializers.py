"""Evaluator profiles as the API shows them. Nothing here writes."""

from typing import Any

from rest_framework import serializers

from evaluation.models import EvaluatorProfile
from experiments.imports.reading import Results


class RehearsalSerializer(serializers.Serializer):
    """What an import would store."""

    arms = serializers.ListField(child=serializers.CharField(), help_text="Their keys.")
    n_tasks = serializers.SerializerMethodField()
    repeats = serializers.IntegerField(help_text="The largest of any line.")
    attempts = serializers.IntegerField()
    succeeded = serializers.IntegerField()
    artifacts = serializers.IntegerField()
    validations = serializers.IntegerField()
    evaluations = serializers.IntegerField()

    def get_n_tasks(self, results: Results) -> int:
        return len(results.tasks)


class ProfileTextSerializer(serializers.Serializer):
    version = serializers.CharField()
    text = serializers.CharField()


class ProfileAddress(serializers.HyperlinkedIdentityField):
    """Below its organisation."""

    def get_url(self, obj: Any, view_name: str, request: Any, format: Any) -> str:
        kwargs = {"slug": obj.organization.slug, "profile_id": obj.pk}
        return str(self.reverse(view_name, kwargs=kwargs, request=request, format=format))


class ProfileLinksSerializer(serializers.Serializer):
    self = ProfileAddress(view_name="evaluator-profile-detail")


class EvaluatorProfileSerializer(serializers.ModelSerializer):
    organization = serializers.CharField(source="organization.slug")
    provider = serializers.CharField()
    connection = serializers.CharField(
        source="connection.name", default=None, allow_null=True, help_text="Null: it was deleted."
    )
    rubric = ProfileTextSerializer()
    prompt_template = ProfileTextSerializer()
    links = ProfileLinksSerializer(source="*")

    class Meta:
        model = EvaluatorProfile
        fields = [
            "id",
            "organization",
            "name",
            "version",
            "digest",
            "provider",
            "connection",
            "model",
            "parameters",
            "rubric",
            "prompt_template",
            "parser_version",
            "created_at",
            "links",
        ]
        read_only_fields = fields
