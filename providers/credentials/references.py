"""From a credential's reference to its value: the one table of stores, by scheme.

    env:BAKEOFF_CREDENTIAL_<ORG>_<NAME>
    file:<slug>/<name>
    vault:bakeoff/<slug>/<name>[#<field>]
    aws-sm:bakeoff/<slug>/<name>[#<field>]

Every scheme binds a reference to one organisation before anything is read. A new scheme is a
file beside this one and a row here.
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from types import MappingProxyType

from organizations.models import Organization
from providers.credentials import aws_secrets, environment, files, vault
from providers.credentials.kept import KeptAnswers
from providers.redaction import remember
from providers.secrets import CredentialUnavailable, Secret

LONGEST = 16 * 1024  # characters; tokens of identity providers have a few thousand


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """`check` refuses what is not the organisation's, without looking at the value; `read` gives
    it. Both raise CredentialUnavailable. What answers over the network is kept for seconds."""

    check: Callable[[str, Organization], None]
    read: Callable[[str], str]
    kept: KeptAnswers | None = None


STORES: Mapping[str, Store] = MappingProxyType(
    {
        "env": Store(check=environment.check, read=environment.read),
        "file": Store(check=files.check, read=files.read),
        "vault": Store(check=vault.check, read=vault.read, kept=KeptAnswers()),
        "aws-sm": Store(check=aws_secrets.check, read=aws_secrets.read, kept=KeptAnswers()),
    }
)


def resolve(reference: str | None, *, organization: Organization) -> Secret | None:
    """The value behind a reference, None where there is no reference.

    Raises CredentialUnavailable.
    """
    if not reference:
        return None
    store, path = _owned(reference, organization=organization)
    value = store.kept.get(path, store.read) if store.kept else store.read(path)
    return _as_secret(value, shown=path)


def ask_ahead(references: Iterable[str], *, organization: Organization) -> None:
    """Have the stores on the network say now what `answers_at_hand` needs later: for who is about
    to open a transaction. What they refuse is told by `resolve`. The organisation may be one that
    is not stored yet."""
    for reference in references:
        with suppress(CredentialUnavailable):
            store, path = _owned(reference, organization=organization)
            if store.kept:
                store.kept.get(path, store.read)


def validate_reference(reference: str | None, *, organization: Organization) -> None:
    """Like `resolve` without looking at the value. Raises CredentialUnavailable."""
    if reference:
        _owned(reference, organization=organization)


def _owned(reference: str, *, organization: Organization) -> tuple[Store, str]:
    scheme, _, path = reference.partition(":")
    store = STORES.get(scheme)
    if store is None:
        known = ", ".join(f"{name}:" for name in STORES)
        raise CredentialUnavailable(f"A credential reference starts with one of {known}.")
    store.check(path, organization)
    return store, path


def _as_secret(value: str, *, shown: str) -> Secret:
    """What fits in a header; `shown` is the reference's own path, which is no secret."""
    value = value.strip()
    if not value:
        raise CredentialUnavailable(f"{shown} is not set or is empty.")
    if not value.isascii() or not value.isprintable() or len(value) > LONGEST:
        raise CredentialUnavailable(f"{shown} holds characters that no key has.")
    remember(value)
    return Secret(value)
