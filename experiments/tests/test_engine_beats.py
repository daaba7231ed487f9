"""The signs of life of drains, for people to look at."""

import asyncio
import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections, transaction
from django.utils import timezone

from experiments.models import Attempt, ProviderCall, WorkerBeat
from experiments.tests.draining import at_work, drained, quicken, reconciled
from experiments.tests.factories import RunFactory
from experiments.tests.processes import provider, wait_until
from experiments.tests.runs import started_run
from experiments.work.active import active_drains
from experiments.work.beats import Sign
from experiments.work.claim import hold_run
from experiments.work.heart import Heart

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)
    settings.LEASE_SECONDS = 0.4


def test_a_drain_shows_where_it_is_and_how_full_and_leaves_nothing_behind():
    with provider(delay=1.0) as fake:
        run = started_run(fake.base_url, tasks=3, max_concurrency=4)
        with at_work(run):
            wait_until(lambda: WorkerBeat.objects.filter(in_flight=3).exists())
            beat = WorkerBeat.objects.get()
            seen = beat.seen_at
            wait_until(lambda: WorkerBeat.objects.get().seen_at > seen)
    assert (beat.run_id, beat.stage, beat.pid) == (run.pk, "attempts", os.getpid())
    assert (beat.slots, beat.in_flight) == (4, 3)
    assert not WorkerBeat.objects.exists()


def cut_off():
    """In the drain's own thread, as when the server was restarted."""
    connection.ensure_connection()
    connection.connection.close()


def test_a_drain_whose_connection_dies_has_another_before_its_lease_is_over():
    with provider(delay=1.2) as fake:
        run = started_run(fake.base_url, tasks=1)
        with at_work(run):
            wait_until(lambda: fake.total == 1)
            [work] = active_drains._drains.values()
            asyncio.run_coroutine_threadsafe(work.database.run(cut_off), work._loop).result(10)
            cut_at = timezone.now()
            wait_until(lambda: WorkerBeat.objects.filter(seen_at__gt=cut_at).exists())
            reconciled()
    [call] = ProviderCall.objects.all()
    assert call.outcome == "succeeded"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one lock")
def test_results_that_nobody_takes_keep_their_leases(monkeypatch, settings):
    """While somebody who stands still holds the run: nobody waits for him beyond his patience."""
    settings.LEASE_SECONDS = 1.0
    options = connections.settings["default"]["OPTIONS"]
    monkeypatch.setitem(options, "options", "-c lock_timeout=500ms")
    with provider(delay=0.5) as fake:
        run = started_run(fake.base_url, tasks=2)
        with at_work(run):
            wait_until(lambda: fake.total == 2)
            with transaction.atomic():
                hold_run(run.pk)
                wait_until(lambda: fake.at_once == 0)
                a_lease_later = timezone.now() + timedelta(seconds=2)
                forgotten = Attempt.objects.filter(lease_expires_at__lt=a_lease_later)
                wait_until(lambda: not forgotten.exists(), seconds=20)
    assert {call.outcome for call in ProviderCall.objects.all()} == {"succeeded"}


def test_a_heart_goes_on_whatever_becomes_of_one_beat(settings):
    settings.LEASE_SECONDS = 0.001
    beats = []

    class Faulty:
        async def run(self, function, *arguments):
            beats.append(arguments)
            if len(beats) == 3:
                return False
            raise ZeroDivisionError

        async def reconnect(self):
            beats.append("reconnect")

    async def until_stopped():
        stopped = asyncio.Event()
        heart = Heart(
            database=Faulty(),
            stage=None,
            sign=None,
            slots=1,
            held=lambda: [],
            stop=stopped.set,
        )
        beating = asyncio.create_task(heart.beat())
        async with asyncio.timeout(10):
            await stopped.wait()
        beating.cancel()

    asyncio.run(until_stopped())
    assert beats[:3] == [([],), "reconnect", ([],)]


def test_a_drain_that_is_over_at_once_is_never_seen(django_assert_num_queries):
    run = RunFactory()
    sign = Sign(uuid4(), run_id=run.pk, stage="attempts")
    with django_assert_num_queries(0):
        sign.take_down()


def test_a_sign_that_cannot_be_stored_does_not_disturb_the_work():
    sign = Sign(uuid4(), run_id=uuid4(), stage="attempts")
    sign.show(slots=1, in_flight=0)
    with provider() as fake:
        drained(started_run(fake.base_url, tasks=1))


def test_what_was_not_seen_for_an_hour_is_forgotten():
    sign = Sign(uuid4(), run_id=RunFactory(finished=True).pk, stage="attempts")
    sign.show(slots=1, in_flight=1)
    reconciled()
    assert WorkerBeat.objects.exists()
    WorkerBeat.objects.update(seen_at=timezone.now() - timedelta(minutes=61))
    reconciled()
    assert not WorkerBeat.objects.exists()
