"""How runs end: by themselves, cancelled, at their deadline, beside others, or after a fault."""

import threading
from datetime import timedelta

import pytest
from django.conf import settings as project
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall, Run, Validation
from experiments.run_controls import cancel_run, resume_run
from experiments.tests.draining import at_work, drained, quicken, reconciled, worked
from experiments.tests.holding import lose_the_worker
from experiments.tests.processes import always, provider, wait_until
from experiments.tests.runs import allowed_organization, arm, saved_experiment, started_run
from experiments.work.drain import drain
from experiments.work.finish import finish
from experiments.work.stage import stage_named
from organizations.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)
PUBLISHER = project.RUN_PUBLISHER
NOWHERE = "http://127.0.0.1:9/v1"


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def state_of(run):
    return Run.objects.get(pk=run.pk).state


def refuse_marked(run):
    """A publisher that fails for runs of the experiment `marked`."""
    if run.experiment.name == "marked":
        raise ZeroDivisionError
    return import_string(PUBLISHER)(run)


def count(run, **where):
    return Attempt.objects.filter(run=run, **where).count()


def test_a_run_ends_once_with_one_summary():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=5, repeats=2)
        attempts = worked(run)
    assert {attempt.state for attempt in attempts} == {"succeeded"}
    assert state_of(run) == "completed"
    assert not finish(run.pk)
    assert run.summaries.count() == 1
    assert Validation.objects.filter(run=run).count() == 10


def test_cancelling_aborts_what_is_in_flight_and_starts_nothing_more():
    with provider(delay=30) as fake:
        run = started_run(fake.base_url, tasks=20, max_concurrency=4)
        with at_work(run):
            wait_until(lambda: fake.total == 4)
            cancel_run(run)
        assert fake.total == 4
    assert state_of(run) == "cancelled"
    assert count(run, state="cancelled", error_code="cancelled") == 20
    assert set(ProviderCall.objects.filter(run=run).values_list("outcome", flat=True)) == {
        "aborted"
    }
    assert run.summaries.count() == 1
    with pytest.raises(DomainError):
        cancel_run(run)
    with pytest.raises(DomainError):
        resume_run(Run.objects.get(pk=run.pk))


def test_what_was_answered_before_the_cancel_stays():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=6, max_concurrency=2)
        fake.delays += [0.0, 0.0]
        fake.delay = 30
        with at_work(run):
            wait_until(lambda: count(run, state="succeeded") == 2 and fake.total == 4)
            cancel_run(run)
    assert (count(run, state="succeeded"), count(run, state="cancelled")) == (2, 4)
    assert state_of(run) == "cancelled"


def test_a_cancelled_run_ends_although_its_worker_was_lost():
    run = started_run(NOWHERE, tasks=5)
    lose_the_worker(run)
    cancel_run(run)
    assert state_of(run) == "running"
    reconciled()
    assert state_of(run) == "cancelled"
    assert count(run, state="cancelled") == 5
    assert run.summaries.count() == 1


def test_past_the_deadline_nothing_more_starts_and_the_run_ends():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=20, max_concurrency=2, deadline_seconds=600)
        fake.delay = 0.5
        with at_work(run) as hints:
            wait_until(lambda: fake.total == 2)
            Run.objects.filter(pk=run.pk).update(deadline_at=timezone.now())
        called = fake.total
        assert drained(run) == []
        assert [hint for hint in hints if hint[0] == "attempts"] == []
        attempts = worked(run)
        assert fake.total == called <= 4
    codes = [attempt.error_code for attempt in attempts]
    assert codes.count("") == called
    assert codes.count("deadline_exceeded") == 20 - called
    assert state_of(run) == "completed"
    assert run.summaries.count() == 1


def test_a_retry_that_waits_past_the_deadline_is_given_up():
    busy = (429, {"error": {"message": "slow"}}, {"retry-after": "60"})
    with provider(lambda body: busy) as fake:
        run = started_run(fake.base_url, tasks=1, deadline_seconds=600)
        drained(run)
        Run.objects.filter(pk=run.pk).update(deadline_at=timezone.now())
        [attempt] = worked(run)
    assert (attempt.error_code, attempt.retryable) == ("deadline_exceeded", False)


def test_policy_that_changes_holds_for_calls_not_yet_made():
    with provider(delay=0.2) as fake:
        run = started_run(fake.base_url, tasks=200, max_concurrency=2)
        with at_work(run):
            wait_until(lambda: fake.total >= 2)
            run.experiment.organization.allowlist.update(enabled=False)
        called = fake.total
        attempts = worked(run)
        assert fake.total == called < 200
    denied = [a for a in attempts if a.state == "failed"]
    assert {a.error_code for a in denied} == {"policy_denied"}
    assert len(denied) == 200 - called
    assert {a.provider_calls for a in denied} == {0}
    assert state_of(run) == "completed"


def test_a_model_that_is_no_longer_allowed_leaves_the_others_alone():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=5, arms=2)
        run.experiment.organization.allowlist.update(allowed_models=["model-1"])
        attempts = worked(run)
    codes = {(a.arm.key, a.error_code) for a in attempts}
    assert codes == {("arm-0", "policy_denied"), ("arm-1", "")}
    assert fake.total == 5


def test_a_connection_that_was_deleted_fails_its_arm_without_a_call():
    run = started_run(NOWHERE, tasks=3)
    run.experiment.organization.connections.all().delete()
    attempts = worked(run)
    assert {(a.state, a.error_code, a.provider_calls) for a in attempts} == {
        ("failed", "config_error", 0)
    }


def test_a_credential_that_vanished_fails_its_attempts_without_a_call(monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_LOCAL", "sk-test")
    with provider() as fake:
        owner = allowed_organization(
            fake.base_url, credential_reference="env:BAKEOFF_CREDENTIAL_ACME_LOCAL"
        )
        experiment = saved_experiment(owner, tasks=3)
        run = start_run(experiment, actor=None)
        monkeypatch.delenv("BAKEOFF_CREDENTIAL_ACME_LOCAL")
        attempts = worked(run)
    assert {(a.error_code, a.provider_calls) for a in attempts} == {("credential_unavailable", 0)}
    assert fake.total == 0


def test_a_validation_that_loses_its_worker_even_alone_ends_the_run_all_the_same():
    with provider() as fake:
        run = started_run(fake.base_url, tasks=1)
        drained(run)
    for alone in (False, False, True):
        lose_the_worker(run, stage="validation", alone=alone)
        reconciled()
    assert Validation.objects.get(run=run).error_code == "interrupted"
    assert state_of(run) == "completed"


def test_a_run_whose_summary_fails_does_not_stop_the_others(settings):
    settings.RUN_PUBLISHER = f"{__name__}.refuse_marked"
    with provider() as fake:
        owner = allowed_organization(fake.base_url)
        # Both orders of the two rows: whichever the reconciler meets first.
        runs = [
            start_run(saved_experiment(owner, name=name, tasks=1), actor=None)
            for name in ("before", "marked", "after")
        ]
        Attempt.objects.filter(run=runs[1]).update(state="cancelled")
        reconciled()
        hinted = {run_id for _, run_id in reconciled()}
    assert hinted == {runs[0].pk, runs[2].pk}
    assert state_of(runs[1]) == "running"
    settings.RUN_PUBLISHER = PUBLISHER
    reconciled()
    assert state_of(runs[1]) == "completed"


def patience():
    """For how long the server lets a session think within a transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        return cursor.fetchone()[0]


def note_patience(run):
    Run.objects.filter(pk=run.pk).update(traceparent=patience())


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no sessions")
def test_figures_of_many_arms_may_take_longer_than_who_stands_still(settings):
    settings.RUN_PUBLISHER = f"{__name__}.note_patience"
    run = started_run(NOWHERE, tasks=1)
    Attempt.objects.filter(run=run).update(state="cancelled")
    assert finish(run.pk)
    assert (Run.objects.get(pk=run.pk).traceparent, patience()) == ("30min", "1min")


def test_a_hint_that_comes_while_a_drain_ends_is_not_lost():
    """The drain's last look at the database precedes the new row, and the hint its leaving."""
    with provider() as fake:
        run = started_run(fake.base_url, tasks=2)
        first, second = Attempt.objects.filter(run=run).order_by("id")
        Attempt.objects.filter(pk=second.pk).update(available_at=timezone.now() + timedelta(days=1))
        hints = []

        def hint(name, run_id):
            if not hints:  # the drain says that validation has work: it is about to end
                wake = threading.Thread(
                    target=drain,
                    args=(stage_named("attempts"), run.pk),
                    kwargs={"hint": lambda *_: None},
                )
                wake.start()
                wake.join()
            hints.append(name)

        assert drain(stage_named("attempts"), run.pk, hint=hint)
    assert hints == ["validation"]
    assert Attempt.objects.get(pk=first.pk).state == "succeeded"


def test_two_arms_of_one_run_go_on_together():
    with provider(delay=0.05) as fake:
        run = started_run(fake.base_url, tasks=10, arms=2, max_concurrency=4)
        worked(run)
    models = [body["model"] for body in fake.bodies]
    assert models[:10].count("model-0") == pytest.approx(5, abs=2)


def test_a_prompt_template_shapes_what_is_sent():
    with provider() as fake:
        owner = allowed_organization(fake.base_url)
        task = {"key": "a", "prompt": "  {{ files }} stays  ", "files": {"x.py": "1\n"}}
        experiment = saved_experiment(
            owner, tasks=[task], arms=[arm()], prompt_template="<{{ prompt }}>"
        )
        worked(start_run(experiment, actor=None))
    assert fake.bodies[0]["messages"][0]["content"] == "<  {{ files }} stays  >"


def test_white_space_at_the_edges_of_an_answer_is_kept():
    with provider(always("\n\t x \n")) as fake:
        [attempt] = worked(started_run(fake.base_url, tasks=1))
    assert attempt.output_text == "\n\t x \n"
