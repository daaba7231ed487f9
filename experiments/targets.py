"""Where a call goes: a connection with its secret in memory, or the reason why it must not."""

from dataclasses import dataclass

from organizations.models import Organization
from providers.codes import ErrorCode
from providers.connections import ProviderPool, credential_for
from providers.contract import ModelProvider, ProviderError
from providers.models import AllowlistEntry, Connection
from providers.policy import denial
from providers.secrets import CredentialUnavailable, Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One (connection, model). `refusal` stands in for the secret where it may not be called."""

    connection: Connection | None
    model: str
    secret: Secret | None = None
    refusal: ProviderError | None = None

    def provider(self, pool: ProviderPool) -> ModelProvider:
        """Raises ProviderError where the target may not be called."""
        if self.refusal:
            raise self.refusal
        assert self.connection is not None
        return pool.provider(self.connection, secret=self.secret)


def open_target(
    organization: Organization,
    *,
    connection: Connection | None,
    model: str,
    allowlist: dict[str, AllowlistEntry],
) -> Target:
    """Ask the policy and resolve the credential: done afresh for every drain."""
    if connection is None:
        gone = ProviderError(ErrorCode.CONFIG_ERROR, "The arm's connection was deleted.")
        return Target(connection=None, model=model, refusal=gone)
    denied = denial(allowlist.get(connection.provider), provider=connection.provider, model=model)
    if denied:
        refusal = ProviderError(ErrorCode.POLICY_DENIED, denied.message)
        return Target(connection=connection, model=model, refusal=refusal)
    try:
        secret = credential_for(connection, organization=organization)
    except CredentialUnavailable as fault:
        refusal = ProviderError(ErrorCode.CREDENTIAL_UNAVAILABLE, str(fault))
        return Target(connection=connection, model=model, refusal=refusal)
    return Target(connection=connection, model=model, secret=secret)
