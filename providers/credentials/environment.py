"""`env:BAKEOFF_CREDENTIAL_<ORG>_<NAME>`: a variable of the server's environment.

<ORG> is the organisation's slug in upper case with "-" as "_". Where several slugs match a
name, the longest owns it, so ACME cannot reach the variables of ACME-EU.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from organizations.models import Organization
from providers.secrets import CredentialUnavailable

PREFIX = "BAKEOFF_CREDENTIAL_"
_NAME = re.compile(r"[A-Z0-9_]+", re.ASCII)
_slugs: ContextVar[frozenset[str] | None] = ContextVar("slugs", default=None)


def check(variable: str, organization: Organization) -> None:
    prefix = credential_prefix(organization.slug)
    if not variable.startswith(prefix) or not _NAME.fullmatch(variable, len(prefix)):
        raise CredentialUnavailable(
            f"A credential of this organisation is named env:{prefix}NAME,"
            " in upper-case letters, digits and underscores."
        )
    if _owner(variable) != organization.slug:
        raise CredentialUnavailable(f"{variable} belongs to another organisation.")


def read(variable: str) -> str:
    return os.environ.get(variable, "")


def credential_prefix(slug: str) -> str:
    return f"{PREFIX}{slug.upper().replace('-', '_')}_"


@contextmanager
def slugs_at_hand() -> Iterator[None]:
    """Within it the organisations are read once, however many references are looked at."""
    token = _slugs.set(frozenset(Organization.objects.values_list("slug", flat=True)))
    try:
        yield
    finally:
        _slugs.reset(token)


def _owner(variable: str) -> str | None:
    words = variable.removeprefix(PREFIX).lower().split("_")
    slugs = ["-".join(words[:count]) for count in range(1, len(words))]
    known = _slugs.get()
    found = Organization.objects.filter(slug__in=slugs).values_list("slug", flat=True)
    return max(found if known is None else known & set(slugs), key=len, default=None)
