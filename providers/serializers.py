"""What an organisation allows, and its connections, as the API shows them. Nothing here writes."""

from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.reverse import reverse

from organizations.models import Organization
from providers.amounts import plain
from providers.connection_bodies import StoredSettings
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection
from providers.registry import Credential, provider_type


class ProviderSerializer(serializers.Serializer):
    """One provider as the organisation's allowlist has it; without an entry it is denied."""

    provider = serializers.ChoiceField(choices=ProviderKind.choices)
    name = serializers.CharField()
    simulated = serializers.BooleanField(help_text="Its figures are made up.")
    credential = serializers.ChoiceField(
        choices=[(each.value, each.value) for each in Credential],
        help_text="Whether its connections take a credential.",
    )
    enabled = serializers.BooleanField()
    allowed_models = serializers.ListField(
        child=serializers.CharField(), help_text='Patterns: ["*"] allows every model, [] none.'
    )
    max_concurrency = serializers.IntegerField(allow_null=True)
    requests_per_minute = serializers.IntegerField(allow_null=True)
    monthly_budget_usd = serializers.CharField(
        allow_null=True, help_text="An exact decimal, such as 12.5."
    )
    updated_at = serializers.DateTimeField(allow_null=True, help_text="Null: there is no entry.")


class ProviderListSerializer(serializers.Serializer):
    """All providers that there are, on one page."""

    next = serializers.URLField(allow_null=True)
    previous = serializers.URLField(allow_null=True)
    results = ProviderSerializer(many=True)


class ConnectionLinksSerializer(serializers.Serializer):
    self = serializers.URLField()
    check = serializers.URLField()


@extend_schema_field(cast(Any, StoredSettings))
class SettingsField(serializers.JSONField):
    """As the schema of the provider has them."""


class ConnectionSerializer(serializers.ModelSerializer):
    organization = serializers.CharField(source="organization.slug")
    settings = SettingsField()
    credential_reference = serializers.SerializerMethodField()
    links = serializers.SerializerMethodField()

    class Meta:
        model = Connection
        fields = [
            "id",
            "organization",
            "name",
            "provider",
            "settings",
            "credential_reference",
            "created_at",
            "updated_at",
            "links",
        ]
        read_only_fields = fields

    def get_credential_reference(self, connection: Connection) -> str | None:
        return connection.credential_reference or None

    @extend_schema_field(ConnectionLinksSerializer)
    def get_links(self, connection: Connection) -> dict[str, str]:
        place = {"slug": connection.organization.slug, "connection_id": connection.pk}
        request = self.context["request"]
        return {
            "self": reverse("connection-detail", kwargs=place, request=request),
            "check": reverse("connection-check", kwargs=place, request=request),
        }


class CredentialCheckSerializer(serializers.Serializer):
    resolvable = serializers.BooleanField()
    detail = serializers.CharField(source="sentence")


def provider_as_shown(
    organization: Organization, kind: ProviderKind, *, entry: AllowlistEntry | None
) -> dict[str, Any]:
    """The entry, or what it means that there is none."""
    row = provider_type(kind)
    entry = entry or AllowlistEntry(organization=organization, provider=kind)
    described = {
        "provider": kind.value,
        "name": kind.label,
        "simulated": row.simulated,
        "credential": row.credential.value,
        "enabled": entry.enabled,
        "allowed_models": entry.allowed_models,
        "max_concurrency": entry.max_concurrency,
        "requests_per_minute": entry.requests_per_minute,
        "monthly_budget_usd": plain(entry.monthly_budget_usd),
        "updated_at": entry.updated_at,
    }
    return dict(ProviderSerializer(described).data)
