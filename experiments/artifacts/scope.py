"""Which lines of a text hold the patch, and whether the text ends too early. Pure."""

from dataclasses import dataclass

from experiments.artifacts import lines as text_lines
from experiments.artifacts.unified import Found

_TAGS = ("patch", "diff")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`lines` have no line feeds. `unclosed`: their closing tag is missing; `ended`: the last of
    them is known to be whole."""

    lines: list[str]
    unclosed: bool = False
    ended: bool = True


def scope(text: str) -> Scope:
    """The lines to look at.

    What stands between `<patch>` or `<diff>` and its closing tag, else the whole text; thoughts
    that a model writes before its answer are left out, and so is the CRLF of the transport."""
    if text_lines.is_crlf(text):
        text = text_lines.to_lf(text)
    if text.lstrip().startswith("<think>"):
        text = text.partition("</think>")[2] or text
    lines = text.removesuffix("\n").split("\n")
    for tag in _TAGS:
        tagged = _tagged(lines, f"<{tag}>", f"</{tag}>")
        if tagged is not None:
            return tagged
    return Scope(lines=lines, ended=text.endswith("\n"))


def is_cut(seen: Scope, found: Found) -> bool:
    """Whether the diff runs to the end of the text from within a tag or fence that nothing
    closes."""
    if seen.unclosed:
        return True
    if any(line.strip() for line in seen.lines[found.end :]):
        return False
    marks = sum(line.startswith(("```", "~~~")) for line in seen.lines[: found.first])
    return marks % 2 == 1


def ends_openly(seen: Scope, found: Found) -> bool:
    """Whether the diff's last line is the text's, and may go on."""
    return not seen.ended and found.end == len(seen.lines)


def _tagged(lines: list[str], opening: str, closing: str) -> Scope | None:
    # Only a tag at the start of a line: within a diff every line starts with its sign.
    start = next((at for at, line in enumerate(lines) if line.startswith(opening)), None)
    if start is None:
        return None
    inner = [lines[start].removeprefix(opening), *lines[start + 1 :]]
    ends = [at for at, line in enumerate(inner) if line.rstrip().endswith(closing)]
    if not ends:
        return Scope(lines=inner, unclosed=True)
    # A patch may itself hold such a tag, behind its sign: one at the start of a line goes first.
    end = next((at for at in ends if inner[at].rstrip() == closing), ends[-1])
    last = inner[end].rstrip().removesuffix(closing)
    return Scope(lines=[*inner[:end], *([last] if last.strip() else [])])
