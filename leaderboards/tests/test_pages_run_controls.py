"""The page of a run: what holds it up, in words, and the buttons that steer it."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from evaluation.models import RunProfile
from evaluation.tests.factories import EvaluatorProfileFactory
from experiments.models import Attempt, Run
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory, TaskFactory
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of
from providers.models import Breaker
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db


def ask(run, role=Role.EDITOR):
    response = client_of(organization_of(run), role).get(reverse("run", args=[run.pk]))
    assert_strict(response)
    return response


def press(run, name, role=Role.EDITOR):
    client = client_of(organization_of(run), role)
    return client.post(reverse(name, args=[run.pk]), follow=True)


def running_run(**changes):
    run = RunFactory(**changes)
    connection = ConnectionFactory(organization=organization_of(run), name="main")
    AttemptFactory(arm=RunArmFactory(run=run, connection=connection))
    return run


def connection_of(run):
    return run.arms.get().connection


def open_breaker(connection, **changes):
    now = timezone.now()
    times = {"opened_at": now, "open_until": now + timedelta(seconds=9)}
    fields = {"error_code": "timeout"} | times | changes
    Breaker.objects.create(connection=connection, **fields)


def test_a_running_run_is_paused_and_resumed_by_its_buttons():
    run = running_run()
    assert "Pause" in text_of(ask(run))
    seen = text_of(press(run, "run-pause"))
    assert "Paused since" in seen
    assert "Resume" in seen
    assert "Paused since" not in text_of(press(run, "run-resume"))


def test_a_viewer_is_told_and_not_offered():
    run = running_run(paused_at=timezone.now())
    seen = text_of(ask(run, Role.VIEWER))
    assert "Paused since" in seen
    assert "Resume" not in seen
    for name in ("run-pause", "run-resume", "run-retry-errors"):
        assert press(run, name, Role.VIEWER).status_code == 403


def test_a_refused_credential_is_named_and_can_be_gone_on_with():
    run = running_run()
    Run.objects.update(blocked_credentials={str(connection_of(run).pk): "auth_failed"})
    seen = text_of(ask(run))
    assert "Stopped for a credential: auth_failed (connection main)" in seen
    assert "It is mended: go on" in seen
    press(run, "run-resume")
    assert "Stopped for a credential" not in text_of(ask(run))


def test_a_provider_that_is_down_is_said_to_be_waited_for():
    run = running_run()
    open_breaker(connection_of(run))
    seen = text_of(ask(run))
    assert "is down (connection main, timeout)" in seen
    assert "no attempt is used up" in seen


def test_a_provider_that_limits_its_calls_is_not_said_to_be_down():
    run = running_run()
    open_breaker(connection_of(run), error_code="rate_limited")
    assert "limits its calls (connection main, rate_limited)" in text_of(ask(run))


def test_the_judges_breaker_counts_too_and_closed_or_foreign_ones_do_not():
    run = running_run()
    open_breaker(connection_of(run), opened_at=None, open_until=None)
    open_breaker(ConnectionFactory(name="foreign"))
    assert "is down" not in text_of(ask(run))
    judge = ConnectionFactory(organization=organization_of(run), name="judging")
    profile = EvaluatorProfileFactory(organization=organization_of(run), connection=judge)
    RunProfile.objects.create(run=run, profile=profile)
    open_breaker(judge)
    assert "is down (connection judging" in text_of(ask(run))


def test_money_is_shown_where_the_run_has_a_budget():
    run = running_run(budget_usd=Decimal(10), spent_usd=Decimal("1.5"), reserved_usd=Decimal(2))
    assert "Spent$1.50of $10.00, up to $2.00 more held" in text_of(ask(run))
    assert "Spent" not in text_of(ask(running_run()))
    ended = published_run(budget_usd=Decimal(10), spent_usd=Decimal("1.5"))
    assert "$1.50 of $10.00 spent" in text_of(ask(ended))


def failed_run():
    run = published_run()
    task = TaskFactory(task_set=run.task_set)
    AttemptFactory(arm=run.arms.first(), task=task, failed=True)
    return run


def test_failures_of_a_complete_run_are_tried_again_by_a_button():
    run = failed_run()
    waiting = Attempt.objects.filter(run=run, state="failed", retryable=True).count()
    assert f"Try {waiting} again" in text_of(ask(run))
    seen = text_of(press(run, "run-retry-errors"))
    assert "Running:" in seen
    assert "boards below are of the run as it ended before" in seen
    assert "Try 1 again" not in seen


def test_a_viewer_or_a_cancelled_run_has_no_such_button():
    run = failed_run()
    assert "Try " not in text_of(ask(run, Role.VIEWER))
    Run.objects.filter(pk=run.pk).update(state="cancelled")
    assert "Try " not in text_of(ask(run))


def test_a_refusal_is_told():
    run = published_run()
    Attempt.objects.filter(run=run, state="failed").update(
        error_code="content_filtered", retryable=False
    )
    seen = text_of(press(run, "run-retry-errors"))
    assert "Nothing failed that could be tried again." in seen
