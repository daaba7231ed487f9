"""A running run in figures: what is left, at what pace, what it spent, what failed last."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.tests.factories import EvaluationFactory
from experiments.queries import ArmStage, Counts
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory, ValidationFactory
from leaderboards.presenters.figures import roughly
from leaderboards.presenters.live import seconds_left, share_text
from leaderboards.tests.published import organization_of
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


def ask(run):
    response = client_of(organization_of(run)).get(reverse("run", args=[run.pk]))
    assert_strict(response)
    return response


def stage(name, done, expected):
    return ArmStage(name=name, counts=Counts(succeeded=done), expected=expected)


def running_run(*, ended, pending, **run):
    run = RunFactory(started_at=timezone.now() - timedelta(minutes=5), **run)
    arm = RunArmFactory(run=run, key="able")
    for n in range(ended + pending):
        AttemptFactory(arm=arm, succeeded=n < ended)
    return run


def test_the_slowest_stage_says_how_long_is_left():
    stages = [stage("attempts", 30, 60), stage("evaluation", 10, 60)]
    pace = {"attempts": 30, "evaluation": 10}
    assert seconds_left(stages, ended=pace, within=60) == pytest.approx(300)
    assert seconds_left(stages, ended=pace | {"evaluation": 2}, within=60) is None
    assert seconds_left([stage("attempts", 9, 9)], ended={}, within=60) is None


def test_all_is_only_done_when_nothing_is_left():
    assert [share_text(*each) for each in ((0, 0), (0, 9), (999, 1000), (5, 5))] == [
        "0%",
        "0%",
        "99%",
        "100%",
    ]


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(0.2, "1 s"), (89, "89 s"), (125, "2 min"), (7200, "2 h"), (7800, "2 h 10 min")],
)
def test_how_long_it_takes_is_told_roughly(seconds, told):
    assert roughly(seconds) == told


def test_what_is_left_is_told_at_the_pace_of_the_last_minute():
    seen = text_of(ask(running_run(ended=4, pending=8)))
    assert "~ 2 minat the pace of the last minute" in seen
    assert "Running for5 min" in seen


def test_a_paused_run_promises_nothing():
    seen = text_of(ask(running_run(ended=4, pending=8, paused_at=timezone.now())))
    assert "at the pace" not in seen
    assert "Time left—paused" in seen


def test_what_is_spent_stands_beside_the_budget():
    money = {"budget_usd": Decimal(5), "spent_usd": Decimal("1.25"), "reserved_usd": Decimal(1)}
    response = ask(running_run(ended=1, pending=1, **money))
    assert "Spent$1.25of $5.00, up to $1.00 more held" in text_of(response)
    assert 'max="5.000000000000" value="1.250000000000"' in response.content.decode()


def test_the_latest_failures_are_grouped_by_stage_the_last_reason_first():
    run = running_run(ended=3, pending=1)
    old = timezone.now() - timedelta(minutes=3)
    arm = run.arms.get()
    AttemptFactory(arm=arm, failed=True)
    AttemptFactory.create_batch(2, arm=arm, failed=True, error_code="content_filter")
    arm.attempts.filter(error_code="content_filter").update(finished_at=old)
    done = arm.attempts.filter(state="succeeded")
    ended = {"state": "failed", "error_detail": "x", "finished_at": old}
    no_result = {"error_code": "sandbox_failed", "status": None, "score": None}
    ValidationFactory(attempt=done[0], **no_result, **ended)
    no_score = {"error_code": "bad_request", "quality": None, "risk": None, "confidence": None}
    EvaluationFactory(attempt=done[1], **no_score, **ended)
    response = ask(run)
    found = response.context["live"].failures
    told = [(each.stage, [(f.error_code, f.n) for f in each.failures]) for each in found]
    assert told == [
        ("attempts", [("timeout", 1), ("content_filter", 2)]),
        ("validation", [("sandbox_failed", 1)]),
        ("evaluation", [("bad_request", 1)]),
    ]
    assert f"{reverse('attempts', args=[run.pk])}?state=failed&amp;error_code=timeout" in (
        response.content.decode()
    )


def test_each_bar_says_in_words_what_it_shows():
    run = running_run(ended=2, pending=3)
    run.arms.get().attempts.filter(state="pending").first().delete()
    AttemptFactory(arm=run.arms.get(), failed=True)
    (arm,) = ask(run).context["live"].arms
    (bar,) = arm.stages
    assert bar.words == ("2 ok", "1 failed", "2 queued")
    assert [each.kind for each in bar.segments] == ["ok", "failed"]
    assert bar.segments[1].x == "40.00%"
