"""Changes to what an organisation allows and to its connections."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import Enum
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import ForeignKey, ManyToOneRel
from pydantic import ValidationError

from organizations.constraints import is_taken
from organizations.errors import Invalid
from organizations.models import Organization
from providers.credentials.references import validate_reference
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection
from providers.origins import origin_of
from providers.registry import Credential, provider_type
from providers.secrets import CredentialUnavailable
from providers.spec import AllowlistSpec, ConnectionSpec
from providers.validation import first_faults, problems


class Kept(Enum):
    """What stands for a field that a request does not name."""

    KEPT = "kept"


KEPT = Kept.KEPT


class InvalidField(Invalid):
    """`field` is the field at fault, a setting as `settings.base_url`."""

    def __init__(self, code: str, message: str, *, field: str) -> None:
        super().__init__(code, message)
        self.field = field


class ConnectionInUse(InvalidField):
    """What was planned and counted for the provider would be called at another."""

    status = 409

    def __init__(self, *, place: str = "") -> None:
        super().__init__(
            "connection_in_use",
            f"{place}provider: arms or evaluator profiles name this connection, so that its"
            " provider stays. Create another connection.",
            field="provider",
        )


class NameTaken(InvalidField):
    """Another connection of the organisation has the name: nothing is wrong with the request."""

    status = 409

    def __init__(self) -> None:
        super().__init__("name_taken", "There is a connection of this name.", field="name")


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


@transaction.atomic
def save_connection(
    organization: Organization, spec: ConnectionSpec, *, place: str | None = None
) -> Connection:
    """Create the connection of that name or change it. A spec always states the reference, so
    that it is bound to the host that stands beside it. Raises Invalid naming the place."""
    place = place or f"connections.{spec.name}"
    fields: dict[str, Any] = {
        "provider": spec.provider,
        "settings": spec.settings,
        "credential_reference": spec.credential_reference or "",
    }
    check_connection(organization, **fields, place=place)
    rows = Connection.objects.select_for_update(no_key=True)
    for row in rows.filter(organization=organization, name=spec.name):
        _check_provider_stays(row, to=spec.provider, place=f"{place}.")
    connection, _ = Connection.objects.update_or_create(
        organization=organization, name=spec.name, defaults=fields | _bound(**fields)
    )
    return connection


@transaction.atomic
def create_connection(
    organization: Organization,
    *,
    name: str,
    provider: str,
    settings: Mapping[str, Any],
    credential_reference: str | None,
) -> Connection:
    """Raises Invalid (`connection_invalid`, `name_taken`), whose `field` names the fault."""
    fields: dict[str, Any] = {
        "provider": provider,
        "settings": dict(settings),
        "credential_reference": credential_reference or "",
    }
    check_connection(organization, **fields, place="")
    with _name_once():
        return Connection.objects.create(
            organization=organization, name=name, **fields, **_bound(**fields)
        )


@transaction.atomic
def change_connection(
    connection: Connection,
    *,
    name: str | Kept = KEPT,
    provider: str | Kept = KEPT,
    settings: Mapping[str, Any] | Kept = KEPT,
    credential_reference: str | Kept | None = KEPT,
) -> Connection:
    """Change what is given; KEPT means: not in the request, or not typed. The row is returned.

    Where the endpoint moves to another scheme, host or port, the credential's reference has to
    be given again (the same one will do, None removes it): a credential goes only where
    somebody who knows its reference sent it. The provider of a connection that is in use stays.
    Raises Invalid (`connection_invalid`, `connection_in_use`, `name_taken`,
    `credential_reference_needed`), whose `field` names the fault.
    """
    row = Connection.objects.select_for_update(no_key=True).get(pk=connection.pk)
    changed = check_change(
        row,
        name=name,
        provider=provider,
        settings=settings,
        credential_reference=credential_reference,
    )
    for column, value in changed.items():
        setattr(row, column, value)
    with _name_once():
        row.save()
    return row


def hold_connections(ids: Iterable[UUID]) -> dict[UUID, Connection]:
    """Those that are there: nobody changes or deletes them before the transaction ends. In one
    order, so that no two wait for each other."""
    rows = Connection.objects.select_for_update(no_key=True).filter(pk__in=set(ids))
    return {row.pk: row for row in rows.order_by("pk")}


@transaction.atomic
def delete_connections(connections: Iterable[Connection]) -> None:
    """Arms that named them keep their place without one. Held before their arms are, like
    whoever uses them does: else the two would wait for each other."""
    held = hold_connections(connection.pk for connection in connections)
    Connection.objects.filter(pk__in=held).delete()


def check_change(
    row: Connection,
    *,
    name: str | Kept = KEPT,
    provider: str | Kept = KEPT,
    settings: Mapping[str, Any] | Kept = KEPT,
    credential_reference: str | Kept | None = KEPT,
) -> dict[str, Any]:
    """The columns as `change_connection` would write them. Raises Invalid as it does, also for
    settings that a form read from JSON and that are no object."""
    fields: dict[str, Any] = {
        "provider": row.provider if isinstance(provider, Kept) else provider,
        "settings": row.settings if isinstance(settings, Kept) else settings,
        "credential_reference": (
            row.credential_reference
            if isinstance(credential_reference, Kept)
            else credential_reference or ""
        ),
    }
    check_connection(row.organization, **fields, place="")
    _check_provider_stays(row, to=fields["provider"])
    bound = _bound(**fields)
    if isinstance(credential_reference, Kept):
        _check_still_bound(row, to=bound["credential_origin"])
    return {"name": row.name if isinstance(name, Kept) else name} | fields | bound


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
        raise _invalid_settings(fault, place=place) from None
    try:
        _check_need(row.credential, reference=credential_reference)
        validate_reference(credential_reference, organization=organization)
    except CredentialUnavailable as fault:
        raise _invalid("credential_reference", fault.sentence, place=place) from None


def _check_need(need: Credential, *, reference: str | None) -> None:
    if need is Credential.REQUIRED and not reference:
        raise CredentialUnavailable("this provider needs one")
    if need is Credential.NONE and reference:
        raise CredentialUnavailable("this provider takes none")


@contextmanager
def _name_once() -> Iterator[None]:
    try:
        with transaction.atomic():
            yield
    except IntegrityError as fault:
        if is_taken(fault, "connection_once", of=Connection):
            raise NameTaken from None
        raise


def _check_provider_stays(row: Connection, *, to: str, place: str = "") -> None:
    """Limits, prices and policy are the provider's, for runs that go on as well."""
    if row.provider != to and any(_names(each, row) for each in _references()):
        raise ConnectionInUse(place=place)


def _references() -> Iterator[ForeignKey[Any, Any]]:
    """From the tables of whatever apps build upon connections."""
    for relation in Connection._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel) and not relation.one_to_one:
            yield relation.field


def _names(reference: ForeignKey[Any, Any], row: Connection) -> bool:
    return bool(reference.model._base_manager.filter(**{reference.name: row}).exists())


def _check_still_bound(row: Connection, *, to: str) -> None:
    if row.credential_reference and row.credential_origin != to:
        raise InvalidField(
            "credential_reference_needed",
            f"The credential reference was entered for {row.credential_origin or 'no host'}."
            f" Enter it again to send the credential to {to or 'no host'}.",
            field="credential_reference",
        )


def _bound(
    *, provider: str, settings: Mapping[str, Any], credential_reference: str
) -> dict[str, str]:
    origin = origin_of(provider, settings) if credential_reference else ""
    return {"credential_origin": origin}


def _invalid_settings(fault: ValidationError, *, place: str) -> InvalidField:
    found = "; ".join(problems(fault, place=f"{place}.settings".lstrip(".")))
    first = first_faults(fault)[0]
    field = ".".join(["settings", *(str(part) for part in first["loc"])])
    return InvalidField("connection_invalid", found, field=field)


def _invalid(field: str, sentence: str, *, place: str) -> InvalidField:
    at = f"{place}.{field}".lstrip(".")
    return InvalidField("connection_invalid", f"{at}: {sentence}", field=field)
