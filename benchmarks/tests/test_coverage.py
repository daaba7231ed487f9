"""The simulation of intervals and tests: few runs of it, and that it sees one that falls short."""

from dataclasses import replace

import pytest

from benchmarks.coverage.__main__ import main
from benchmarks.coverage.studies import STUDIES, Measured, measure, promised

SCORE = STUDIES[0]


def test_scores_are_simulated_over_75_cells_and_cover_as_promised():
    found = measure(SCORE, runs=20, seed=1)
    assert len(found.shares) == 75
    assert found.mean > 0.93


def test_a_cell_has_its_own_runs_whatever_others_there_are():
    alone = replace(SCORE, tasks=(10,), repeats=(3,), drawn=((2.0, 2.0),))
    assert (
        measure(alone, runs=50, seed=1).shares.items()
        <= measure(replace(alone, tasks=(5, 10)), runs=50, seed=1).shares.items()
    )


@pytest.mark.parametrize("study", STUDIES, ids=lambda study: study.name)
def test_every_study_has_cells_that_can_be_simulated(study):
    small = replace(study, tasks=study.tasks[:1], repeats=study.repeats[:1])
    found = measure(small, runs=10, seed=1)
    assert all(0 <= share <= 1 for share in found.shares.values())


def test_what_falls_short_is_named():
    short = Measured(name="score", runs=10, shares={"one": 0.95, "another": 0.8})
    assert [figure.held for figure in promised(SCORE, short)] == [False, False]


def test_the_command_ends_with_1_where_a_promise_is_not_kept(capsys, monkeypatch):
    hopeless = replace(SCORE, tasks=(5,), repeats=(1,), mean=1.0)
    monkeypatch.setattr("benchmarks.coverage.__main__.STUDIES", (hopeless,))
    assert main(["--runs", "200"]) == 1
    kept = replace(hopeless, mean=0.5, least=0.5)
    monkeypatch.setattr("benchmarks.coverage.__main__.STUDIES", (kept,))
    assert main(["--runs", "200"]) == 0
    assert "score, mean over cells" in capsys.readouterr().out
