"""The signs of life of drains, for people to look at."""

import os
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.models import WorkerBeat
from experiments.tests.draining import at_work, drained, quicken, reconciled
from experiments.tests.factories import RunFactory
from experiments.tests.processes import provider, wait_until
from experiments.tests.runs import started_run
from experiments.work.beats import Sign

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)
    settings.LEASE_SECONDS = 0.4


def test_a_drain_shows_where_it_is_and_how_full_and_leaves_nothing_behind():
    with provider(delay=1.0) as fake:
        run = started_run(fake.base_url, tasks=3, max_concurrency=4)
        with at_work(run):
            wait_until(lambda: WorkerBeat.objects.exists())
            beat = WorkerBeat.objects.get()
            seen = beat.seen_at
            wait_until(lambda: WorkerBeat.objects.get().seen_at > seen)
    assert (beat.run_id, beat.stage, beat.pid) == (run.pk, "attempts", os.getpid())
    assert (beat.slots, beat.in_flight) == (4, 3)
    assert not WorkerBeat.objects.exists()


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
