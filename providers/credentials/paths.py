"""Paths in stores that have folders: an organisation's own begin with its slug."""

import re

from organizations.models import Organization
from providers.secrets import CredentialUnavailable

# No part begins with a dot, so none is "." or "..".
_PART = r"[A-Za-z0-9_][A-Za-z0-9_.-]*"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*", re.ASCII)
_FIELD = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", re.ASCII)


def check_path(path: str, organization: Organization, *, scheme: str, root: str = "") -> None:
    """Below `root`/<slug>/. Raises CredentialUnavailable."""
    start = f"{root}{organization.slug}/"
    if not path.startswith(start) or not _PATH.fullmatch(path, len(start)):
        raise CredentialUnavailable(
            f"A credential of this organisation is named {scheme}:{start}NAME,"
            " in letters, digits, '.', '-', '_' and '/'."
        )


def check_field(path: str, organization: Organization, *, scheme: str, root: str) -> None:
    """Like `check_path`, with an optional #FIELD behind the path."""
    location, mark, field = path.partition("#")
    check_path(location, organization, scheme=scheme, root=root)
    if mark and not _FIELD.fullmatch(field):
        raise CredentialUnavailable(
            "Behind the # of a credential reference stands the name of a field."
        )


def split_field(path: str) -> tuple[str, str]:
    location, _, field = path.partition("#")
    return location, field
