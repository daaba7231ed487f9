"""A row that kills its worker fails alone: its neighbours are only ever run again."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.models import Attempt, Run
from experiments.tests.draining import at_work, drained, quicken, worked
from experiments.tests.holding import NOWHERE, Holder, answered, expire, outcomes_of
from experiments.tests.processes import provider, wait_until
from experiments.tests.runs import started_run
from experiments.work.active import ActiveDrains, active_drains
from experiments.work.alone import left_alone
from experiments.work.claim import TOGETHER
from providers.models import Breaker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def lose_workers(run, *, times, free=100):
    for _ in range(times):
        assert Holder(run).claims(free)
        expire(run)


def test_rows_that_lost_a_worker_go_a_few_at_a_time():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    lose_workers(run, times=1)
    holder = Holder(run)
    assert len(holder.claims(20)) == TOGETHER
    assert Holder(run).claims(20) == []


def test_a_row_that_lost_two_is_only_claimed_alone():
    run = started_run(NOWHERE, tasks=1)
    lose_workers(run, times=2)
    holder = Holder(run)
    assert holder.claims(10) == []
    assert holder.done.suspects
    [job] = holder.claims(10, alone=True)
    assert job.item.isolated


def test_a_row_that_loses_its_worker_alone_too_fails_as_interrupted():
    run = started_run(NOWHERE, tasks=1)
    lose_workers(run, times=2)
    Holder(run).claims(1, alone=True)
    expire(run)
    attempt = Attempt.objects.get(run=run)
    assert (attempt.state, attempt.error_code) == ("failed", "interrupted")
    assert (attempt.interruptions, attempt.provider_calls, attempt.retryable) == (3, 3, True)
    assert outcomes_of(run) == ["ambiguous"] * 3
    assert Run.objects.get(pk=run.pk).state == "completed"


def test_its_late_result_does_not_revive_it():
    run = started_run(NOWHERE, tasks=1)
    lose_workers(run, times=2)
    holder = Holder(run)
    [job] = holder.claims(1, alone=True)
    expire(run)
    holder.records(answered(job))
    assert Attempt.objects.get(run=run).error_code == "interrupted"
    assert outcomes_of(run) == ["ambiguous", "ambiguous", "superseded"]


def test_its_neighbours_never_fail_however_often_they_lose_their_worker():
    """Whoever was not alone when its worker was lost is innocent until it is."""
    run = started_run(NOWHERE, tasks=3)
    lose_workers(run, times=2)
    alone = Holder(run)
    [job] = alone.claims(1, alone=True)
    alone.records(answered(job))
    states = Attempt.objects.filter(run=run).values_list("state", "interruptions")
    assert sorted(states) == [("pending", 2), ("pending", 2), ("succeeded", 2)]


def test_a_drain_performs_them_one_after_the_other():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=6, max_concurrency=6)
        lose_workers(run, times=1)
        Attempt.objects.filter(run=run).update(interruptions=2)
        fake.delays += [0.02] * 6
        drained(run)
        assert (fake.total, fake.most_at_once) == (6, 1)
        worked(run)
    assert set(Attempt.objects.filter(run=run).values_list("state", flat=True)) == {"succeeded"}
    assert active_drains.hold(("attempts", run.pk))
    active_drains.leave(("attempts", run.pk))


def test_who_needs_the_process_alone_waits_for_the_others_and_they_claim_nothing_more():
    drains = ActiveDrains()
    one, other = ("attempts", 1), ("validation", 1)
    assert drains.hold(other)
    assert not drains.take_alone(one)
    assert drains.hold(one)
    assert not drains.hold(other)
    assert not drains.take_alone(other)
    drains.rest(other)
    assert drains.take_alone(one)
    drains.give_back(one)
    assert drains.hold(other)


def test_a_drain_that_ends_gives_the_process_back():
    drains = ActiveDrains()
    drains.take_alone(("attempts", 1))
    drains.leave(("attempts", 1))
    assert drains.hold(("attempts", 2))


def test_the_others_are_waited_for_as_long_as_their_jobs_may_take():
    slow, suspect = ("validation", uuid4()), ("attempts", uuid4())
    active_drains.hold(slow, seconds=60)
    looks = []

    def look():
        looks.append(active_drains.hold(("attempts", uuid4())))
        active_drains.rest(slow)
        return False

    assert asyncio.run(left_alone(suspect, unless=look))
    assert looks == [False]
    active_drains.leave(suspect)


def test_one_that_hangs_longer_is_not_waited_for():
    hanging, suspect, another = (("attempts", uuid4()) for _ in range(3))
    active_drains.hold(hanging, seconds=0)
    assert not asyncio.run(left_alone(suspect, unless=lambda: False))
    assert active_drains.hold(another)
    active_drains.rest(hanging)
    active_drains.rest(another)


class Beside:
    """A drain that is somewhere at work."""

    def wake(self):
        """Nothing to wake."""

    def stop(self, *, abort):
        """Nothing to stop."""


def test_the_others_lose_a_tenth_of_their_time_at_most():
    now = [1000.0]
    drains = ActiveDrains(clock=lambda: now[0])
    suspect, other = ("attempts", 1), ("attempts", 2)
    drains.enter(other, Beside())
    assert drains.may_be_alone(suspect)

    drains.take_alone(suspect)
    assert not drains.may_be_alone(other)
    now[0] += 60
    drains.give_back(suspect)
    assert not drains.may_be_alone(suspect)
    now[0] += 539
    assert not drains.may_be_alone(suspect)
    now[0] += 1
    assert drains.may_be_alone(suspect)


def test_where_there_are_no_others_nobody_has_to_wait():
    drains = ActiveDrains(clock=iter(range(1000)).__next__)
    suspect = ("attempts", 1)
    for _ in range(3):
        assert drains.may_be_alone(suspect)
        assert drains.take_alone(suspect)
        drains.give_back(suspect)


def test_the_process_is_not_asked_for_where_the_row_could_not_be_claimed_now():
    run = started_run(NOWHERE, tasks=1)
    lose_workers(run, times=2)
    holder = Holder(run)
    rows, soon = Attempt.objects.filter(run=run), timezone.now() + timedelta(minutes=1)

    rows.update(available_at=soon)
    holder.claims(10)
    assert not holder.done.suspects

    rows.update(available_at=timezone.now())
    connection = run.experiment.organization.connections.get()
    broken = Breaker.objects.create(
        connection=connection, opened_at=timezone.now(), open_until=soon
    )
    holder.claims(10)
    assert not holder.done.suspects

    broken.delete()
    holder.claims(10)
    assert holder.done.suspects


def test_who_is_stopped_while_it_waits_for_the_process_calls_nothing_more():
    other = ("validation", uuid4())
    with provider() as fake:
        run = started_run(fake.base_url, tasks=1)
        lose_workers(run, times=2)
        active_drains.hold(other, seconds=60)
        with at_work(run):
            wait_until(lambda: not active_drains.may_be_alone(other))
            active_drains.rest(other)
            active_drains.stop(abort=False)
        active_drains.allow()
    assert fake.total == 0
    assert Attempt.objects.get(run=run).state == "pending"
