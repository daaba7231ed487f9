"""`file:<slug>/<name>`: a file in the organisation's folder below BAKEOFF_CREDENTIAL_DIR.

Links are followed as far as they stay in that folder: orchestrators mount secrets as links.
"""

import os
import stat
from pathlib import Path

from django.conf import settings

from organizations.models import Organization
from providers.credentials.paths import check_path
from providers.secrets import CredentialUnavailable

LARGEST = 64 * 1024  # bytes


def check(path: str, organization: Organization) -> None:
    check_path(path, organization, scheme="file")


def read(path: str) -> str:
    if settings.CREDENTIAL_DIR is None:
        raise CredentialUnavailable(
            "This server has no BAKEOFF_CREDENTIAL_DIR for file: references."
        )
    try:
        content = _content(_inside(path, root=settings.CREDENTIAL_DIR))
    except (OSError, RuntimeError):  # RuntimeError: links that lead in a circle
        raise CredentialUnavailable(f"The file {path} cannot be read.") from None
    if content is None or len(content) > LARGEST:
        raise CredentialUnavailable(f"{path} is not a regular file of at most 64 KiB.")
    try:
        return content.decode("ascii")
    except UnicodeDecodeError:
        raise CredentialUnavailable(f"{path} holds characters that no key has.") from None


def _inside(path: str, *, root: Path) -> Path:
    """Where the path really leads, which must be in the organisation's own folder."""
    real_root = root.resolve(strict=True)
    home = (root / path.partition("/")[0]).resolve(strict=True)
    file = (root / path).resolve(strict=True)
    if not (_is_below(home, real_root) and _is_below(file, home)):
        raise CredentialUnavailable(f"{path} leads out of the organisation's folder.")
    return file


def _is_below(path: Path, folder: Path) -> bool:
    return path != folder and path.is_relative_to(folder)


def _content(file: Path) -> bytes | None:
    """None for what is no regular file. Opening neither follows a link nor waits for a pipe."""
    descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return stream.read(LARGEST + 1)
