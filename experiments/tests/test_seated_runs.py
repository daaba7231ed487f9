"""Runs that share a worker process: whose turn it is, and who cannot hold up whom."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from experiments import execution
from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall, Run
from experiments.run_controls import cancel_run
from experiments.stages.attempts import AttemptSession, AttemptStage
from experiments.tests.draining import drained, quicken
from experiments.tests.processes import provider, wait_until
from experiments.tests.runs import allowed_organization, saved_experiment, started_run
from experiments.work.active import active_drains
from experiments.work.drain import drain
from experiments.work.stage import stage_named
from providers.models import Breaker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


@pytest.fixture
def hinted():
    """Hints that were sent; nobody hears them."""
    return []


@contextmanager
def worker(hinted, *, threads):
    """Yields what gives a run's hint to one of the threads."""

    def work(run):
        try:
            execution.work_stage("attempts", str(run.pk), hint=lambda *found: hinted.append(found))
        finally:
            connections.close_all()

    try:
        with ThreadPoolExecutor(threads) as pool:
            try:
                yield lambda run: pool.submit(work, run)
            except BaseException:
                active_drains.stop(abort=True)
                raise
    finally:
        active_drains.allow()


def runs_of(owner, count, **changes):
    """Of one experiment."""
    experiment = saved_experiment(owner, **changes)
    return [start_run(experiment, actor=None) for _ in range(count)]


def succeeded(run):
    return Attempt.objects.filter(run=run, state="succeeded").count()


def test_a_run_whose_slice_is_over_leaves_its_seat_to_the_one_that_waits(
    settings, monkeypatch, hinted
):
    settings.SLICE_SECONDS = 0.0
    monkeypatch.setattr(AttemptStage, "runs_at_once", 1)
    with provider(delay=0.05) as fake, worker(hinted, threads=2) as give:
        one, other = runs_of(allowed_organization(fake.base_url), 2, tasks=30, max_concurrency=2)
        working = give(one)
        wait_until(lambda: fake.total > 0)
        give(other).result(10)  # no seat
        working.result(30)
    assert succeeded(other) == 30
    assert 0 < succeeded(one) < 30
    assert ("attempts", one.pk) in hinted
    assert ("attempts", other.pk) not in hinted


def test_a_run_goes_on_for_as_long_as_nobody_waits(settings):
    settings.SLICE_SECONDS = 0.0
    with provider() as fake:
        owner = allowed_organization(fake.base_url)
        one, _other = runs_of(owner, 2, tasks=30, max_concurrency=2)
        drained(one)
    assert succeeded(one) == 30


def test_a_run_that_is_blocked_leaves_its_seat_to_others_as_well(settings):
    settings.SLICE_SECONDS = 0.0
    with provider() as fake:
        run = started_run(fake.base_url, tasks=1)
        Breaker.objects.create(
            connection=run.experiment.organization.connections.get(),
            opened_at=timezone.now(),
            open_until=timezone.now() + timedelta(seconds=0.5),
        )
        looks = iter([False])
        again = drain(
            stage_named("attempts"),
            run.pk,
            hint=lambda *_: None,
            others_wait=lambda: next(looks, True),
        )
    assert again
    assert fake.total == 0


def test_an_organisation_whose_provider_hangs_leaves_seats_to_the_others(monkeypatch, hinted):
    monkeypatch.setattr(AttemptStage, "runs_at_once", 4)
    with provider(delay=30) as hangs, provider() as answers, worker(hinted, threads=6) as give:
        stuck = runs_of(allowed_organization(hangs.base_url), 6, tasks=1)
        [run] = runs_of(allowed_organization(answers.base_url, slug="other"), 1, tasks=5)
        for each in stuck:
            give(each)
        wait_until(lambda: hangs.total == 2)
        give(run).result(30)
        assert succeeded(run) == 5
        assert hangs.total == 2
        for each in stuck:
            cancel_run(each)
    assert not Run.objects.filter(pk=stuck[0].pk, state="running").exists()


def test_a_hint_for_a_run_that_is_gone_takes_no_seat(hinted):
    run = started_run("http://127.0.0.1:9/v1", tasks=1)
    gone = str(run.pk)
    run.delete()
    execution.work_stage("attempts", gone, hint=lambda *found: hinted.append(found))
    assert not execution.seats.has(("attempts", run.pk))


class FaultySession(AttemptSession):
    claims = 0

    def payloads(self, items):
        self.claims += 1
        if self.claims > 1:
            raise ZeroDivisionError
        return super().payloads(items)


class FaultyStage(AttemptStage):
    def session(self, run):
        return FaultySession(run)


def test_whose_a_run_is_is_asked_once(hinted, django_assert_num_queries):
    """A run that waits for a seat is hinted at with each reconciliation."""
    run = started_run("http://127.0.0.1:9/v1", tasks=1)
    owner = run.experiment.organization_id
    cancel_run(run)
    with worker(hinted, threads=1) as hint:
        hint(run).result(30)
    with django_assert_num_queries(0):
        assert execution._organization_of(run.pk) == owner


def test_a_fault_in_the_claim_loses_nothing_that_was_paid_for():
    with provider() as fake:
        fake.delays += [0.0, 0.3, 0.3, 0.3]
        run = started_run(fake.base_url, tasks=20, max_concurrency=4)
        assert not drain(FaultyStage(), run.pk, hint=lambda *_: None)
    assert fake.total == succeeded(run) == 4
    outcomes = ProviderCall.objects.filter(run=run).values_list("outcome", flat=True)
    assert list(outcomes) == ["succeeded"] * 4
    assert Attempt.objects.filter(run=run, state="pending").count() == 16
