"""The boards as text: every arm is listed, nothing is claimed that was not measured."""

import json

import pytest

from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
from leaderboards.text_boards import TITLES, render_boards

pytestmark = pytest.mark.django_db


def rendered(run, **changes):
    summary = json.loads(publish(run).content)
    return render_boards(summary, **{"failures": {}, "simulated": False, **changes})


def measured(*, tasks=3, scores=(1.0, 0.0)):
    run = RunFactory(finished=True)
    rows = [TaskFactory(task_set=run.task_set) for _ in range(tasks)]
    for key, score in zip(("good", "poor"), scores, strict=True):
        arm = RunArmFactory(run=run, key=key)
        for task in rows:
            attempt = AttemptFactory(arm=arm, task=task, succeeded=True)
            status = "passed" if score == 1.0 else "failed"
            ValidationFactory(attempt=attempt, status=status, score=score)
    return run


def board(text, name):
    return text.split(TITLES[name])[1].split("\n\n")[0]


def test_every_board_has_its_title_and_its_arms():
    text = rendered(measured())
    assert all(title in text for title in TITLES.values())
    for name in ("quality", "latency"):
        assert "good" in board(text, name)
        assert "poor" in board(text, name)
    assert "1.000" in board(text, "quality")
    assert "120 ms" in board(text, "latency")


def test_a_board_without_data_says_why():
    text = rendered(measured())
    assert "no data" in board(text, "cost")
    assert "no data" in board(text, "evaluator")
    assert "$0" not in text


def test_an_interval_without_an_end_is_not_written():
    run = RunFactory(finished=True)
    arm = RunArmFactory(run=run)
    for latency_ms in (1e-60, 1000.0):
        task = TaskFactory(task_set=run.task_set)
        AttemptFactory(arm=arm, task=task, succeeded=True, latency_ms=latency_ms)
    content = json.loads(publish(run).content)
    assert content["leaderboards"]["latency"]["entries"][0]["ci"]["high"] is None
    assert arm.key in board(render_boards(content, failures={}, simulated=False), "latency")


def test_few_tasks_rank_nobody():
    lines = [line.split() for line in board(rendered(measured()), "quality").splitlines()]
    ranks = {line[1]: line[0] for line in lines if len(line) > 1 and line[1] in ("good", "poor")}
    assert ranks == {"good": "-", "poor": "-"}


def test_a_clear_difference_on_many_tasks_is_told():
    text = board(rendered(measured(tasks=32)), "quality")
    assert "good / poor: good is better on 32 tasks (32 won, 0 tied, 0 lost" in text


def test_what_a_figure_rests_on_is_told_of_the_run_of_arms_and_of_pairs():
    text = rendered(measured())
    assert "! low_n: few tasks (3 of 30). With so few tasks the boards withhold ranks" in text
    assert "! few_clusters" not in text
    [pair] = [line for line in board(text, "quality").splitlines() if "good / poor" in line]
    assert pair.endswith("(Holm)); cannot_reach_significance")
    arms = [line for line in board(text, "quality").splitlines() if "1.000" in line]
    assert "low_n, few_df, cannot_reach_significance, wide_interval" in arms[0]


def test_failures_are_told_with_their_sentence():
    run = RunFactory(finished=True)
    AttemptFactory(arm=RunArmFactory(run=run), failed=True)
    text = rendered(run, failures={"timeout": "It did not answer."})
    assert "timeout" in text
    assert "It did not answer." in text
    assert "(0 succeeded, 1 failed, 0 cancelled)" in text


def test_simulated_figures_are_labelled_on_every_board():
    text = rendered(measured(), simulated=True)
    assert text.count("[simulated]") == len(TITLES)
    assert "fictional" in text
    assert "[simulated]" not in rendered(measured())


def test_there_is_no_overall_rank():
    text = rendered(measured(tasks=32)).lower()
    assert "overall" not in text
    assert "composite" not in text


def test_an_empty_run_has_empty_boards():
    assert rendered(RunFactory(finished=True)).count("no data") == len(TITLES)
