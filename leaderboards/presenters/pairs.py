"""Pairs of arms: what the summary says about them, from the side of the one named first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.boards import STYLES, Style, interval_text
from leaderboards.presenters.flags import Flag, flag_views

Json = Mapping[str, Any]
SWAPPED = {"a_better": "b_better", "b_better": "a_better"}
SEVERE, CENSORED = "warn", "censored"
LISTED = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PairView:
    """`verdict` is the summary's code. `better` is the arm that was found to be, if any.

    `margin` and `interval` are a against b: a difference, or a ratio of times on the latency
    board; `ratio` stands beside a difference of dollars.
    """

    style: Style
    a: str
    b: str
    verdict: str
    words: str
    better: str | None
    margin: str | None
    interval: str | None
    ratio: str | None
    p_adjusted: str | None
    family_size: int
    wins: int
    ties: int
    losses: int
    n_tasks: int
    only_a: tuple[str, ...]
    only_b: tuple[str, ...]
    flags: tuple[Flag, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsView:
    """How many pairs a board has, and how many of those with a common task are decided. `rows`
    are the pairs themselves where they are few enough to stand beside the board."""

    n: int
    n_decided: int
    n_open: int
    rows: tuple[PairView, ...]


def pairs_view(summary: Json, board: str) -> PairsView:
    pairs = summary["pairwise"][board]
    with_data = sum(bool(pair["n_tasks"]) for pair in pairs)
    decided = sum(pair["winner"] is not None for pair in pairs)
    shown = pairs if len(pairs) <= LISTED else ()
    return PairsView(
        n=len(pairs),
        n_decided=decided,
        n_open=with_data - decided,
        rows=tuple(pair_view(pair, STYLES[board]) for pair in shown),
    )


def verdicts(summary: Json, *, a: str, b: str) -> list[PairView]:
    """What the four boards say about one pair, and of each of the two what timed out."""
    found = []
    for board, style in STYLES.items():
        for pair in summary["pairwise"][board]:
            if {pair["a"], pair["b"]} == {a, b}:
                view = pair_view(oriented(pair, a=a), style)
                timeouts = _timeouts(summary["leaderboards"][board], arms=(a, b))
                found.append(replace(view, flags=(*view.flags, *timeouts)))
    return found


def _timeouts(board: Json, *, arms: Sequence[str]) -> Iterator[Flag]:
    for entry in board["entries"]:
        if entry["arm"] in arms:
            for view in flag_views(each for each in entry["flags"] if each["code"] == CENSORED):
                yield replace(view, label=f"{entry['arm']}: {view.label}")


def oriented(pair: Json, *, a: str) -> Json:
    """The same pair, seen from arm `a`."""
    if pair["a"] == a:
        return pair
    return {
        **pair,
        "a": pair["b"],
        "b": pair["a"],
        "wins": pair["losses"],
        "losses": pair["wins"],
        "margin": None if pair["margin"] is None else -pair["margin"],
        "ci": _mirrored(pair["ci"], _negated),
        "ratio": _inverted(pair.get("ratio")),
        "verdict": SWAPPED.get(pair["verdict"], pair["verdict"]),
        "tasks_only_a": pair["tasks_only_b"],
        "tasks_only_b": pair["tasks_only_a"],
    }


def pair_view(pair: Json, style: Style) -> PairView:
    margin = pair["margin"]
    return PairView(
        style=style,
        a=pair["a"],
        b=pair["b"],
        verdict=pair["verdict"],
        words=_words(pair),
        better=pair["winner"],
        margin=None if margin is None else style.margin(margin),
        interval=interval_text(pair["ci"], style.margin),
        ratio=_ratio(pair, style),
        p_adjusted=figures.p_value(pair["p_adjusted"]),
        family_size=pair["family_size"],
        wins=pair["wins"],
        ties=pair["ties"],
        losses=pair["losses"],
        n_tasks=pair["n_tasks"],
        only_a=tuple(pair["tasks_only_a"]),
        only_b=tuple(pair["tasks_only_b"]),
        flags=flag_views(flag for flag in pair["flags"] if flag["severity"] == SEVERE),
    )


def _words(pair: Json) -> str:
    if pair["verdict"] == "no_data":
        return "No common task"
    if pair["winner"] is None:
        return "Not distinguishable"
    return "is better"


def _ratio(pair: Json, style: Style) -> str | None:
    """Beside a difference in dollars; the latency board's margin is the ratio itself."""
    ratio = pair.get("ratio")
    if ratio is None or style.name != "cost" or ratio["estimate"] is None:
        return None
    return figures.times(ratio["estimate"])


def _mirrored(ci: Json | None, turn: Any) -> Json | None:
    """The interval under a falling function: its ends change places."""
    if ci is None:
        return None
    return {**ci, "low": turn(ci["high"]), "high": turn(ci["low"])}


def _negated(value: float | None) -> float | None:
    return None if value is None else -value


def _inverse(value: float | None) -> float | None:
    return 1 / value if value else None


def _inverted(ratio: Json | None) -> Json | None:
    if ratio is None:
        return None
    return {"estimate": _inverse(ratio["estimate"]), "ci": _mirrored(ratio["ci"], _inverse)}
