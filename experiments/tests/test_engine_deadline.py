"""What a deadline forbids, what it still leaves time for, and that the run ends in any case."""

from datetime import timedelta

import pytest
from django.conf import settings as project
from django.utils import timezone

from experiments.models import Run, Validation
from experiments.tests.draining import drained, quicken, reconciled, worked
from experiments.tests.holding import Holder, aborted
from experiments.tests.processes import provider
from experiments.tests.runs import started_run

pytestmark = pytest.mark.django_db(transaction=True)
GRACE = timedelta(seconds=project.DEADLINE_GRACE_SECONDS)


@pytest.fixture
def answered_run(settings):
    """Both attempts have been answered, and nobody has validated anything."""
    quicken(settings)
    with provider() as fake:
        run = started_run(fake.base_url, tasks=2, deadline_seconds=600)
        drained(run)
    return run


def overdue(run, *, by=timedelta()):
    Run.objects.filter(pk=run.pk).update(deadline_at=timezone.now() - by)
    run.refresh_from_db()


def validations(run):
    return list(Validation.objects.filter(run=run).values_list("state", "error_code"))


def state_of(run):
    return Run.objects.get(pk=run.pk).state


def test_what_was_answered_in_time_is_still_validated(answered_run):
    overdue(answered_run)
    worked(answered_run)
    assert validations(answered_run) == [("succeeded", "")] * 2


def test_a_validation_that_is_cut_off_after_the_deadline_goes_back(answered_run):
    overdue(answered_run)
    holder = Holder(answered_run, "validation")
    [job] = holder.claims(1)
    holder.records(aborted(job))
    assert validations(answered_run) == [("pending", "")] * 2


@pytest.mark.parametrize("paused_at", [None, timezone.now()])
def test_a_run_whose_validation_is_down_ends_when_the_grace_is_over(answered_run, paused_at):
    overdue(answered_run)
    Run.objects.filter(pk=answered_run.pk).update(paused_at=paused_at)
    reconciled()
    assert state_of(answered_run) == "running"
    overdue(answered_run, by=GRACE)
    assert Holder(answered_run, "validation").claims(2) == []
    reconciled()
    assert state_of(answered_run) == "completed"
    assert validations(answered_run) == [("failed", "deadline_exceeded")] * 2
    assert answered_run.summaries.count() == 1
