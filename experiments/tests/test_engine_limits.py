"""The allowlist's limits hold over all runs of an organisation, and are shared among them."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall, Run
from experiments.tests.draining import quicken
from experiments.tests.holding import NOWHERE, Holder, answered, refused
from experiments.tests.runs import arm, run_on_two_connections, saved_experiment, started_run
from experiments.work.demand import waiting_elsewhere
from experiments.work.limits import RETRY_FLOOR, fair_share
from providers.codes import ErrorCode
from providers.models import AllowlistEntry, Breaker, Connection

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def limit(run, **limits):
    AllowlistEntry.objects.filter(organization=run.experiment.organization).update(**limits)


def second_run(run, **changes):
    owner = run.experiment.organization
    return start_run(saved_experiment(owner, **{"name": "second"} | changes), actor=None)


def test_two_connections_of_a_provider_share_its_limit():
    run = run_on_two_connections(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=5)
    assert len(Holder(run).claims(20)) == 5
    assert Holder(run).claims(20) == []


def test_two_runs_share_the_providers_limit_and_neither_waits_for_the_other():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=6)
    other = second_run(run, tasks=20, max_concurrency=20)
    assert len(Holder(run).claims(20)) == 3
    assert len(Holder(other).claims(20)) == 3
    assert Holder(run).claims(20) == []


def test_what_the_other_run_leaves_over_is_not_left_idle():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=6)
    second_run(run, tasks=1)
    assert len(Holder(run).claims(20)) == 5


def test_a_run_that_may_use_little_is_kept_no_more_than_that():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=6)
    other = second_run(run, tasks=20, max_concurrency=1)
    assert len(Holder(run).claims(20)) == 5
    assert len(Holder(other).claims(20)) == 1


def behind_an_open_breaker(other, connection):
    later = timezone.now() + timedelta(seconds=9)
    Breaker.objects.create(connection=connection, opened_at=timezone.now(), open_until=later)


def without_a_credential(other, connection):
    Run.objects.filter(pk=other.pk).update(blocked_credentials={str(connection.pk): "auth_failed"})


@pytest.mark.parametrize("held_up", [behind_an_open_breaker, without_a_credential])
def test_nothing_is_kept_for_a_run_that_is_held_up_itself(held_up):
    run = run_on_two_connections(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=6)
    other = second_run(run, tasks=20, arms=[arm(1, connection="other")])
    assert len(Holder(run).claims(20)) == 3
    held_up(other, Connection.objects.get(name="other"))
    assert len(Holder(run).claims(20)) == 3


def test_how_many_runs_share_a_provider_costs_no_query_more():
    run = started_run(NOWHERE, tasks=2, max_concurrency=2)
    limit(run, max_concurrency=6)
    entry = AllowlistEntry.objects.get(organization=run.experiment.organization)

    def asked():
        with CaptureQueriesContext(connection) as queries:
            waiting_elsewhere(entry, party=(run.pk, "attempts"), limit=6, now=timezone.now())
        return len(queries)

    second_run(run, tasks=2)
    few = asked()
    for number in range(3):
        second_run(run, tasks=2, name=f"another {number}")
    assert asked() == few


@given(
    limit=st.integers(1, 50),
    in_flight=st.dictionaries(st.integers(0, 5), st.integers(0, 20)),
    waiting=st.dictionaries(st.integers(0, 5), st.integers(0, 50)),
)
def test_a_share_never_exceeds_the_limit_and_leaves_nothing_idle(limit, in_flight, waiting):
    share = fair_share(limit, 0, in_flight=in_flight, waiting=waiting)
    left = limit - sum(in_flight.values())
    assert share <= left
    if not any(waiting.get(other) for other in range(1, 6)):
        assert share == left


def test_a_run_that_has_the_provider_to_itself_has_all_of_it():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=6)
    other = second_run(run, tasks=1)
    Run.objects.filter(pk=other.pk).update(paused_at=timezone.now())
    assert len(Holder(run).claims(20)) == 6


def test_another_organisation_has_limits_of_its_own():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, max_concurrency=2)
    other = started_run(NOWHERE, tasks=20, max_concurrency=20, organization="other")
    assert len(Holder(run).claims(20)) == 2
    assert len(Holder(other).claims(20)) == 20


def test_so_many_calls_start_within_any_minute_over_all_runs():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, requests_per_minute=7)
    other = second_run(run, tasks=20, max_concurrency=20)
    first = Holder(run)
    first.records(*map(answered, first.claims(5)))
    second = Holder(other)
    assert len(second.claims(20)) == 2
    assert second.claims(20) == []
    assert second.done.next_at > timezone.now() + timedelta(seconds=50)


def test_a_minute_later_as_many_may_start_again():
    run = started_run(NOWHERE, tasks=20, max_concurrency=20)
    limit(run, requests_per_minute=7)
    Holder(run).claims(20)
    ProviderCall.objects.update(started_at=timezone.now() - timedelta(seconds=60.5))
    assert Holder(run).claims(20) == [], "a call may have taken half a second to come there"
    ProviderCall.objects.update(started_at=timezone.now() - timedelta(seconds=61))
    assert len(Holder(run).claims(20)) == 7


def test_a_paused_run_claims_nothing():
    run = started_run(NOWHERE, tasks=5)
    holder = Holder(run)
    Run.objects.filter(pk=run.pk).update(paused_at=timezone.now())
    assert holder.claims(5) == []
    assert holder.done.stopped


def test_retries_are_a_share_of_the_latest_calls_and_twenty_are_always_free():
    run = started_run(NOWHERE, tasks=60, max_concurrency=60)
    holder = Holder(run)
    first, *others = holder.claims(60)
    busy = [refused(job, ErrorCode.RATE_LIMITED) for job in others]
    holder.records(*busy, answered(first))
    Attempt.objects.filter(run=run).update(available_at=timezone.now())
    assert len(holder.claims(60)) == RETRY_FLOOR
    assert holder.claims(60) == []


def test_a_judges_repair_is_no_retry():
    run = started_run(NOWHERE, tasks=60, max_concurrency=60)
    holder = Holder(run)
    holder.records(*[refused(job, ErrorCode.VERDICT_INVALID) for job in holder.claims(60)])
    assert len(holder.claims(60)) == 60
