"""Every arm against every arm on one board: a cell says what the row's arm is to the column's."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters.pairs import oriented
from leaderboards.presenters.styles import Style

Json = Mapping[str, Any]
BANDS = 5
WORDS = {"a_better": "better", "b_better": "worse", "no_data": "no common task"}
OPEN = "unclear"


@dataclass(frozen=True, slots=True, kw_only=True)
class PairCell:
    """`band` is 0 to 4, by the share of tasks on which the row's arm does better; None where there
    are none, and on the diagonal, which has no words."""

    b: str
    words: str
    margin: str | None
    record: str
    band: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairRow:
    a: str
    cells: tuple[PairCell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PairMatrix:
    columns: tuple[str, ...]
    rows: tuple[PairRow, ...]


def arms_in_order(summary: Json, board: str) -> list[str]:
    """As the board has them, the best first: what is decided then stands in two corners."""
    return [entry["arm"] for entry in summary["leaderboards"][board]["entries"]]


def pair_matrix(
    summary: Json, style: Style, *, rows: Sequence[str], columns: Sequence[str]
) -> PairMatrix:
    pairs = _by_arms(summary, style.name)
    return PairMatrix(
        columns=tuple(columns),
        rows=tuple(
            PairRow(a=a, cells=tuple(_cell(pairs.get((a, b)), style, b=b) for b in columns))
            for a in rows
        ),
    )


def pair_rows(
    summary: Json, board: str, *, rows: Sequence[str], columns: Sequence[str]
) -> list[dict[str, Any]]:
    """The cells of the matrix, one a row, as the summary has them."""
    pairs = _by_arms(summary, board)
    kept = ("a", "b", "verdict", "margin", "p_adjusted", "n_tasks", "wins", "ties", "losses")
    found = [pairs[a, b] for a in rows for b in columns if (a, b) in pairs]
    return [{name: pair[name] for name in kept} for pair in found]


def _by_arms(summary: Json, board: str) -> dict[tuple[str, str], Json]:
    found: dict[tuple[str, str], Json] = {}
    for pair in summary["pairwise"][board]:
        found[pair["a"], pair["b"]] = pair
        found[pair["b"], pair["a"]] = oriented(pair, a=pair["b"])
    return found


def _cell(pair: Json | None, style: Style, *, b: str) -> PairCell:
    if pair is None:
        return PairCell(b=b, words="", margin=None, record="", band=None)
    n, margin = pair["n_tasks"], pair["margin"]
    share = (pair["wins"] + pair["ties"] / 2) / n if n else None
    return PairCell(
        b=b,
        words=WORDS.get(pair["verdict"], OPEN),
        margin=None if margin is None else style.margin(margin),
        record=f"{pair['wins']} / {pair['ties']} / {pair['losses']}",
        band=None if share is None else min(int(share * BANDS), BANDS - 1),
    )
