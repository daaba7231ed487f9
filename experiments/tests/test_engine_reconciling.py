"""When rows are taken from silent workers, in which order, and that one reconciles at a time."""

import threading
from datetime import timedelta
from decimal import Decimal

import pytest
from django.conf import settings as project
from django.db import connection, connections, transaction
from django.utils import timezone
from django.utils.module_loading import import_string

from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall, Reconciling, Run
from experiments.states import CallOutcome
from experiments.tests.draining import quicken, reconciled
from experiments.tests.factories import RunFactory
from experiments.tests.holding import NOWHERE, Holder, aborted, lose_the_worker
from experiments.tests.money import monthly, priced
from experiments.tests.processes import wait_until
from experiments.tests.runs import allowed_organization, arm, saved_experiment, started_run
from providers.models import AllowlistEntry, Spending

pytestmark = pytest.mark.django_db(transaction=True)
locking = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock")
PUBLISHER = project.RUN_PUBLISHER
seen = []


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)
    seen.clear()


def seconds(number):
    return timedelta(seconds=number)


def last_reconciled(*, ago):
    at = timezone.now() - seconds(ago)
    Reconciling.objects.create(last_at=at, sweep_after=at)


def running(run):
    return Attempt.objects.filter(run=run, state="running").count()


@pytest.mark.parametrize(("lease", "interval"), [(10, 10), (15, 10), (30, 20), (30, 10)])
def test_leases_are_taken_however_far_apart_the_reconciliations_are(settings, lease, interval):
    settings.LEASE_SECONDS, settings.RECONCILE_SECONDS = lease, interval
    run = started_run(NOWHERE, tasks=2)
    lose_the_worker(run)
    last_reconciled(ago=interval + 1)
    reconciled()
    assert running(run) == 0


def test_after_a_silence_leases_are_spared_for_as_long_as_one_lasts(settings):
    settings.LEASE_SECONDS, settings.RECONCILE_SECONDS = 30, 10
    run = started_run(NOWHERE, tasks=2)
    lose_the_worker(run)
    last_reconciled(ago=23)
    reconciled()
    assert running(run) == 2
    spared = Reconciling.objects.get().sweep_after - timezone.now()
    assert seconds(29) < spared <= seconds(30)
    Reconciling.objects.update(sweep_after=timezone.now())
    reconciled()
    assert running(run) == 0


def note_the_time(run):
    seen.append(timezone.now())
    return import_string(PUBLISHER)(run)


def test_a_long_reconciliation_is_no_silence(settings):
    settings.RUN_PUBLISHER = f"{__name__}.note_the_time"
    RunFactory()
    reconciled()
    [published_at] = seen
    turn = Reconciling.objects.get()
    assert turn.last_at > published_at
    assert turn.busy_until is None


def reconcile_meanwhile(run):
    seen.extend(reconciled())
    return import_string(PUBLISHER)(run)


def test_only_one_reconciles_at_a_time(settings):
    settings.RUN_PUBLISHER = f"{__name__}.reconcile_meanwhile"
    RunFactory()
    waiting = started_run(NOWHERE, tasks=1)
    assert reconciled() == [("attempts", waiting.pk)]
    assert seen == []


def test_one_that_nobody_began_in_time_is_not_made_up_for():
    """Else those that piled up while nobody was at the queue would all follow each other. But what
    expires too soon never comes where clocks differ."""
    message = project.CELERY_BEAT_SCHEDULE["reconcile"]
    assert 60 <= message["options"]["expires"] <= max(60, message["schedule"])


def test_one_that_went_silent_in_the_midst_loses_its_turn():
    last_reconciled(ago=0)
    waiting = started_run(NOWHERE, tasks=1)
    Reconciling.objects.update(busy_until=timezone.now() + seconds(30))
    assert reconciled() == []
    Reconciling.objects.update(busy_until=timezone.now() - seconds(1))
    assert reconciled() == [("attempts", waiting.pk)]


@locking
def test_the_sweep_and_the_drains_of_two_runs_under_one_budget_do_not_wait_for_each_other():
    """Each of its runs by itself: what it settled for one is not held while it wants another."""
    owner = allowed_organization(NOWHERE)
    priced(owner)
    monthly(owner, "1000")
    arms = [arm(0, parameters={"max_output_tokens": 10})]
    runs = [
        start_run(saved_experiment(owner, name=name, tasks=2, arms=arms), actor=None)
        for name in ("one", "other")
    ]
    for run in runs:
        assert Holder(run).claims(2)
    Attempt.objects.update(lease_expires_at=timezone.now() - seconds(1))
    held = max(runs, key=lambda run: run.pk)
    sweeping = threading.Thread(target=swept)
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).get(pk=held.pk)
        sweeping.start()
        wait_until(somebody_waits, seconds=10)
        Spending.objects.update(spent_usd=Decimal(1))
    sweeping.join(30)
    assert [running(run) for run in runs] == [0, 0]
    assert not ProviderCall.objects.filter(outcome=CallOutcome.OPEN).exists()


def swept():
    try:
        reconciled()
    finally:
        connections.close_all()


def somebody_waits():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
        return cursor.fetchone()[0] > 0


@locking
def test_a_run_that_somebody_holds_does_not_hold_up_the_sweep_of_others(monkeypatch):
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "options", "-c lock_timeout=200ms")
    both = [started_run(NOWHERE, organization=slug, tasks=2) for slug in ("one", "other")]
    held, other = sorted(both, key=lambda run: run.pk)
    for run in (held, other):
        lose_the_worker(run)
    sweeping = threading.Thread(target=swept)
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).get(pk=held.pk)
        sweeping.start()
        sweeping.join(30)
        assert [running(run) for run in (held, other)] == [2, 0]
    reconciled()
    assert running(held) == 0


@locking
def test_what_is_recorded_of_a_run_that_stopped_holds_the_run_first():
    """Else it would hold the allowlist's entry, and want the run of who resumes and claims."""
    run = started_run(NOWHERE, tasks=1)
    AllowlistEntry.objects.update(max_concurrency=5)
    holder = Holder(run)
    [job] = holder.claims(1)
    Run.objects.update(paused_at=timezone.now())
    recording = threading.Thread(target=recorded, args=(holder, aborted(job)))
    with transaction.atomic():
        Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        recording.start()
        wait_until(somebody_waits, seconds=10)
        AllowlistEntry.objects.select_for_update(no_key=True, nowait=True).get()
    recording.join(30)
    assert Attempt.objects.get().state == "pending"


def recorded(holder, outcome):
    try:
        holder.records(outcome)
    finally:
        connections.close_all()
