"""How far a judge agrees with himself: the noise below which two judges cannot be told apart."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt

import numpy as np

from leaderboards.statistics.agreement import krippendorff_alpha
from leaderboards.statistics.boards import Json, number
from leaderboards.statistics.facts import Floats, Ints
from leaderboards.statistics.pairing import TIE

ATTRIBUTES = ("quality", "risk", "confidence")
Repeats = Sequence[tuple[float, ...]]


def self_agreement(judgements: Sequence[Repeats]) -> Json | None:
    """Of one profile: for every artifact, the scores of each time that it was judged, in the order
    of ATTRIBUTES. Artifacts that were judged once say nothing; None where none was judged twice."""
    repeated = [each for each in judgements if len(each) > 1]
    if not repeated:
        return None
    unit = np.repeat(np.arange(len(repeated)), [len(each) for each in repeated])
    scores = np.array([row for each in repeated for row in each], dtype=float)
    sizes = [len(each) for each in repeated]
    return {
        "n_artifacts": len(repeated),
        "n_judgements": len(scores),
        "k": {"least": min(sizes), "most": max(sizes)},
        **{name: _repeated(scores[:, at], unit) for at, name in enumerate(ATTRIBUTES)},
    }


def noise(old: Json | None, new: Json | None) -> Mapping[str, float] | None:
    """By attribute, the standard deviation that the shifts would have if both judges meant the
    same and merely wavered: √(sd² + sd²). None where one of them was not measured."""
    if old is None or new is None:
        return None
    return {name: sqrt(old[name]["sd"] ** 2 + new[name]["sd"] ** 2) for name in ATTRIBUTES}


def _repeated(values: Floats, unit: Ints) -> Json:
    """`sd` is pooled within artifacts; the others are over all pairs of judgements of one artifact,
    every artifact counting the same."""
    groups = list(_of_a_size(values, np.bincount(unit)))
    gaps = [_gaps(rows) for rows in groups]
    squares = sum(float(((rows - rows.mean(axis=1, keepdims=True)) ** 2).sum()) for rows in groups)
    n_artifacts = sum(len(rows) for rows in groups)
    return {
        "sd": sqrt(squares / (len(values) - n_artifacts)),
        "mean_difference": _mean_of([each.mean(axis=1) for each in gaps]),
        "exact_agreement": _mean_of([(each <= TIE).mean(axis=1) for each in gaps]),
        "krippendorff_alpha": number(krippendorff_alpha(values, unit)),
    }


def _of_a_size(values: Floats, sizes: Ints) -> Iterator[Floats]:
    """For each number of judgements that artifacts have, these artifacts' rows: there may be a
    hundred thousand of them, and a comparison is made in a transaction. `values` go by artifact."""
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes):
        yield values[starts[sizes == size][:, None] + np.arange(size)]


def _gaps(rows: Floats) -> Floats:
    """A row for each artifact: how far every two of its judgements lie apart."""
    one, other = np.triu_indices(rows.shape[1], 1)
    gaps: Floats = np.abs(rows[:, one] - rows[:, other])
    return gaps


def _mean_of(parts: Sequence[Floats]) -> float:
    return float(np.concatenate(parts).mean())
