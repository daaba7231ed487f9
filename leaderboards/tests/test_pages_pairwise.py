"""Two arms against each other, board by board and task by task."""

import pytest
from django.urls import reverse

from experiments.models import Attempt
from experiments.tests.factories import AttemptFactory, RunFactory, ValidationFactory
from leaderboards.aggregation import publish
from leaderboards.presenters.figures import MINUS, TIMES
from leaderboards.tests.published import organization_of, published_run
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


def ask(run, **query):
    return client_of(organization_of(run)).get(reverse("pairwise", args=[run.pk]), query)


def tasks_of(response):
    return {row.task: row.outcome for row in response.context["rows"]}


def test_all_four_boards_give_their_verdict_on_the_pair():
    response = ask(published_run(tasks=40), a="slow", b="able")
    assert_strict(response)
    verdicts = {pair.style.name: pair.better for pair in response.context["verdicts"]}
    assert verdicts == {"quality": None, "latency": "able", "cost": "able", "evaluator": None}


def test_the_pair_is_seen_from_the_arm_named_first():
    run = published_run(tasks=40)
    straight = ask(run, a="able", b="slow").context["pair"]
    swapped = ask(run, a="slow", b="able").context["pair"]
    assert (straight.margin, swapped.margin) == ("+2.5 pp", f"{MINUS}2.5 pp")
    assert (straight.wins, straight.losses) == (swapped.losses, swapped.wins) == (1, 0)
    assert straight.interval.split(" to ")[0] == swapped.interval.split(" to ")[1].replace(
        "+", MINUS
    )


def test_a_ratio_is_turned_over_with_the_pair():
    run = published_run(tasks=40)
    straight = ask(run, a="able", b="slow", board="cost").context["pair"]
    swapped = ask(run, a="slow", b="able", board="cost").context["pair"]
    assert (straight.ratio, swapped.ratio) == (f"{TIMES}0.50", f"{TIMES}2.00")


def test_what_timed_out_is_said_of_its_arm():
    run = published_run()
    Attempt.objects.filter(run=run, arm__key="slow", task__key="t01").update(
        state="failed", error_code="timeout"
    )
    publish(run)
    response = ask(run, a="able", b="slow", board="latency")
    labels = [flag.label for flag in response.context["pair"].flags]
    assert "slow: 1 timed out" in labels
    assert "it would have taken longer" in text_of(response)


def test_swapping_is_a_link():
    page = ask(published_run(), a="able", b="slow").content.decode()
    assert 'href="?a=slow&amp;b=able&amp;board=quality"' in page


def test_tasks_tell_which_arm_did_better():
    run = published_run(tasks=3)
    outcomes = tasks_of(ask(run, a="able", b="slow"))
    assert outcomes == {"t00": "improved", "t01": "tied", "t02": "tied"}
    assert tasks_of(ask(run, a="slow", b="able"))["t00"] == "regressed"


def test_lower_is_better_on_the_latency_board():
    run = published_run(tasks=3)
    outcomes = tasks_of(ask(run, a="able", b="slow", board="latency"))
    assert set(outcomes.values()) == {"improved"}


def test_tasks_are_filtered_by_outcome():
    run = published_run(tasks=3)
    assert set(tasks_of(ask(run, a="able", b="slow", outcome="tied"))) == {"t01", "t02"}
    nothing = ask(run, a="able", b="slow", outcome="regressed")
    assert "No task is regressed here" in text_of(nothing)


def test_each_value_leads_to_its_attempts():
    run = published_run()
    page = ask(run, a="able", b="slow").content.decode()
    assert f"{reverse('attempts', args=[run.pk])}?arm=slow&amp;task=t00" in page


def test_tasks_that_only_one_arm_has_are_named_and_take_no_part():
    run = published_run(tasks=3)
    lonely = run.arms.get(key="able")
    attempt = AttemptFactory(
        arm=lonely, task__task_set=run.task_set, task__key="t99", succeeded=True
    )
    ValidationFactory(attempt=attempt)
    publish(run)
    response = ask(run, a="slow", b="able")
    assert response.context["pair"].only_b == ("t99",)
    assert "t99" in text_of(response)
    assert "t99" not in tasks_of(response)


def test_without_a_choice_the_first_two_arms_are_compared():
    response = ask(published_run(arms=("able", "slow", "third")))
    assert (response.context["a"], response.context["b"]) == ("able", "slow")
    other = ask(published_run(), b="able")
    assert (other.context["a"], other.context["b"]) == ("slow", "able")


@pytest.mark.parametrize(
    "query",
    [
        {"a": "nobody", "b": "able"},
        {"a": "able", "b": "able"},
        {"a": "able", "b": "slow", "board": "overall"},
        {"a": "able", "b": "slow", "board": "quality", "outcome": "best"},
    ],
)
def test_a_choice_that_does_not_exist_is_no_fault_of_the_server(query):
    response = ask(published_run(), **query)
    assert response.status_code == 200
    assert "pair" not in response.context
    assert_strict(response)


def test_a_run_that_goes_on_or_has_one_arm_is_not_compared():
    assert "The run goes on" in text_of(ask(RunFactory()))
    assert "no two arms" in text_of(ask(published_run(arms=("able",))))
