"""Turns a diff as a model wrote it into sections that git reads without guessing. Pure.

Names are resolved against the task's files here, so that git never sees a name that was not
checked, and the counts of a hunk are those of its lines.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from experiments.artifacts import lines as text_lines
from experiments.artifacts.errors import Unusable
from experiments.artifacts.paths import UnsafePath, blocked_by, safe_path
from experiments.artifacts.unified import NO_NEWLINE, FileDiff, Hunk

_DEV_NULL = "/dev/null"
_OCTAL = re.compile(rb"\\([0-3][0-7]{2})")
_LINK_MODES = ("12", "16")  # symbolic links and submodules
UNKNOWN = "?"  # the text of a file that is there, whatever it says


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One file's part with paths that exist where they must. None: added or deleted."""

    old: str | None
    new: str | None
    hunks: tuple[Hunk, ...]

    def render(self, *, crlf: bool | None = None) -> str:
        """The section as git writes it. `crlf` True or False makes all lines end that way."""
        return "".join([*self._header(), *(_render_hunk(hunk, crlf) for hunk in self.hunks)])

    def _header(self) -> list[str]:
        old, new = self.old or self.new, self.new or self.old
        lines = [f"diff --git a/{old} b/{new}\n"]
        if self.old is None:
            lines.append("new file mode 100644\n")
        elif self.new is None:
            lines.append("deleted file mode 100644\n")
        elif old != new:
            lines.append(f"rename from {old}\nrename to {new}\n")
        if self.hunks:
            lines.append(f"--- {_named('a', self.old)}\n+++ {_named('b', self.new)}\n")
        return lines


def section(part: FileDiff, base: Mapping[str, str]) -> Section:
    """The part with its names resolved against the base. Raises Unusable."""
    _refuse_kind(part)
    try:
        old, new = _paths(part, base)
    except UnsafePath as error:
        raise Unusable(str(error)) from None
    old, new = _settle(part, base, old=old, new=new)
    if any(hunk.old_start is None and not hunk.count(" -") for hunk in part.hunks):
        raise Unusable("a hunk has neither line numbers nor lines to find its place by")
    if any(hunk.count("\\") > 2 for hunk in part.hunks):
        raise Unusable("a hunk tells more than twice that a final newline is missing")
    return Section(old=old, new=new, hunks=part.hunks)


def section_alone(part: FileDiff) -> Section:
    """The part with its names as they stand, for a base that is not known. Raises Unusable."""
    _refuse_kind(part)
    try:
        old, _ = _paths(part, {})
    except UnsafePath as error:
        raise Unusable(str(error)) from None
    begins = bool(part.hunks) and all(
        hunk.old_start == 0 and not hunk.count(" -") for hunk in part.hunks
    )
    return section(part, {old: UNKNOWN} if old and not begins else {})


def _refuse_kind(part: FileDiff) -> None:
    if part.binary:
        raise Unusable("binary patches are not accepted")
    for key, value in part.extended:
        mode = value.rpartition(" ")[2] if key == "index" else value
        if (key.endswith("mode") or " " in value) and mode.startswith(_LINK_MODES):
            raise Unusable("symbolic links and submodules are not accepted")
    if part.header("copy from") is not None:
        raise Unusable("copies of files are not accepted")


def _paths(part: FileDiff, base: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Old and new path as the headers have them. Raises UnsafePath, Unusable."""
    renamed = part.header("rename from"), part.header("rename to")
    if renamed[0] is not None and renamed[1] is not None:
        return safe_path(_unquoted(renamed[0])), safe_path(_unquoted(renamed[1]))
    raw_old, raw_new = part.old, part.new
    if raw_old is None or raw_new is None:
        raw_old, raw_new = _git_names(part, base)
    raw_old, raw_new = _unquoted(raw_old), _unquoted(raw_new)
    strict = part.git is not None and _has_prefix(raw_old, "a/") and _has_prefix(raw_new, "b/")
    old = None if raw_old == _DEV_NULL else _resolve(raw_old, base, strict=strict)
    new = None if raw_new == _DEV_NULL else _resolve(raw_new, base, strict=strict)
    if part.header("new file mode") is not None:
        old = None
    if part.header("deleted file mode") is not None:
        new = None
    return old, new


def _settle(
    part: FileDiff, base: Mapping[str, str], *, old: str | None, new: str | None
) -> tuple[str | None, str | None]:
    """Old and new path as they can be applied to the base. Raises Unusable."""
    if old is None and new is None:
        raise Unusable("a part of the diff names no file")
    if old and new and old != new and part.header("rename from") is None:
        # Two names without a rename: the one that exists is meant, as for patch(1).
        old = new = new if new in base else old
    adds_only = bool(part.hunks) and not any(hunk.count(" -") for hunk in part.hunks)
    if old is None and new is not None and base.get(new) == "":
        old = new
    elif old is not None and old not in base:
        if not (adds_only and old == new):
            raise Unusable(f"{old} is not one of the task's files")
        old = None
    if new is not None and new != old:
        _refuse_blocked(new, base, without=old)
    return old, new


def _refuse_blocked(new: str, base: Mapping[str, str], *, without: str | None) -> None:
    if new in base:
        raise Unusable(f"{new} exists already")
    other = blocked_by(new, (path for path in base if path != without))
    if other is not None:
        raise Unusable(f"{new} cannot stand beside {other}")


def _git_names(part: FileDiff, base: Mapping[str, str]) -> tuple[str, str]:
    """Both names of a `diff --git` line: the same path twice, or two words."""
    if part.git is None:
        return _only_name(base)
    left, right = part.git[: len(part.git) // 2], part.git[len(part.git) // 2 + 1 :]
    if left[-len(right) + 2 :] != right[2:] and part.git.count(" ") == 1:
        left, right = part.git.split(" ")
    if not left or not right:
        raise Unusable("a `diff --git` line names no files")
    return left, right


def _only_name(base: Mapping[str, str]) -> tuple[str, str]:
    if len(base) != 1:
        raise Unusable("a hunk names no file")
    (path,) = base
    return f"a/{path}", f"b/{path}"


def _resolve(raw: str, base: Mapping[str, str], *, strict: bool) -> str:
    """The path that a header means: without a/ or b/, else as it stands. Raises UnsafePath."""
    path = safe_path(raw)
    first, _, rest = path.partition("/")
    stripped = rest if rest and first in {"a", "b"} else path
    if not strict and stripped not in base:
        stripped = next((known for known in (path, rest) if known in base), stripped)
    # What was harmless behind a/ may not be so without it: `a/~root/x`, `a/C:x`.
    return safe_path(stripped)


def _has_prefix(raw: str, prefix: str) -> bool:
    return raw == _DEV_NULL or raw.startswith(prefix)


def _unquoted(name: str) -> str:
    """The name without git's quotes. Escapes other than octal ones are left to be refused."""
    if len(name) < 2 or name[0] != '"' or name[-1] != '"':
        return name
    raw = _OCTAL.sub(lambda match: bytes([int(match[1], 8)]), name[1:-1].encode("utf-8"))
    return raw.decode("utf-8", "replace")


def _named(side: str, path: str | None) -> str:
    if path is None:
        return _DEV_NULL
    # Like git: a tab ends a name that has a space in it.
    return f"{side}/{path}" + ("\t" if " " in path else "")


def _render_hunk(hunk: Hunk, crlf: bool | None) -> str:
    old, new = hunk.count(" -"), hunk.count(" +")
    old_start = _start(hunk.old_start, old)
    new_start = _start(hunk.new_start, new)
    body = "".join(_render_line(line, crlf) + "\n" for line in hunk.lines)
    return f"@@ -{old_start},{old} +{new_start},{new} @@\n{body}"


def _start(start: int | None, count: int) -> int:
    return start or 0 if count == 0 else max(start or 1, 1)


def _render_line(line: str, crlf: bool | None) -> str:
    if line[0] == "\\":
        return NO_NEWLINE
    if crlf is None:
        return line
    return line.rstrip("\r") + ("\r" if crlf else "")


def line_ends(text: str) -> bool | None:
    """True where all lines of a file end in CRLF, False where none does, None where mixed."""
    if text_lines.is_crlf(text):
        return True
    return None if "\r" in text else False
