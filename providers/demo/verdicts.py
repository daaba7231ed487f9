"""The recorded verdicts of the fictional judge, and how it recognises a patch. Pure."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from providers.demo.catalogue import DemoTask

_HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")
_ALIKE = 0.6

Change = Counter[tuple[str, str]]  # (sign, line) -> how often


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Scores from 0 to 1."""

    quality: float
    risk: float
    confidence: float
    rationale: str

    def as_json(self) -> str:
        scores = {"quality": self.quality, "risk": self.risk, "confidence": self.confidence}
        return json.dumps(scores | {"rationale": self.rationale})


NO_PATCH = Verdict(quality=0.05, risk=0.1, confidence=0.9, rationale="There is no change to judge.")
UNKNOWN = Verdict(
    quality=0.5, risk=0.5, confidence=0.2, rationale="I cannot tell what this change leads to."
)


def judge(task: DemoTask, text: str) -> Verdict:
    """The recorded verdict on the patch within `text`; a vague one for a patch not seen before."""
    change = change_in(text)
    if not change:
        return NO_PATCH
    variant = recognise(task, change)
    return recorded()[task.key, variant] if variant else UNKNOWN


def recognise(task: DemoTask, change: Change) -> str | None:
    """The variant that the change is most alike, None where it is like none of them."""
    alike = {
        variant: _similarity(change, change_of(task.files, changed))
        for variant, changed in task.variants.items()
    }
    best = max(alike, key=lambda variant: alike[variant])
    return best if alike[best] >= _ALIKE else None


def change_of(base: Mapping[str, str], changed: Mapping[str, str]) -> Change:
    """The lines that a change of whole files adds and removes."""
    added = _lines("\n".join(changed.values()))
    removed = _lines("\n".join(base.get(path, "") for path in changed))
    return _net(added, removed)


def change_in(text: str) -> Change:
    """The lines that the hunks of the diff within `text` add and remove."""
    signed = list(_hunk_lines(text))
    added = _lines("\n".join(line for sign, line in signed if sign == "+"))
    removed = _lines("\n".join(line for sign, line in signed if sign == "-"))
    return _net(added, removed)


@cache
def recorded() -> Mapping[tuple[str, str], Verdict]:
    """All rows of verdicts.csv by (task, variant)."""
    with Path(__file__).with_name("verdicts.csv").open(encoding="utf-8", newline="") as table:
        return {(row["task"], row["answer"]): _verdict(row) for row in csv.DictReader(table)}


def _verdict(row: Mapping[str, str]) -> Verdict:
    return Verdict(
        quality=float(row["quality"]),
        risk=float(row["risk"]),
        confidence=float(row["confidence"]),
        rationale=row["rationale"],
    )


def _hunk_lines(text: str) -> Iterator[tuple[str, str]]:
    """(sign, line) of every changed line. The counts of a hunk's header tell where it ends."""
    old = new = 0
    for line in text.splitlines():
        if match := _HUNK.match(line):
            old, new = (1 if count is None else int(count) for count in match.groups())
        elif old > 0 or new > 0:
            sign = line[:1]
            old -= sign not in ("+", "\\")
            new -= sign not in ("-", "\\")
            if sign in ("+", "-"):
                yield sign, line[1:]


def _lines(text: str) -> Counter[str]:
    return Counter(stripped for line in text.splitlines() if (stripped := line.strip()))


def _net(added: Counter[str], removed: Counter[str]) -> Change:
    # A line that is taken out here and put in there is no change: this way it does not matter
    # how a diff aligns two files.
    plus = {("+", line): count for line, count in (added - removed).items()}
    minus = {("-", line): count for line, count in (removed - added).items()}
    return Counter(plus | minus)


def _similarity(one: Change, other: Change) -> float:
    """Shared lines by all lines (Jaccard, with multiplicity)."""
    return (one & other).total() / (one | other).total()
