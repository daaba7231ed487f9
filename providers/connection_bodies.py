"""A connection as the API takes it: the provider decides what its settings are.

The models are also what the OpenAPI document publishes, so that there is one schema of each.
"""

from collections.abc import Mapping
from functools import reduce
from operator import or_
from types import MappingProxyType
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from providers.kinds import ProviderKind
from providers.registry import PROVIDERS
from providers.request_bodies import all_optional, parse_body
from providers.settings_schemas import ConnectionSettings
from providers.spec import AllowlistSpec, ConnectionName, Reference


class ConnectionFields(BaseModel):
    """What connections of every kind have. A reference leads to a credential; it is none."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: ConnectionName
    credential_reference: Reference | None = None


def _fields_of(kind: ProviderKind) -> type[ConnectionFields]:
    schema = PROVIDERS[kind].settings_schema
    needed = any(field.is_required() for field in schema.model_fields.values())
    fields: Any = {
        "provider": (Literal[kind.value], ...),
        "settings": (schema, ... if needed else schema()),
    }
    name = f"{schema.__name__.removesuffix('Settings')}Connection"
    return create_model(name, __base__=ConnectionFields, **fields)


_KINDS: Mapping[ProviderKind, type[ConnectionFields]] = MappingProxyType(
    {kind: _fields_of(kind) for kind in PROVIDERS}
)
# What type checkers would have to be told by hand: one union over the table of providers.
AnyConnection: Any = reduce(or_, _KINDS.values())
AnySettings: Any = reduce(or_, dict.fromkeys(row.settings_schema for row in PROVIDERS.values()))


class ConnectionBody(RootModel[Annotated[AnyConnection, Field(discriminator="provider")]]):
    """A connection; what its settings are depends on its provider."""


class ConnectionPatch(ConnectionFields):
    """Any of the fields; `settings`, as a whole, are those of the provider."""

    model_config = ConfigDict(json_schema_extra=all_optional)

    provider: ProviderKind
    settings: AnySettings


# A class of its own, since the library marks what describes a PATCH for as long as the process
# lives: the next document would describe the PUT so, too.
class AllowlistPatch(AllowlistSpec):
    """Any of the fields of an entry: what is absent stays as it is; null lifts a limit."""

    model_config = ConfigDict(json_schema_extra=all_optional)


class StoredSettings(RootModel[AnySettings]):
    """The settings of one kind of provider."""


class _OfSomeKind(BaseModel):
    provider: ProviderKind


def parse_connection(data: Any) -> dict[str, Any]:
    """`name`, `provider`, `settings`, `credential_reference`, checked by the provider's schema.

    Raises rest_framework's ValidationError, which names each field.
    """
    kind = parse_body(_OfSomeKind, data).provider
    body: Any = parse_body(_KINDS[kind], data)
    settings: ConnectionSettings = body.settings
    return {
        "name": body.name,
        "provider": kind,
        "settings": settings.model_dump(exclude_unset=True),
        "credential_reference": body.credential_reference,
    }
