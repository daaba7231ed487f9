"""Credentials: references in the database, values only here and only just before a call.

    env:BAKEOFF_CREDENTIAL_<ORG>_<NAME>

<ORG> is the organisation's slug in upper case with "-" as "_". Where several slugs match a
name, the longest owns it, so ACME cannot reach the variables of ACME-EU.
"""

import os
import re
from typing import final

from organizations.models import Organization

PREFIX = "BAKEOFF_CREDENTIAL_"
REDACTED = "[redacted]"
_NAME = re.compile(r"[A-Z0-9_]+", re.ASCII)


class CredentialUnavailable(Exception):
    """The reference may not be used or leads nowhere. The sentence is public."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


@final
class Secret:
    """A value that shows itself only to who asks by name."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"Secret({REDACTED})"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and self._value == other._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> tuple[object, ...]:
        raise TypeError("A secret is never serialised.")


def resolve(reference: str | None, *, organization: Organization) -> Secret | None:
    """The value behind a reference, None where there is no reference.

    Raises CredentialUnavailable.
    """
    if not reference:
        return None
    variable = _owned_variable(reference, organization=organization)
    value = os.environ.get(variable, "").strip()
    if not value:
        raise CredentialUnavailable(f"{variable} is not set or is empty.")
    if not value.isascii() or not value.isprintable():
        raise CredentialUnavailable(f"{variable} holds characters that no key has.")
    return Secret(value)


def validate_reference(reference: str | None, *, organization: Organization) -> None:
    """Like `resolve` without looking at the value. Raises CredentialUnavailable."""
    if reference:
        _owned_variable(reference, organization=organization)


def credential_prefix(slug: str) -> str:
    return f"{PREFIX}{slug.upper().replace('-', '_')}_"


def _owned_variable(reference: str, *, organization: Organization) -> str:
    scheme, _, variable = reference.partition(":")
    if scheme != "env":
        raise CredentialUnavailable(
            "A credential reference starts with env: (other stores are not supported yet)."
        )
    prefix = credential_prefix(organization.slug)
    if not variable.startswith(prefix) or not _NAME.fullmatch(variable, len(prefix)):
        raise CredentialUnavailable(
            f"A credential of this organisation is named env:{prefix}NAME,"
            " in upper-case letters, digits and underscores."
        )
    if _owner(variable) != organization.slug:
        raise CredentialUnavailable(f"{variable} belongs to another organisation.")
    return variable


def _owner(variable: str) -> str | None:
    words = variable.removeprefix(PREFIX).lower().split("_")
    slugs = ["-".join(words[:count]) for count in range(1, len(words))]
    found = Organization.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    return max(found, key=len, default=None)
