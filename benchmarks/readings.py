"""The figures of reading as text and as JSON, and what they should be."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from statistics import median
from typing import Any

from benchmarks.chaos.figures import Figure, at_least, at_most, exactly

MOST_MATCHED, MOST_WHOLE = 1.3, 1.5  # times the empty view
MOST_PAGE = 100_000  # bytes
LEAST_ROWS = 20_000  # a second
MOST_MEMORY = 1.1  # of a large export, against one of a tenth
TURNS = f"{'':28}{'median ms':>11}{'x empty':>9}{'CPU ms':>9}{'x empty':>9}"
PAGES = f"{'':28}{'KB':>9}{'ms':>9}{'queries':>9}{'of 1/10':>9}"
EXPORTS = f"{'':8}{'rows':>10}{'MB':>8}{'seconds':>9}{'rows/s':>9}{'CPU s':>8}{'RSS MB':>8}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Turns:
    """One request, asked for often: wall milliseconds as the client saw them, and the worker's
    CPU for each."""

    name: str
    ms: Sequence[float]
    cpu_ms: float

    @property
    def median(self) -> float:
        return median(self.ms)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    name: str
    size: int
    ms: Sequence[float]
    queries: int
    queries_of_a_tenth: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    form: str
    rows: int
    size: int
    seconds: float
    cpu_s: float
    rss_mb: float

    @property
    def rate(self) -> float:
        return self.rows / self.seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """`turns`: the empty view, the summary that the client has, the whole summary. `exports`: of
    each form the run of a tenth, then the whole run."""

    summary_bytes: int
    turns: Sequence[Turns]
    pages: Sequence[Page]
    exports: Sequence[Exported]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def figures(found: Readings) -> list[Figure]:
    empty, matched, whole = (turns.median for turns in found.turns)
    promised = [
        at_most(
            "a summary that the client has, against an empty view", matched / empty, MOST_MATCHED
        ),
        at_most("a whole summary, against an empty view", whole / empty, MOST_WHOLE),
    ]
    for page in found.pages:
        promised.append(exactly(f"queries of: {page.name}", page.queries, page.queries_of_a_tenth))
        if "(API)" not in page.name:
            promised.append(at_most(f"bytes of: {page.name}", page.size, MOST_PAGE))
    for tenth, all_rows in _both_sizes(found.exports):
        promised += [
            at_least(f"rows a second of an export ({all_rows.form})", all_rows.rate, LEAST_ROWS),
            at_most(
                f"memory of an export ({all_rows.form}), against a tenth of it",
                all_rows.rss_mb / tenth.rss_mb,
                MOST_MEMORY,
            ),
        ]
    return promised


def render(found: Readings) -> str:
    empty = found.turns[0]
    return "\n".join(
        [
            f"a summary of {found.summary_bytes:,} bytes",
            TURNS,
            *(_turns(each, empty) for each in found.turns),
            "",
            PAGES,
            *map(_page, found.pages),
            "",
            EXPORTS,
            *map(_export, found.exports),
        ]
    )


def _both_sizes(exports: Sequence[Exported]) -> list[tuple[Exported, Exported]]:
    return list(zip(exports[::2], exports[1::2], strict=True))


def _turns(each: Turns, empty: Turns) -> str:
    ratios = each.median / empty.median, each.cpu_ms / (empty.cpu_ms or 1)
    return f"{each.name:28}{each.median:11.2f}{ratios[0]:9.2f}{each.cpu_ms:9.2f}{ratios[1]:9.2f}"


def _page(page: Page) -> str:
    return (
        f"{page.name:28}{page.size / 1_000:9.1f}{median(page.ms):9.1f}"
        f"{page.queries:9d}{page.queries_of_a_tenth:9d}"
    )


def _export(each: Exported) -> str:
    return (
        f"{each.form:8}{each.rows:10,}{each.size / 1e6:8.1f}{each.seconds:9.2f}{each.rate:9,.0f}"
        f"{each.cpu_s:8.2f}{each.rss_mb:8.0f}"
    )
