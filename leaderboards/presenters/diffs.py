"""A normalised diff as files, hunks and lines, with the code highlighted by class names."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_for_filename
from pygments.lexers.special import TextLexer
from pygments.util import ClassNotFound
from unidiff import PatchSet
from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchedFile

MAX_LINES = 3_000
MAX_HIGHLIGHTED = 200_000  # characters; beyond this plain text is fast enough to read
FORMATTER = HtmlFormatter(nowrap=True, classprefix="p-")
KINDS = {"+": "added", "-": "removed", " ": "context"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`code` is HTML of ours; the numbers are those of the old and the new file."""

    kind: str
    sign: str
    old: int | None
    new: int | None
    code: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class HunkView:
    heading: str
    lines: tuple[Line, ...]

    @property
    def pairs(self) -> list[tuple[Line | None, Line | None]]:
        """Old and new side by side. What was removed and added in one place stands beside each
        other; None where the other side has more lines."""
        rows: list[tuple[Line | None, Line | None]] = []
        old, new = list[Line](), list[Line]()
        for line in self.lines:
            if line.kind == "context":
                rows += [*zip_longest(old, new), (line, line)]
                old, new = [], []
            elif line.kind == "removed":
                old.append(line)
            else:
                new.append(line)
        return rows + list(zip_longest(old, new))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    anchor: str
    path: str
    old_path: str | None
    change: str
    added: int
    removed: int
    hunks: tuple[HunkView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiffView:
    """`raw` stands in for files that could not be read. `cut`: there are more lines."""

    files: tuple[FileView, ...]
    added: int
    removed: int
    cut: bool
    raw: str | None = None


def diff_view(diff: str) -> DiffView:
    try:
        patch = PatchSet(diff)
    except UnidiffParseError:
        return DiffView(files=(), added=0, removed=0, cut=False, raw=diff)
    budget, coloured = iter(range(MAX_LINES)), len(diff) <= MAX_HIGHLIGHTED
    files = tuple(
        _file(file, number, budget=budget, coloured=coloured)
        for number, file in enumerate(patch, start=1)
    )
    return DiffView(
        files=files,
        added=patch.added,
        removed=patch.removed,
        cut=sum(len(hunk) for file in patch for hunk in file) > MAX_LINES,
        raw=None if files or not diff else diff,
    )


def _file(file: PatchedFile, number: int, *, budget: Iterator[int], coloured: bool) -> FileView:
    lexer = _lexer(file.path) if coloured else TextLexer(stripnl=False)
    renamed = file.is_rename
    return FileView(
        anchor=f"file-{number}",
        path=file.path,
        old_path=file.source_file.removeprefix("a/") if renamed else None,
        change=_change(file),
        added=file.added,
        removed=file.removed,
        hunks=tuple(_hunk(hunk, lexer, budget=budget) for hunk in file),
    )


def _change(file: PatchedFile) -> str:
    if file.is_added_file:
        return "added"
    if file.is_removed_file:
        return "deleted"
    return "renamed" if file.is_rename else "modified"


def _hunk(hunk: Hunk, lexer: Lexer, *, budget: Iterator[int]) -> HunkView:
    shown = [line for line in hunk if line.line_type in KINDS]
    shown = [line for line, _ in zip(shown, budget, strict=False)]
    codes = _coloured([line.value.rstrip("\n") for line in shown], lexer)
    heading = f"@@ -{hunk.source_start},{hunk.source_length} +{hunk.target_start},"
    return HunkView(
        heading=f"{heading}{hunk.target_length} @@ {hunk.section_header}".rstrip(),
        lines=tuple(
            Line(
                kind=KINDS[line.line_type],
                sign=line.line_type,
                old=line.source_line_no,
                new=line.target_line_no,
                code=code,
            )
            for line, code in zip(shown, codes, strict=True)
        ),
    )


def _coloured(lines: list[str], lexer: Lexer) -> list[SafeString]:
    """Each line as HTML. Should the highlighter ever count lines otherwise, they stay plain."""
    marked = highlight("\n".join(lines), lexer, FORMATTER).split("\n")
    if len(marked) == len(lines) + 1 and not marked[-1]:
        marked.pop()
    if len(marked) != len(lines):
        return [escape(line) for line in lines]
    # Pygments escapes what it marks up.
    return [mark_safe(line) for line in marked]  # noqa: S308


def _lexer(path: str) -> Lexer:
    try:
        return get_lexer_for_filename(path, stripnl=False, ensurenl=True)
    except ClassNotFound:
        return TextLexer(stripnl=False)
