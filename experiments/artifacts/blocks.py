"""SEARCH/REPLACE blocks: reading them, and finding the place they mean. Pure, linear.

A block is `<<<<<<< SEARCH`, the old lines, `=======`, the new lines, `>>>>>>> REPLACE`, with five
to nine marker characters; the file's name stands on a line before or in the fence's info string.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from experiments.artifacts.errors import Unusable
from experiments.artifacts.naming import path_in_info, path_in_line

MAX_BLOCKS = 1000
_SEARCH = re.compile(r"(<{5,9}) ?SEARCH[:>]?\s{0,9}\Z")
_DIVIDER = re.compile(r"(={5,9})\s{0,9}\Z")
_REPLACE = re.compile(r"(>{5,9}) ?REPLACE\s{0,9}\Z")
_LOOK_BACK = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    path: str | None
    search: str
    replace: str


def first_marker(lines: list[str]) -> int | None:
    """The number of the first line that opens a block."""
    found = (at for at, line in enumerate(lines) if line[:5] == "<<<<<" and _SEARCH.match(line))
    return next(found, None)


def find(lines: list[str], known: Mapping[str, str]) -> list[Block]:
    """All blocks in order (lines without line feeds). Raises Unusable where one is not complete."""
    found: list[Block] = []
    end = at = 0
    while at < len(lines):
        opening = _SEARCH.match(lines[at]) if lines[at][:5] == "<<<<<" else None
        if opening is None:
            at += 1
            continue
        path = _path_before(lines, at, end, known) or (found[-1].path if found else None)
        end = _end(lines, at)
        found.append(_block(lines[at + 1 : end], path=path, width=len(opening[1])))
        at = end = end + 1
        if len(found) > MAX_BLOCKS:
            raise Unusable(f"more than {MAX_BLOCKS} SEARCH/REPLACE blocks")
    return found


def replaced(text: str, block: Block) -> str | None:
    """The text with the block's new lines in the place of the old ones; None where they are not
    found. An empty SEARCH adds to the end. Exact lines count first, then lines without the white
    space at their end, then without indentation, which the new lines are then given."""
    if not block.search.strip():
        return _ended(text) + block.replace
    old, searched = text.split("\n"), block.search.split("\n")[:-1]
    for view in (str, str.rstrip, str.strip):
        start = _find(old, searched, view)
        if start is None:
            continue
        stop = start + len(searched)
        shift = _shift(old[start:stop], searched) if view is str.strip else ("", "")
        if shift is None:
            continue
        new = [_shifted(line, *shift) for line in block.replace.split("\n")[:-1]]
        return "\n".join([*old[:start], *new, *old[stop:]])
    return None


def _path_before(lines: list[str], at: int, end: int, known: Mapping[str, str]) -> str | None:
    for line in reversed(lines[max(end, at - _LOOK_BACK) : at]):
        text = line.strip()
        fence = text.startswith(("```", "~~~"))
        path = path_in_info(text.lstrip("`~"), known) if fence else path_in_line(text, known)
        if path is not None:
            return path
    return None


def _end(lines: list[str], at: int) -> int:
    for end in range(at + 1, len(lines)):
        if lines[end][:5] == ">>>>>" and _REPLACE.match(lines[end]):
            return end
    raise Unusable("a SEARCH/REPLACE block is not complete")


def _block(inner: list[str], *, path: str | None, width: int) -> Block:
    dividers = [
        (len(match[1]) != width, at)
        for at, line in enumerate(inner)
        if line[:5] == "=====" and (match := _DIVIDER.match(line))
    ]
    if not dividers:
        raise Unusable("a SEARCH/REPLACE block has no divider")
    # A heading underlined with = may look like a divider: one as wide as the opening goes first.
    middle = min(dividers)[1]
    return Block(
        path=path,
        search="".join(line + "\n" for line in inner[:middle]),
        replace="".join(line + "\n" for line in inner[middle + 1 :]),
    )


def _find(old: list[str], searched: list[str], view: Callable[[str], str]) -> int | None:
    # One search in one string: comparing line by line would be quadratic on repeated lines.
    text = "\n" + "".join(view(line) + "\n" for line in old)
    wanted = "\n" + "".join(view(line) + "\n" for line in searched)
    at = text.find(wanted)
    return None if at < 0 else text.count("\n", 0, at)


def _shift(old: list[str], searched: list[str]) -> tuple[str, str] | None:
    """What to take from, and to put before, each new line; None where the lines disagree."""
    pairs = {
        (_indentation(theirs), _indentation(ours))
        for ours, theirs in zip(old, searched, strict=True)
        if ours.strip()
    }
    shifts = {_difference(theirs, ours) for theirs, ours in pairs}
    return shifts.pop() if len(shifts) == 1 else None


def _difference(theirs: str, ours: str) -> tuple[str, str]:
    if ours.endswith(theirs):
        return "", ours.removesuffix(theirs)
    if theirs.endswith(ours):
        return theirs.removesuffix(ours), ""
    return theirs, ours


def _shifted(line: str, take: str, put: str) -> str:
    return put + line.removeprefix(take) if line.strip() else line


def _indentation(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def _ended(text: str) -> str:
    return text if not text or text.endswith("\n") else text + "\n"
