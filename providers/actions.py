"""Changes to what an organisation allows and to its connections."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from pydantic import ValidationError

from organizations.errors import Invalid
from organizations.models import Organization
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection
from providers.registry import Credential, provider_type
from providers.secrets import CredentialUnavailable, validate_reference
from providers.spec import AllowlistSpec, ConnectionSpec
from providers.validation import problems


@transaction.atomic
def apply_allowlist(
    organization: Organization, spec: Mapping[ProviderKind, AllowlistSpec]
) -> list[AllowlistEntry]:
    """Write the entries that the spec names; others, and absent fields, stay as they are."""
    return [
        AllowlistEntry.objects.update_or_create(
            organization=organization,
            provider=provider,
            defaults=entry.model_dump(exclude_unset=True),
        )[0]
        for provider, entry in spec.items()
    ]


def save_connection(
    organization: Organization, spec: ConnectionSpec, *, place: str | None = None
) -> Connection:
    """Create the connection of that name or change it. Raises Invalid naming the place."""
    check_connection(
        organization,
        provider=spec.provider,
        settings=spec.settings,
        credential_reference=spec.credential_reference,
        place=place or f"connections.{spec.name}",
    )
    connection, _ = Connection.objects.update_or_create(
        organization=organization,
        name=spec.name,
        defaults={
            "provider": spec.provider,
            "settings": spec.settings,
            "credential_reference": spec.credential_reference or "",
        },
    )
    return connection


def check_connection(
    organization: Organization,
    *,
    provider: str,
    settings: Mapping[str, Any],
    credential_reference: str | None,
    place: str = "connection",
) -> None:
    """Settings fit the kind's schema, and the reference is the organisation's. Raises Invalid."""
    row = provider_type(provider)
    try:
        row.settings_schema.model_validate(settings)
    except ValidationError as fault:
        found = "; ".join(problems(fault, place=f"{place}.settings"))
        raise Invalid("connection_invalid", found) from None
    _check_need(row.credential, reference=credential_reference, place=place)
    try:
        validate_reference(credential_reference, organization=organization)
    except CredentialUnavailable as fault:
        raise Invalid(
            "connection_invalid", f"{place}.credential_reference: {fault.sentence}"
        ) from None


def _check_need(need: Credential, *, reference: str | None, place: str) -> None:
    if need is Credential.REQUIRED and not reference:
        raise Invalid(
            "connection_invalid", f"{place}.credential_reference: this provider needs one"
        )
    if need is Credential.NONE and reference:
        raise Invalid(
            "connection_invalid", f"{place}.credential_reference: this provider takes none"
        )
