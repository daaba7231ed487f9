"""What another judge would have changed: the evaluator board and its pairs, before and after."""

from collections.abc import Mapping, Sequence

import numpy as np

from leaderboards.statistics import pairwise
from leaderboards.statistics.agreement import kendall_tau_b
from leaderboards.statistics.boards import BoardData, Json, interval_json, number
from leaderboards.statistics.cells import scheduled
from leaderboards.statistics.entries import ranks
from leaderboards.statistics.evaluator import EVALUATOR
from leaderboards.statistics.facts import RunFacts
from leaderboards.statistics.significance import SampledFlips

DECIDED = ("a_better", "b_better")


def before_and_after(old: RunFacts, new: RunFacts, *, seed: int) -> Json:
    """`arms` and `decision_impact` of a comparison. Both facts are of the same attempts.

    Ranks are shown however few tasks there are: a flag says so, and it is their change that counts.
    """
    boards = [EVALUATOR.measure(facts, seed) for facts in (old, new)]
    pairs = [_pairs(facts, data, seed=seed) for facts, data in zip((old, new), boards, strict=True)]
    standings = [_standings(old.arms, *each) for each in zip(boards, pairs, strict=True)]
    return {
        "arms": _arms(old, boards, standings),
        "decision_impact": {
            "kendall_tau_b": _tau(*boards),
            **_pair_changes(*pairs),
            "rank_changes": _rank_changes(old.arms, *standings),
        },
    }


def _pairs(facts: RunFacts, data: BoardData, *, seed: int) -> list[Json]:
    return pairwise.compare_all(
        EVALUATOR,
        data,
        facts=facts,
        scheduled=scheduled(facts),
        flips=SampledFlips(seed=seed),
    )


def _standings(arms: Sequence[str], data: BoardData, pairs: Sequence[Json]) -> list[Json]:
    ranked = ranks([arm.estimate.value for arm in data.arms], board=EVALUATOR)
    return [
        {
            "rank": rank,
            "rank_interval": None
            if rank is None
            else [
                1 + sum(pair["loser"] == key for pair in pairs),
                data.n_estimates - sum(pair["winner"] == key for pair in pairs),
            ],
        }
        for key, rank in zip(arms, ranked, strict=True)
    ]


def _arms(
    facts: RunFacts, boards: Sequence[BoardData], standings: Sequence[Sequence[Json]]
) -> list[Json]:
    return [
        {
            "arm": key,
            "n_tasks": int(boards[0].cells.known[at].sum()),
            "n_paired": boards[0].arms[at].n_scored,
            "old": _side(boards[0], standings[0], at),
            "new": _side(boards[1], standings[1], at),
        }
        for at, key in enumerate(facts.arms)
    ]


def _side(data: BoardData, standings: Sequence[Json], at: int) -> Json:
    estimate = data.arms[at].estimate
    return {
        "estimate": number(estimate.value),
        "ci": interval_json(estimate.ci),
        "risk": data.arms[at].columns["risk"],
        **standings[at],
    }


def _tau(old: BoardData, new: BoardData) -> float | None:
    before, after = (
        np.array([arm.estimate.value for arm in board.arms], dtype=float) for board in (old, new)
    )
    known = ~(np.isnan(before) | np.isnan(after))
    return number(kendall_tau_b(before[known], after[known]))


def _pair_changes(old: Sequence[Json], new: Sequence[Json]) -> Json:
    """Pairs whose winner changed (flipped), that became significant (gained), or no longer are."""
    changes = [
        {"a": before["a"], "b": before["b"], "old": _verdict(before), "new": _verdict(after)}
        for before, after in zip(old, new, strict=True)
        if before["verdict"] != after["verdict"]
    ]
    was, now = (
        [change[side]["verdict"] in DECIDED for change in changes] for side in ("old", "new")
    )
    both = list(zip(was, now, strict=True))
    return {
        "pairs_flipped": both.count((True, True)),
        "pairs_gained": both.count((False, True)),
        "pairs_lost": both.count((True, False)),
        "pair_changes": changes,
    }


def _verdict(pair: Mapping[str, object]) -> Json:
    return {name: pair[name] for name in ("verdict", "margin", "p_adjusted")}


def _rank_changes(arms: Sequence[str], old: Sequence[Json], new: Sequence[Json]) -> list[Json]:
    return [
        {"arm": key, "old": before, "new": after}
        for key, before, after in zip(arms, old, new, strict=True)
        if before != after
    ]
