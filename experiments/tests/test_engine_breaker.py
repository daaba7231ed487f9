"""While a provider is down, nothing is claimed for it; one probe at a time finds out."""

import random
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiments.models import Attempt, ProviderCall
from experiments.tests.draining import quicken, worked
from experiments.tests.holding import NOWHERE, Holder, aborted, answered, expire, refused
from experiments.tests.processes import completion, provider
from experiments.tests.runs import run_on_two_connections, started_run
from experiments.work.breaker import (
    LATEST,
    LEAST,
    LEAST_WITHOUT_EXCEPTION,
    LONG_PAUSE,
    LONGEST_WAIT,
    SHORT_PAUSE,
    SHORT_TRIPS,
    WINDOW,
    pause_seconds,
)
from providers.codes import ErrorCode
from providers.models import Breaker, Connection

pytestmark = pytest.mark.django_db(transaction=True)
DOWN = ErrorCode.PROVIDER_UNAVAILABLE


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def trip(run, *, code=DOWN):
    holder = Holder(run)
    holder.records(*[refused(job, code) for job in holder.claims(LEAST)])
    return holder


def pause_over(**when):
    Breaker.objects.update(open_until=timezone.now() - timedelta(seconds=1), **when)


def test_it_opens_where_half_of_the_latest_calls_failed_and_nothing_is_claimed_any_more():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    holder = Holder(run)
    jobs = holder.claims(LEAST)
    half = len(jobs) // 2
    holder.records(*[refused(job, DOWN) for job in jobs[:half]], *map(answered, jobs[half:]))
    assert holder.claims(20) == []
    assert Holder(run).claims(20) == []
    breaker = Breaker.objects.get()
    assert (breaker.trips, breaker.error_code) == (1, DOWN)
    assert holder.done.next_at >= breaker.opened_at


def test_waiting_uses_up_no_call():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    Holder(run).claims(20)
    assert ProviderCall.objects.filter(run=run).count() == LEAST
    assert Attempt.objects.filter(run=run, provider_calls=0).count() == 20


@pytest.mark.parametrize("code", [ErrorCode.INVALID_REQUEST, ErrorCode.CONTENT_FILTERED])
def test_a_provider_that_says_no_is_not_down(code):
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    assert len(trip(run, code=code).claims(10)) == 10
    assert not Breaker.objects.exists()


@pytest.mark.parametrize(
    "code", [DOWN, ErrorCode.RATE_LIMITED, ErrorCode.NO_PROVIDER, ErrorCode.INVALID_RESPONSE]
)
def test_one_that_says_nothing_else_is_asked_five_times(code):
    run = started_run(NOWHERE, tasks=8)
    holder = Holder(run)
    jobs = holder.claims(LEAST_WITHOUT_EXCEPTION)
    holder.records(*[refused(job, code) for job in jobs[1:]])
    assert holder.claims(1)
    holder.records(refused(jobs[0], code))
    assert holder.claims(3) == []


@pytest.mark.parametrize("code", [ErrorCode.RATE_LIMITED, ErrorCode.INVALID_RESPONSE])
def test_one_answer_among_them_shows_that_it_works(code):
    run = started_run(NOWHERE, tasks=40, max_concurrency=40)
    holder = Holder(run)
    jobs = holder.claims(20)
    holder.records(*[refused(job, code) for job in jobs[1:]], answered(jobs[0]))
    assert len(holder.claims(5)) == 5


@pytest.mark.parametrize(("met", "claimed"), [(LATEST, 0), (LATEST - 1, 5)])
def test_answers_to_calls_from_before_do_not_show_that_it_works(met, claimed):
    run = started_run(NOWHERE, tasks=40, max_concurrency=40)
    holder = Holder(run)
    before, since = holder.claims(WINDOW - met), holder.claims(met)
    limits = [refused(job, ErrorCode.RATE_LIMITED) for job in since]
    holder.records(*limits, *map(answered, before))
    assert len(holder.claims(5)) == claimed


@pytest.mark.parametrize(("asked_for", "waited"), [(60, 60), (7200, LONGEST_WAIT)])
def test_limits_that_half_of_the_calls_met_hold_the_others_up_for_as_long_as_was_asked(
    asked_for, waited
):
    run = started_run(NOWHERE, tasks=40, max_concurrency=40)
    holder = Holder(run)
    jobs = holder.claims(20)
    slow = [refused(job, ErrorCode.RATE_LIMITED, retry_after=asked_for) for job in jobs[:10]]
    holder.records(*slow, *map(answered, jobs[10:]))
    assert holder.claims(5) == []
    breaker = Breaker.objects.get()
    assert breaker.error_code == ErrorCode.RATE_LIMITED
    assert breaker.open_until - breaker.opened_at == timedelta(seconds=waited)


def test_limits_met_now_and_then_hold_up_their_own_rows_only():
    run = started_run(NOWHERE, tasks=60, max_concurrency=40)
    holder = Holder(run)
    for _ in range(2):
        jobs = holder.claims(20)
        slow = refused(jobs[0], ErrorCode.RATE_LIMITED, retry_after=60)
        holder.records(slow, *[refused(job, DOWN) for job in jobs[1:3]], *map(answered, jobs[3:]))
    assert len(holder.claims(10)) == 10


def test_few_failures_among_many_answers_do_not_open_it():
    run = started_run(NOWHERE, tasks=40, max_concurrency=40)
    holder = Holder(run)
    jobs = holder.claims(20)
    holder.records(*[refused(job, DOWN) for job in jobs[:9]], *map(answered, jobs[9:]))
    assert len(holder.claims(5)) == 5


def test_another_connection_goes_on():
    run = run_on_two_connections(NOWHERE, tasks=30, max_concurrency=60)
    holder = Holder(run)
    jobs = holder.claims(40)
    broken = [job for job in jobs if job.item.arm.key == "arm-0"]
    holder.records(*[refused(job, DOWN) for job in broken])
    assert {job.item.arm.key for job in holder.claims(20)} == {"arm-1"}


def test_after_the_pause_one_probe_goes_through():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    one, other = Holder(run), Holder(run)
    assert len(one.claims(20)) == 1
    assert other.claims(20) == []


def test_the_probe_that_is_answered_closes_it():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    holder = Holder(run)
    holder.records(answered(holder.claims(20)[0]))
    assert len(Holder(run).claims(15)) == 15
    assert Breaker.objects.get().trips == 0


def test_old_failures_are_not_held_against_a_provider_that_came_back():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    holder = Holder(run)
    holder.records(answered(holder.claims(1)[0]))
    holder.records(refused(holder.claims(1)[0], DOWN))
    assert len(holder.claims(5)) == 5


def test_the_probe_that_fails_opens_it_for_longer():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    holder = Holder(run)
    holder.records(refused(holder.claims(1)[0], DOWN))
    assert holder.claims(20) == []
    assert Breaker.objects.get().trips == 2


def test_what_comes_late_from_before_it_opened_neither_closes_nor_prolongs_it():
    run = started_run(NOWHERE, tasks=30, max_concurrency=30)
    late = Holder(run)
    good, bad = late.claims(2)
    trip(run)
    opened = Breaker.objects.values().get()
    late.records(answered(good), refused(bad, DOWN))
    assert Breaker.objects.values().get() == opened


def test_a_probe_whose_worker_was_lost_is_not_waited_for_for_ever():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    assert Holder(run).claims(20)
    assert Holder(run).claims(20) == []
    pause_over(probe_until=timezone.now())
    assert len(Holder(run).claims(20)) == 1


def unsent(job):
    outcome = refused(job, DOWN)
    outcome.error.sent = False
    return outcome


@pytest.mark.parametrize("cut_off", [aborted, unsent])
def test_a_probe_that_our_side_cut_off_says_nothing_and_another_may_go(cut_off):
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    holder = Holder(run)
    holder.records(cut_off(holder.claims(1)[0]))
    assert Breaker.objects.get().trips == 1
    assert len(Holder(run).claims(20)) == 1


def test_a_fault_of_our_own_is_no_answer():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    holder = Holder(run)
    holder.records(refused(holder.claims(1)[0], ErrorCode.INTERNAL_ERROR))
    assert len(Holder(run).claims(20)) == 1


def test_a_probe_that_is_found_lost_gives_way_to_another():
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    pause_over()
    assert Holder(run).claims(20)
    expire(run)
    assert len(Holder(run).claims(20)) == 1


def test_a_pause_that_ends_while_a_claim_waits_for_its_locks_is_over_for_its_probe():
    """The gate is judged by the moment that the ledger keeps."""
    run = started_run(NOWHERE, tasks=30, max_concurrency=20)
    trip(run)
    holder = Holder(run)
    holder.session.hold = lambda: Breaker.objects.update(open_until=timezone.now())
    [probe] = holder.claims(20)
    assert probe.call.started_at >= Breaker.objects.get().open_until
    del holder.session.hold
    holder.records(answered(probe))
    assert Breaker.objects.get().open_until is None


def test_what_comes_from_a_connection_that_was_deleted_meanwhile_is_kept():
    run = started_run(NOWHERE, tasks=2)
    holder = Holder(run)
    good, bad = holder.claims(2)
    Connection.objects.all().delete()
    holder.records(answered(good), refused(bad, DOWN))
    states = dict(Attempt.objects.filter(run=run).values_list("id", "state"))
    assert states == {good.id: "succeeded", bad.id: "pending"}


def test_a_run_outlives_an_outage_and_every_attempt_succeeds():
    down = [(503, {"error": {"message": "down"}}, {})] * 12
    answers = iter([*down, *[(200, completion("```\nx = 1\n```"), {})] * 100])
    with provider(lambda body: next(answers)) as fake:
        run = started_run(fake.base_url, tasks=30, max_concurrency=10)
        attempts = worked(run)
    assert {attempt.state for attempt in attempts} == {"succeeded"}
    assert fake.total <= 30 + 12
    assert max(attempt.provider_calls for attempt in attempts) <= 3


@given(trips=st.integers(1, 200), seed=st.integers(0, 100))
def test_the_pause_grows_within_its_bounds(trips, seed):
    pause = pause_seconds(trips, jitter=random.Random(seed))
    assert 0.5 <= pause <= (SHORT_PAUSE if trips <= SHORT_TRIPS else LONG_PAUSE)
    assert pause <= 2 ** (trips - 1)
