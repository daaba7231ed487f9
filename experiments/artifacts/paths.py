"""Which paths a task or a model may name. Pure."""

import re
import unicodedata
from collections.abc import Collection, Iterable

MAX_PATH = 400
# Control characters, quotes and backslashes would make git quote the name; marks that turn or end
# a line would make a reader see another one. No task needs them.
_FORBIDDEN = re.compile('[\x00-\x1f\x7f-\x9f"\\\\\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]')
_DRIVE = re.compile(r"[A-Za-z]:")


class UnsafePath(ValueError):
    """The path leaves the tree, reaches into git's own files, or cannot be written safely."""


def safe_path(path: str) -> str:
    """The path, relative to the tree, without `./`. Raises UnsafePath.

    So is one that only looks harmless: some file systems, and some readers, take two full-width
    dots or one two-dot leader for `..`, and `.git` with a joiner inside for `.git`."""
    safe = _safe(path)
    folded = _folded(path)
    if folded != path:
        _safe(folded)
    return safe


def _safe(path: str) -> str:
    if not path or len(path.encode("utf-8", "replace")) > MAX_PATH:
        raise UnsafePath(f"a path of 1 to {MAX_PATH} bytes is expected")
    if _FORBIDDEN.search(path) or any("\ud800" <= char <= "\udfff" for char in path):
        raise UnsafePath(f"the path {_shown(path)} has a character that is not allowed")
    if path.startswith(("/", "~")) or _DRIVE.match(path):
        raise UnsafePath(f"the path {_shown(path)} is not relative")
    parts = [part for part in path.split("/") if part != "."]
    if not parts or any(_is_unsafe(part) for part in parts):
        raise UnsafePath(f"the path {_shown(path)} is not allowed")
    return "/".join(parts)


def blocked_by(path: str, tree: Iterable[str]) -> str | None:
    """The file that is in the way of `path`: a parent that is a file, or a file below it."""
    below = path + "/"
    for other in tree:
        if other.startswith(below) or path.startswith(other + "/"):
            return other
    return None


def parent_that_is_a_file(paths: Collection[str]) -> str | None:
    """A path that is a file and, for another of them, a folder too."""
    for path in sorted(paths):
        parts = path.split("/")
        parents = ("/".join(parts[:depth]) for depth in range(1, len(parts)))
        if found := next((parent for parent in parents if parent in paths), None):
            return found
    return None


def _folded(path: str) -> str:
    """Compatible characters as one (NFKC), without those that nobody sees."""
    if path.isascii():
        return path
    seen = (char for char in path if unicodedata.category(char) != "Cf" and not _selects(char))
    return unicodedata.normalize("NFKC", "".join(seen))


def _selects(char: str) -> bool:
    """A variation selector: it has no shape of its own."""
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _is_unsafe(part: str) -> bool:
    # ".git " and "GIT~1" are .git on some file systems.
    name = part.rstrip(" .").lower()
    return name in {"", ".git", "git~1"} or len(part.encode("utf-8", "replace")) > 255


def _shown(path: str) -> str:
    return repr(path[:80])
