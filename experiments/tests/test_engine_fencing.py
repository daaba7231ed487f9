"""Claims, leases and late results: a row has one holder, and only its holder's result counts."""

import pytest
from django.db import connection
from django.utils import timezone

from experiments.models import Attempt, ProviderCall, Run
from experiments.tests.draining import drained, quicken, reconciled, worked
from experiments.tests.holding import (
    NOWHERE,
    Holder,
    answered,
    expire,
    outcomes_of,
    refused,
    undone,
)
from experiments.tests.processes import completion, provider
from experiments.tests.runs import run_on_two_connections, started_run
from experiments.work.claim import claim
from experiments.work.exchange import heartbeat, record_each
from providers.codes import ErrorCode

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def test_two_holders_never_hold_the_same_row():
    run = started_run(NOWHERE, tasks=10, max_concurrency=8)
    one, other = Holder(run), Holder(run)
    first, second = one.claims(5), other.claims(5)
    assert len(first) == 5
    assert len(second) == 3
    assert not {job.id for job in first} & {job.id for job in second}


def test_the_run_limit_holds_for_all_holders_and_connections_together():
    run = run_on_two_connections(NOWHERE, tasks=20, max_concurrency=8)
    Holder(run).claims(6)
    Holder(run).claims(8)
    assert Attempt.objects.filter(run=run, state="running").count() == 8


def test_the_allowlist_limits_the_calls_in_flight():
    run = started_run(NOWHERE, tasks=10, max_concurrency=8)
    run.experiment.organization.allowlist.update(max_concurrency=3)
    assert len(Holder(run).claims(8)) == 3
    assert Holder(run).claims(8) == []


def test_a_late_result_of_a_row_that_another_holds_is_kept_in_the_ledger_only():
    run = started_run(NOWHERE, tasks=1)
    sleeper, other = Holder(run), Holder(run)
    [late] = sleeper.claims(1)
    expire(run)
    [job] = other.claims(1)
    sleeper.records(answered(late, "Too late."))
    other.records(answered(job, "In time."))
    attempt = Attempt.objects.get(run=run)
    assert (attempt.state, attempt.output_text) == ("succeeded", "In time.")
    assert (attempt.provider_calls, attempt.interruptions) == (2, 1)
    assert outcomes_of(run) == ["superseded", "succeeded"]


def test_a_late_result_of_a_row_that_is_done_does_not_overwrite_it():
    run = started_run(NOWHERE, tasks=1)
    sleeper, other = Holder(run), Holder(run)
    [late] = sleeper.claims(1)
    expire(run)
    other.records(answered(other.claims(1)[0], "In time."))
    sleeper.records(answered(late, "Too late."))
    assert Attempt.objects.get(run=run).output_text == "In time."
    assert outcomes_of(run) == ["superseded", "succeeded"]


def test_a_late_result_of_a_row_that_waits_again_is_superseded_too():
    run = started_run(NOWHERE, tasks=1)
    sleeper = Holder(run)
    [late] = sleeper.claims(1)
    expire(run)
    sleeper.records(answered(late, "Too late."))
    attempt = Attempt.objects.get(run=run)
    assert (attempt.state, attempt.output_text) == ("pending", None)
    assert outcomes_of(run) == ["superseded"]


def test_a_holder_that_claims_its_own_row_anew_does_not_record_its_old_result():
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    [late] = holder.claims(1)
    expire(run)
    [again] = holder.claims(1)
    holder.records(answered(late, "Too late."))
    assert Attempt.objects.get(run=run).state == "running"
    holder.records(answered(again, "In time."))
    assert Attempt.objects.get(run=run).output_text == "In time."
    assert outcomes_of(run) == ["superseded", "succeeded"]


def test_recording_a_result_twice_changes_nothing():
    """As after a commit whose confirmation was lost."""
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    [job] = holder.claims(1)
    holder.records(answered(job))
    before = Attempt.objects.values().get(run=run)
    holder.records(answered(job))
    assert Attempt.objects.values().get(run=run) == before
    assert outcomes_of(run) == ["succeeded"]


def test_a_claim_that_the_database_lost_keeps_its_number():
    """As after a failover to a replica that lagged behind: the next claim is another one."""
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    with undone():
        [lost] = holder.claims(1)
    holder.records(answered(lost, "Of a call that nobody knows of."))
    holder.records(answered(*holder.claims(1)))
    assert outcomes_of(run) == ["superseded", "succeeded"]
    assert Attempt.objects.get(run=run).output_text == "An answer."


@pytest.mark.parametrize("by_another", [True, False])
def test_a_lost_call_is_kept_where_the_next_claim_took_its_number(by_another):
    """As after a failover with calls in flight: nobody's results may be lost over it."""
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    with undone():
        [lost] = holder.claims(1)
    next_one = Holder(run) if by_another else holder
    [job] = next_one.claims(1)
    holder.records(answered(lost, "Of the lost claim."))
    next_one.records(answered(job, "Of the next one."))
    calls = ProviderCall.objects.filter(run=run).order_by("number")
    assert list(calls.values_list("id", "number")) == [(lost.call.id, 0), (job.call.id, 1)]
    assert outcomes_of(run) == ["superseded" if by_another else "succeeded", "succeeded"]
    told = "Of the next one." if by_another else "Of the lost claim."
    assert Attempt.objects.get(run=run).output_text == told


def test_a_heartbeat_prolongs_only_what_its_holder_holds():
    run = started_run(NOWHERE, tasks=2)
    one, other = Holder(run), Holder(run)
    [mine], [theirs] = one.claims(1), other.claims(1)
    Attempt.objects.filter(run=run).update(lease_expires_at=timezone.now())
    assert heartbeat(one.stage, ids=[mine.id, theirs.id], token=one.token)
    reconciled()
    states = dict(Attempt.objects.filter(run=run).values_list("id", "state"))
    assert states == {mine.id: "running", theirs.id: "pending"}


def test_what_a_failed_visit_undid_is_decided_anew_and_not_twice():
    """A repair call is still due after the database refused the first record of its cause."""
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    [job] = holder.claims(1)
    invalid = refused(job, ErrorCode.VERDICT_INVALID)
    with undone():
        holder.records(invalid)
    holder.records(invalid)
    assert Attempt.objects.get(run=run).state == "pending"
    holder.records(refused(holder.claims(1)[0], ErrorCode.VERDICT_INVALID))
    assert Attempt.objects.get(run=run).state == "failed"


@pytest.fixture
def poison():
    """The database refuses every attempt whose output is `poison`."""
    if connection.vendor == "postgresql":
        make = [
            "ALTER TABLE experiments_attempt ADD CONSTRAINT no_poison"
            " CHECK (output_text <> 'poison')"
        ]
        undo = ["ALTER TABLE experiments_attempt DROP CONSTRAINT no_poison"]
    else:
        make = [
            f"CREATE TRIGGER no_poison_{verb} BEFORE {verb} ON experiments_attempt"
            " WHEN NEW.output_text = 'poison' BEGIN SELECT RAISE(ABORT, 'poison'); END"
            for verb in ("INSERT", "UPDATE")
        ]
        undo = ["DROP TRIGGER no_poison_INSERT", "DROP TRIGGER no_poison_UPDATE"]
    with connection.cursor() as cursor:
        for statement in make:
            cursor.execute(statement)
    yield
    with connection.cursor() as cursor:
        for statement in undo:
            cursor.execute(statement)


def test_a_result_that_the_database_refuses_fails_alone(poison):
    def answer(body):
        poisoned = body["messages"][0]["content"].startswith("Do 3.")
        return 200, completion("poison" if poisoned else "fine"), {}

    with provider(answer) as fake:
        run = started_run(fake.base_url, tasks=12)
        attempts = worked(run)
    failed = [(a.task.key, a.error_code) for a in attempts if a.state != "succeeded"]
    assert failed == [("task-0003", "internal_error")]
    assert attempts[3].output_text is None
    assert fake.total == 12
    assert set(outcomes_of(run)) == {"succeeded", "failed"}


def test_neighbours_of_a_refused_result_keep_their_own_fate(poison):
    run = started_run(NOWHERE, tasks=3)
    holder = Holder(run)
    poisoned, invalid, fine = holder.claims(3)
    outcomes = [
        answered(poisoned, "poison"),
        refused(invalid, ErrorCode.VERDICT_INVALID),
        answered(fine),
    ]
    with pytest.raises(Exception, match="poison"):
        holder.records(*outcomes)
    record_each(holder.stage, holder.session, outcomes=outcomes, token=holder.token)
    states = dict(Attempt.objects.filter(run=run).values_list("id", "state"))
    assert states == {poisoned.id: "failed", invalid.id: "pending", fine.id: "succeeded"}


def test_a_refused_result_of_an_earlier_claim_does_not_end_the_row_that_was_claimed_anew():
    run = started_run(NOWHERE, tasks=1)
    holder = Holder(run)
    [late] = holder.claims(1)
    expire(run)
    [again] = holder.claims(1)
    late.call.http_status = -1  # what the ledger refuses
    record_each(holder.stage, holder.session, outcomes=[answered(late)], token=holder.token)
    assert Attempt.objects.get(run=run).state == "running"
    holder.records(answered(again, "In time."))
    assert Attempt.objects.get(run=run).output_text == "In time."


def test_nothing_is_claimed_from_a_run_that_is_not_running():
    run = started_run(NOWHERE, tasks=2)
    holder = Holder(run)
    Run.objects.filter(pk=run.pk).update(deadline_at=timezone.now())
    assert holder.claims(2) == []
    Run.objects.filter(pk=run.pk).update(deadline_at=None, cancel_requested_at=timezone.now())
    assert holder.claims(2) == []
    assert drained(run) == []


def test_the_ledger_row_and_the_claim_stand_or_fall_together():
    run = started_run(NOWHERE, tasks=2)
    holder = Holder(run)
    with undone():
        locked = Run.objects.select_for_update(no_key=True).get(pk=run.pk)
        jobs = claim(
            holder.stage,
            holder.session,
            run=locked,
            free=2,
            token=holder.token,
            now=timezone.now(),
        )
        assert len(jobs) == ProviderCall.objects.count() == 2
    assert ProviderCall.objects.count() == 0
    assert set(Attempt.objects.values_list("state", "provider_calls")) == {("pending", 0)}
