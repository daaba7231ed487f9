"""From a connection's row to a provider that can be called."""

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

from pydantic import ValidationError

from organizations.models import Organization
from providers.codes import ErrorCode
from providers.contract import ModelProvider, ProviderError
from providers.endpoint import Endpoint, Network
from providers.registry import Credential, provider_type
from providers.secrets import CredentialUnavailable, Secret, resolve


class ConnectionLike(Protocol):
    """A Connection, or a frozen copy of one."""

    @property
    def id(self) -> UUID: ...
    @property
    def provider(self) -> str: ...
    @property
    def settings(self) -> Mapping[str, Any]: ...


def credential_for(
    *, provider: str, reference: str | None, organization: Organization
) -> Secret | None:
    """Resolve what a connection needs. Raises CredentialUnavailable."""
    need = provider_type(provider).credential
    if need is Credential.NONE:
        return None
    secret = resolve(reference, organization=organization)
    if secret is None and need is Credential.REQUIRED:
        raise CredentialUnavailable("This provider needs a credential_reference.")
    return secret


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
