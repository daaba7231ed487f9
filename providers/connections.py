"""From a connection's row to a provider that can be called."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID

from pydantic import ValidationError

from organizations.models import Organization
from providers.codes import ErrorCode
from providers.contract import ModelProvider, ProviderError
from providers.credentials.references import resolve
from providers.endpoint import Endpoint, Network
from providers.models import Connection
from providers.origins import origin_of
from providers.registry import Credential, provider_type
from providers.secrets import CredentialUnavailable, Secret


class ConnectionLike(Protocol):
    """A Connection, or a frozen copy of one."""

    @property
    def id(self) -> UUID: ...
    @property
    def provider(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class CredentialCheck:
    """`sentence` is public and names no value."""

    resolvable: bool
    sentence: str


def credential_for(connection: Connection, *, organization: Organization) -> Secret | None:
    """Resolve what the connection needs, for the host it was entered for and no other.

    Raises CredentialUnavailable.
    """
    need = provider_type(connection.provider).credential
    if need is Credential.NONE:
        return None
    _check_origin(connection)
    secret = resolve(connection.credential_reference, organization=organization)
    if secret is None and need is Credential.REQUIRED:
        raise CredentialUnavailable("This provider needs a credential_reference.")
    return secret


def check_credential(connection: Connection) -> CredentialCheck:
    """Whether a call would find its credential now. Nothing is called, nothing is shown."""
    try:
        secret = credential_for(connection, organization=connection.organization)
    except CredentialUnavailable as fault:
        return CredentialCheck(resolvable=False, sentence=fault.sentence)
    found = "The credential can be read." if secret else "No credential is sent."
    return CredentialCheck(resolvable=True, sentence=found)


def _check_origin(connection: Connection) -> None:
    """A row that was changed behind the actions' back must not carry its credential along."""
    if not connection.credential_reference:
        return
    origin = origin_of(connection.provider, connection.settings)
    if not origin or origin != connection.credential_origin:
        raise CredentialUnavailable(
            "The endpoint is not the one that the credential reference was entered for:"
            " enter the reference again."
        )


def open_provider(
    connection: ConnectionLike,
    *,
    secret: Secret | None,
    allowed_networks: tuple[Network, ...],
) -> ModelProvider:
    """An adapter for one endpoint; the caller closes it. Raises ProviderError (config_error)."""
    row = provider_type(connection.provider)
    try:
        settings = row.settings_schema.model_validate(dict(connection.settings))
    except ValidationError as fault:
        raise ProviderError(
            ErrorCode.CONFIG_ERROR, "The settings of the connection are not valid."
        ) from fault
    return row.open(Endpoint(settings=settings, secret=secret, allowed_networks=allowed_networks))


class ProviderPool:
    """Adapters shared by the calls of one event loop: one per connection and credential.

    A connection that was edited, or whose credential changed, gets an adapter of its own.
    """

    def __init__(self, *, allowed_networks: tuple[Network, ...]) -> None:
        self._allowed_networks = allowed_networks
        self._open: dict[tuple[Any, ...], ModelProvider] = {}

    def provider(self, connection: ConnectionLike, *, secret: Secret | None) -> ModelProvider:
        """Raises ProviderError (config_error)."""
        settings = tuple(sorted((key, repr(value)) for key, value in connection.settings.items()))
        key = (connection.id, connection.provider, settings, secret)
        if key not in self._open:
            self._open[key] = open_provider(
                connection, secret=secret, allowed_networks=self._allowed_networks
            )
        return self._open[key]

    async def aclose_all(self) -> None:
        while self._open:
            _, provider = self._open.popitem()
            await provider.aclose()
