"""Whole summaries against the same figures computed from the lines by textbook formulas."""

import math
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from leaderboards.statistics.intervals import RESAMPLES
from leaderboards.tests.ragged import facts_of_lines, ragged_run, ragged_runs
from leaderboards.tests.statistics_runs import summary_of
from leaderboards.tests.textbook.document import document_of
from leaderboards.tests.textbook.pairs import exact_p

SEED = 7
ENUMERATED = 12  # tasks, of which all choices of signs can be gone through
STEPS = 12 * 10**6  # of these, differences of means of up to four figures are whole numbers


def draws(n_tasks: int) -> np.ndarray:
    """The resamples of the run's seed: the second stream for so many tasks."""
    return np.random.default_rng((SEED, 2, n_tasks)).integers(n_tasks, size=(RESAMPLES, n_tasks))


def sampled_p_of(found: dict[str, Any]) -> Any:
    """The p-values of random flips as found, each after a look whether it can be one."""

    def sampled_p(board: str, a: str, b: str, gaps: list[float]) -> float:
        [p] = [
            each["p_value"] for each in found["pairwise"][board] if (each["a"], each["b"]) == (a, b)
        ]
        assert p * 10_000 == pytest.approx(round(p * 10_000))
        if len(gaps) <= ENUMERATED:
            exact = exact_p([round(gap * STEPS) for gap in gaps])
            assert p == pytest.approx(exact, abs=5 * math.sqrt(exact * (1 - exact) / 9_999) + 2e-4)
        return p

    return sampled_p


def differences(found: Any, expected: Any, place: str = "") -> list[str]:
    """Where the two differ, figures by more than a billionth."""
    if isinstance(expected, dict) and isinstance(found, dict):
        names = sorted(found.keys() | expected.keys())
        if found.keys() != expected.keys():
            return [f"{place}: {sorted(found.keys() ^ expected.keys())}"]
        return [d for n in names for d in differences(found[n], expected[n], f"{place}.{n}")]
    if isinstance(expected, list) and isinstance(found, list):
        found, expected = _by_code(found), _by_code(expected)
        if len(found) != len(expected):
            return [f"{place}: {found} != {expected}"]
        pairs = enumerate(zip(found, expected, strict=True))
        return [d for n, (one, two) in pairs for d in differences(one, two, f"{place}[{n}]")]
    if isinstance(expected, float) and isinstance(found, float | int):
        same = math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-9)
    else:
        same = found == expected
    return [] if same else [f"{place}: {found!r} != {expected!r}"]


def _by_code(each: list[Any]) -> list[Any]:
    """Flags come in no promised order."""
    flags = each and isinstance(each[0], dict) and "code" in each[0]
    return sorted(each, key=lambda flag: flag["code"]) if flags else each


def faults(rows: list[dict[str, Any]]) -> list[str]:
    found = summary_of(facts_of_lines(rows), seed=SEED)
    return differences(found, document_of(rows, draws=draws, sampled_p=sampled_p_of(found)))


@settings(max_examples=60, deadline=None)
@given(ragged_runs)
def test_a_ragged_run_has_the_figures_of_the_textbook(rows):
    assert faults(rows) == []


@pytest.mark.parametrize("n_tasks", [1, 2, 29, 30, 49, 50])
def test_at_the_sizes_where_methods_change_the_figures_are_the_textbooks(n_tasks):
    assert faults(ragged_run(n_tasks, n_tasks=n_tasks, n_arms=3)) == []


def test_one_attempt_a_task_without_a_fault_has_the_figures_of_the_textbook():
    assert faults(ragged_run(3, n_tasks=60, n_arms=4, repeats=1, lost=0)) == []
