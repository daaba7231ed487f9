"""What is to be kept in mind about a board's figures, each said once, with the arms it is of."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters.flags import Flag, flag_views, own_flags, shared_flags, without

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What was observed, of which arms; of all that have a figure where there are none."""

    label: str
    arms: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Caveat:
    code: str
    severity: str
    sentence: str
    threshold: str | None
    sayings: tuple[Saying, ...]


def caveats_of(board: Json, *, said: Sequence[Flag]) -> tuple[Caveat, ...]:
    """Of the board as a whole first. `said` is what the run as a whole is told already."""
    entries = board["entries"]
    shared = without((*flag_views(board.get("flags", ())), *shared_flags(entries)), said=said)
    arms: dict[Flag, list[str]] = {flag: [] for flag in shared}
    for entry in entries:
        for flag in own_flags(entry, said=(*said, *shared)):
            arms.setdefault(flag, []).append(entry["arm"])
    return _by_code(arms)


def run_caveats(flags: Iterable[Json]) -> tuple[Caveat, ...]:
    """Of the run as a whole."""
    return _by_code({flag: [] for flag in flag_views(flags)})


def _by_code(arms: Mapping[Flag, Sequence[str]]) -> tuple[Caveat, ...]:
    grouped: dict[str, list[Flag]] = {}
    for flag in arms:
        grouped.setdefault(flag.code, []).append(flag)
    return tuple(
        Caveat(
            code=code,
            severity=flags[0].severity,
            sentence=flags[0].sentence,
            threshold=flags[0].threshold,
            sayings=tuple(Saying(label=flag.label, arms=tuple(arms[flag])) for flag in flags),
        )
        for code, flags in grouped.items()
    )
