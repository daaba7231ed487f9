"""Evaluator profiles as the API shows them. Nothing here writes."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from evaluation.models import EvaluatorProfile, Rubric
from evaluation.profiles import caveats_of
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


class CriterionSerializer(serializers.Serializer):
    name = serializers.CharField()
    description = serializers.CharField()
    anchors = serializers.DictField(child=serializers.CharField())


class RubricSerializer(serializers.Serializer):
    """As its author wrote it: one without criteria comes back without them."""

    version = serializers.CharField()
    text = serializers.SerializerMethodField()
    criteria = CriterionSerializer(many=True, required=False)

    def get_text(self, rubric: Rubric) -> str:
        return rubric.preamble if rubric.criteria else rubric.text

    def to_representation(self, rubric: Rubric) -> dict[str, Any]:
        shown: dict[str, Any] = super().to_representation(rubric)
        if not rubric.criteria:
            del shown["criteria"]
        return shown


class CaveatSerializer(serializers.Serializer):
    """What to keep in mind about the profile's scores."""

    code = serializers.CharField()
    sentence = serializers.CharField()


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
    rubric = RubricSerializer()
    rubric_text = serializers.CharField(
        source="rubric.text", help_text="The rubric as the judge reads it, criteria included."
    )
    prompt_template = ProfileTextSerializer()
    caveats = serializers.SerializerMethodField()
    links = ProfileLinksSerializer(source="*")

    @extend_schema_field(CaveatSerializer(many=True))
    def get_caveats(self, profile: EvaluatorProfile) -> Any:
        return CaveatSerializer(caveats_of(profile), many=True).data

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
            "structured_output",
            "rubric",
            "rubric_text",
            "prompt_template",
            "parser_version",
            "caveats",
            "created_at",
            "links",
        ]
        read_only_fields = fields
