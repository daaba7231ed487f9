"""Finds unified diffs in a model's text, whatever stands around them. Pure, linear.

The text is read line by line: prose and fences are skipped until a file header, and a hunk ends
where its counts say or, since models count badly, where a line can no longer belong to it.
"""

import re
from dataclasses import dataclass, replace

_HUNK = re.compile(r"@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@")
_SIGNATURE = re.compile(r"\d+\.\d+[\w.() -]{0,40}\Z")
_EXTENDED = re.compile(
    r"(old mode|new mode|deleted file mode|new file mode|copy from|copy to|rename from|rename to"
    r"|similarity index|dissimilarity index|index) (.*)\Z"
)
_BINARY = re.compile(r"GIT binary patch\Z|Binary files .* differ\Z|Files .* differ\Z")
_SIGNS = (" ", "+", "-", "\\")
_NO_CONTEXT = ("@@", "diff --git ", "```", "~~~")
NO_NEWLINE = "\\ No newline at end of file"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hunk:
    """`lines` carry their sign and no line feed. `old_start` is None where the header names no
    lines. `recounted` tells that the counts of the header were wrong, `signed` that lines of the
    context had lost their space."""

    old_start: int | None
    new_start: int | None
    lines: tuple[str, ...]
    recounted: bool = False
    signed: bool = False
    short: bool = False

    def count(self, signs: str) -> int:
        return sum(line[0] in signs for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDiff:
    """One file's part as the model wrote it. `old` and `new` are raw names, None where absent;
    `git` tells that it has a `diff --git` header, `extended` its further header lines."""

    old: str | None = None
    new: str | None = None
    git: str | None = None
    extended: tuple[tuple[str, str], ...] = ()
    hunks: tuple[Hunk, ...] = ()
    binary: bool = False

    @property
    def is_empty(self) -> bool:
        stands_alone = any(key != "index" for key, _ in self.extended)
        return not self.hunks and not stands_alone and not self.binary

    def header(self, key: str) -> str | None:
        return next((value for name, value in self.extended if name == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The parts in order, and the numbers of the first line and of the line after the last."""

    parts: tuple[FileDiff, ...]
    first: int
    end: int


def find(lines: list[str]) -> Found | None:
    """All unified diffs in the lines (without line feeds). None where there is none."""
    parts: list[FileDiff] = []
    first, end, at = -1, 0, 0
    while at < len(lines):
        if lines[at][:4] not in ("diff", "--- ") or not _starts_file(lines, at):
            at += 1
            continue
        first = at if first < 0 else first
        part, at = _read_file(lines, at)
        if not part.is_empty:
            parts.append(part)
            end = at
    return Found(parts=tuple(parts), first=first, end=end) if parts else None


def find_bare(lines: list[str]) -> Found | None:
    """Hunks without any file header, for a task that has one file only."""
    first = next((at for at, line in enumerate(lines) if _HUNK.match(line)), None)
    if first is None:
        return None
    hunks, end = _read_hunks(lines, first)
    return Found(parts=(FileDiff(hunks=hunks),), first=first, end=end) if hunks else None


def _starts_file(lines: list[str], at: int) -> bool:
    return lines[at].startswith("diff --git ") or _is_names(lines, at)


def _is_names(lines: list[str], at: int) -> bool:
    if not lines[at].startswith("--- ") or at + 1 >= len(lines):
        return False
    return lines[at + 1].startswith("+++ ")


def _is_next_file(lines: list[str], at: int) -> bool:
    # Within a hunk `--- x` may be a removed line: only a hunk header after the names settles it.
    return _is_names(lines, at) and lines[at + 2 : at + 3] != [] and lines[at + 2].startswith("@@")


def _read_file(lines: list[str], at: int) -> tuple[FileDiff, int]:
    part = FileDiff()
    if lines[at].startswith("diff --git "):
        part, at = _read_git_header(lines, at)
    if at < len(lines) and _is_names(lines, at):
        part = replace(part, old=_name(lines[at]), new=_name(lines[at + 1]))
        at += 2
    hunks, at = _read_hunks(lines, at)
    return replace(part, hunks=hunks), at


def _read_git_header(lines: list[str], at: int) -> tuple[FileDiff, int]:
    git = lines[at][len("diff --git ") :].strip()
    at += 1
    extended: list[tuple[str, str]] = []
    while at < len(lines) and (match := _EXTENDED.match(lines[at])):
        extended.append((match[1], match[2].strip()))
        at += 1
    binary = at < len(lines) and bool(_BINARY.match(lines[at]))
    return FileDiff(git=git, extended=tuple(extended), binary=binary), at + binary


def _name(line: str) -> str:
    # A tab ends the name: diff(1) writes the time of the file after it.
    return line[4:].split("\t", 1)[0].strip()


def _read_hunks(lines: list[str], at: int) -> tuple[tuple[Hunk, ...], int]:
    hunks: list[Hunk] = []
    end = at
    while at < len(lines):
        if lines[at].strip() == "" and hunks:
            at += 1
            continue
        if not lines[at].startswith("@@") or lines[at].startswith("@@@"):
            break
        hunk, at = _read_hunk(lines, at)
        if hunk.lines:
            hunks.append(hunk)
            end = at
    return tuple(hunks), end if hunks else at


def _read_hunk(lines: list[str], at: int) -> tuple[Hunk, int]:
    match = _HUNK.match(lines[at])
    at += 1
    if match is None:
        end = _end_by_sign(lines, at)
        return Hunk(old_start=None, new_start=None, lines=_body(lines, at, end)), end
    old, new = (1 if match[group] is None else int(match[group]) for group in (2, 4))
    counted = _end_by_count(lines, at, old=old, new=new)
    unsigned = _end_by_count(lines, at, old=old, new=new, signs=False) if counted is None else None
    if unsigned is not None:
        counted = unsigned
    end = _end_by_sign(lines, at) if counted is None else counted
    hunk = Hunk(
        old_start=int(match[1]),
        new_start=int(match[3]),
        lines=_body(lines, at, end),
        recounted=counted is None,
        signed=unsigned is not None,
    )
    return replace(hunk, short=hunk.count(" -") < old or hunk.count(" +") < new), end


def _body(lines: list[str], at: int, end: int) -> tuple[str, ...]:
    # Models and editors strip the space that stands for an empty line of context.
    return tuple(line if line[:1] in _SIGNS else " " + line for line in lines[at:end])


def _end_by_count(
    lines: list[str], at: int, *, old: int, new: int, signs: bool = True
) -> int | None:
    """Where the counts of the header end the hunk; None where they do not fit the lines.

    Without `signs`, lines that have none are context whose space is lost, unless they come last:
    then they may as well be what stands after the hunk."""
    while at < len(lines) and (old > 0 or new > 0):
        sign = lines[at][:1] or " "
        if sign not in _SIGNS:
            if signs or lines[at].startswith(_NO_CONTEXT):
                return None
            sign = " "
        old -= sign in " -"
        new -= sign in " +"
        at += 1
    if old or new or not (signs or lines[at - 1][:1] in _SIGNS):
        return None
    if at < len(lines) and lines[at].startswith("\\"):
        at += 1
    return None if _goes_on(lines, at) else at


def _goes_on(lines: list[str], at: int) -> bool:
    if at >= len(lines) or lines[at][:1] not in (" ", "+", "-") or not lines[at].strip():
        return False
    return not _is_next_file(lines, at) and not _is_signature(lines, at)


def _end_by_sign(lines: list[str], at: int) -> int:
    """Where the first line stands that cannot be part of the hunk, less trailing blank lines."""
    while at < len(lines) and lines[at][:1] in ("", " ", "+", "-", "\\"):
        if lines[at][:2] == "--" and (_is_next_file(lines, at) or _is_signature(lines, at)):
            break
        at += 1
    while not lines[at - 1]:
        at -= 1
    return at


def _is_signature(lines: list[str], at: int) -> bool:
    """The `-- ` line with git's version that closes a mailed patch."""
    if lines[at] not in ("-- ", "--") or at + 1 >= len(lines):
        return False
    return bool(_SIGNATURE.match(lines[at + 1]))
