"""Rubrics with named criteria, written out as the one text that a judge reads. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """`anchors`: what earns a score, by the score from 0 to 1 as its author wrote it."""

    name: str
    description: str = ""
    anchors: Mapping[str, str] = field(default_factory=dict)


def rubric_text(preamble: str, criteria: Sequence[Criterion]) -> str:
    """The preamble as it is, then the criteria in their order, each with its anchors from the
    lowest. Without criteria it is the preamble, byte for byte."""
    if not criteria:
        return preamble
    parts = [preamble.rstrip("\n")] if preamble.strip() else []
    parts += ["\n".join(_lines(number, each)) for number, each in enumerate(criteria, start=1)]
    return "\n\n".join(parts) + "\n"


def _lines(number: int, criterion: Criterion) -> Iterator[str]:
    yield f"{number}. {criterion.name}"
    for line in criterion.description.strip().splitlines():
        yield f"   {line}".rstrip()
    for score, text in sorted(criterion.anchors.items(), key=lambda anchor: float(anchor[0])):
        first, *more = text.strip().splitlines() or [""]
        yield f"   {score}: {first}"
        yield from (f"      {line}".rstrip() for line in more)
