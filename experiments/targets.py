"""Where a call goes: a connection with its secret in memory, or the reason why it must not."""

from dataclasses import dataclass

from organizations.models import Organization
from providers.codes import DenialCode, ErrorCode
from providers.connections import ProviderPool, credential_for
from providers.contract import ModelProvider, ProviderError
from providers.denials import Denied
from providers.models import AllowlistEntry, Connection
from providers.policy import denial
from providers.registry import provider_type
from providers.secrets import CredentialUnavailable, Secret, StoreUnreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """One (connection, model). `refusal` stands in for the secret where it may not be called,
    with the policy's own reason in `denial` where it is the policy's. It is retryable where only
    the store of the credential is silent: that may pass."""

    connection: Connection | None
    model: str
    secret: Secret | None = None
    refusal: ProviderError | None = None
    denial: DenialCode | None = None

    def denied(self, *, arm: str | None) -> Denied | None:
        """The fact to keep where policy forbids the call."""
        if self.denial is None or self.connection is None:
            return None
        code = self.denial if arm else DenialCode.EVALUATOR_NOT_ALLOWED
        return Denied(code=code, provider=self.connection.provider, model=self.model, arm=arm)

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
        return Target(connection=connection, model=model, refusal=refusal, denial=denied.code)
    try:
        secret = credential_for(connection, organization=organization)
    except CredentialUnavailable as fault:
        refusal = _without_credential(fault)
        return Target(connection=connection, model=model, refusal=refusal)
    provider_type(connection.provider).load()  # here, since the event loop must not wait for it
    return Target(connection=connection, model=model, secret=secret)


def _without_credential(fault: CredentialUnavailable) -> ProviderError:
    return ProviderError(
        ErrorCode.CREDENTIAL_UNAVAILABLE,
        fault.sentence,
        retryable=isinstance(fault, StoreUnreachable),
        sent=False,
    )
