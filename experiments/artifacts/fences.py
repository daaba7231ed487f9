"""Markdown fences, read line by line in linear time. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from experiments.artifacts import lines as text_lines

MAX_MARKERS = 10_000  # fence lines beyond are content

_FENCE = re.compile(r"( {0,8})(`{3,64}|~{3,64})([^`\n]{0,200})\n?\Z")
_WORD = re.compile(r"[\w+#.:/={}-]+\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fence:
    """One fenced block. `before` is the last line above it that is not blank, '' if there is
    none since the block before; `closed` is false where the text ends first."""

    info: str
    content: str
    before: str
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marker:
    indent: int
    char: str
    length: int
    info: str

    def closes(self, opening: "_Marker") -> bool:
        same = self.char == opening.char and self.length >= opening.length
        return same and not self.info and self.indent <= opening.indent + 3

    def opens_within(self, opening: "_Marker") -> bool:
        """A block inside a block, as in a Markdown file or a docstring shown in a fence."""
        if self.char != opening.char or self.length < opening.length:
            return False
        return bool(_WORD.match(self.info)) or not self.info


def fences(text: str) -> list[Fence]:
    """The outermost fenced blocks in order. An unclosed block reaches to the end of the text."""
    lines = text_lines.split(text)
    markers = list(islice(_markers(lines), MAX_MARKERS))
    found: list[Fence] = []
    nested = True
    number = start = 0
    while number < len(markers):
        at, opening = markers[number]
        last, nested = _closing(markers, number, nested=nested)
        stop = len(lines) if last is None else markers[last][0]
        found.append(
            Fence(
                info=opening.info,
                content="".join(_dedent(line, opening.indent) for line in lines[at + 1 : stop]),
                before=next(
                    (line.strip() for line in reversed(lines[start:at]) if line.strip()), ""
                ),
                closed=last is not None,
            )
        )
        number = len(markers) if last is None else last + 1
        start = stop + 1
    return found


def _markers(lines: list[str]) -> Iterator[tuple[int, _Marker]]:
    for at, line in enumerate(lines):
        if line.lstrip(" ")[:3] in ("```", "~~~") and (marker := _marker(line)):
            yield at, marker


def _marker(line: str) -> _Marker | None:
    match = _FENCE.match(line.replace("\r", ""))
    if match is None:
        return None
    indent, mark, info = match.groups()
    return _Marker(indent=len(indent), char=mark[0], length=len(mark), info=info.strip())


def _closing(
    markers: list[tuple[int, _Marker]], number: int, *, nested: bool
) -> tuple[int | None, bool]:
    """Which marker closes the block that marker `number` opens, and whether nesting makes sense.

    Where blocks within the block never balance, the first closing line counts, and nesting is
    given up for the rest of the text: one pass to the end is spent on it, not one per block."""
    opening = markers[number][1]
    after = range(number + 1, len(markers))
    plain = next((other for other in after if markers[other][1].closes(opening)), None)
    if plain is None or not nested:
        return plain, nested
    stack = [opening]
    for other in after:
        marker = markers[other][1]
        if marker.closes(stack[-1]):
            stack.pop()
        elif marker.opens_within(opening):
            stack.append(marker)
        if not stack:
            return other, True
    return plain, False


def _dedent(line: str, indent: int) -> str:
    """The line without the indentation of its fence (a fence inside a list item)."""
    own = len(line) - len(line.lstrip(" "))
    return line[min(own, indent) :]
