"""`gate` for CI: its exit codes, and the line that says why."""

import json
from uuid import uuid4

import pytest

from experiments.tests.factories import RunFactory
from experiments.tests.results import result
from leaderboards.tests.imports import gated, grid, imported_run, passing
from leaderboards.tests.published import published_run

pytestmark = pytest.mark.django_db
ARMS = ("--baseline", "base", "--candidate", "cand")


@pytest.fixture
def run(tmp_path):
    """The candidate fails one of 40 tasks, the baseline two others, and `bad` every task."""
    return imported_run(
        tmp_path, *grid(tasks=40, base=passing(1, 2), cand=passing(3), bad=passing(*range(40)))
    )


@pytest.mark.parametrize(
    ("options", "code", "verdict"),
    [
        ((*ARMS, "--margin", "0.1"), 0, "pass"),
        (ARMS, 5, "inconclusive"),
        (("--baseline", "base", "--candidate", "bad"), 1, "fail"),
        (("--baseline", "base", "--candidate", "bad", "--margin", "1.1"), 0, "pass"),
        (("--baseline", "bad", "--candidate", "cand"), 0, "pass"),
    ],
)
def test_the_exit_code_is_the_verdict(run, capsys, options, code, verdict):
    assert gated(run.pk, *options) == code
    out, err = capsys.readouterr()
    assert out.startswith(f"{verdict}: quality of ")
    assert (out.count("\n"), err) == (1, "")


def test_the_line_has_all_that_the_verdict_rests_on(run, capsys):
    gated(run.pk, *ARMS, "--margin", "0.1")
    said = capsys.readouterr().out
    assert "cand against base: +0.025 (95 % interval -0.0" in said
    assert "on 40 tasks; margin 0.1; flags: " in said


def test_the_same_for_programs(run, capsys):
    gated(run.pk, *ARMS, "--json")
    told = json.loads(capsys.readouterr().out)
    assert (told["verdict"], told["n_tasks"], told["margin"]) == ("inconclusive", 40, 0.0)
    assert told["low"] < told["difference"] < told["high"]


def test_a_run_that_was_made_here_has_a_gate_too(capsys):
    run = published_run()
    assert gated(run.pk, "--baseline", "slow", "--candidate", "able", "--board", "latency") == 0
    assert "latency of able against slow: -0.4" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--baseline", "base", "--candidate", "nobody"), "--candidate: the run has no arm"),
        (("--baseline", "nobody", "--candidate", "base"), "it has bad, base, cand"),
        (("--baseline", "base", "--candidate", "base"), "another arm than --baseline"),
        ((*ARMS, "--board", "overall"), "one of quality, latency, cost, evaluator"),
        ((*ARMS, "--margin", "-1"), "--margin: a margin of 0 or more"),
        ((*ARMS, "--margin", "nan"), "--margin: a margin of 0 or more"),
        ((*ARMS, "--board", "cost"), "no task with data in common on cost"),
    ],
)
def test_where_there_is_nothing_to_decide_it_says_why(run, capsys, options, said):
    assert gated(run.pk, *options) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("\n")) == ("", 1)


@pytest.mark.parametrize("run_id", ["nonsense", uuid4()])
def test_a_run_that_is_not_there_is_told(capsys, run_id):
    assert gated(run_id, *ARMS) == 2
    assert f"There is no run {run_id}." in capsys.readouterr().err


def test_a_run_that_goes_on_decides_nothing(capsys):
    assert gated(RunFactory().pk, *ARMS) == 2
    assert "no published summary yet" in capsys.readouterr().err


def test_one_task_has_no_interval_and_decides_nothing(tmp_path, capsys):
    run = imported_run(tmp_path, *grid(tasks=1, base=passing(0), cand=passing()))
    assert gated(run.pk, *ARMS) == 5
    assert "(no interval)" in capsys.readouterr().out


def test_arms_without_a_common_task_decide_nothing(tmp_path, capsys):
    passed = {"validation": {"status": "passed"}}
    run = imported_run(tmp_path, result("base", "t1", **passed), result("cand", "t2", **passed))
    assert gated(run.pk, *ARMS) == 2
