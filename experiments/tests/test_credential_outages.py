"""A worker that never asked before meets a store that does not answer: its rows wait for it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall
from experiments.run_controls import cancel_run
from experiments.states import RunState, WorkState
from experiments.tests.draining import drained, quicken, reconciled, worked
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from experiments.work.put_off import AGAIN_SECONDS, LONGEST_SECONDS
from providers.actions import save_connection
from providers.codes import ErrorCode
from providers.credentials import kept
from providers.credentials.references import STORES
from providers.spec import ConnectionSpec
from providers.tests.stores import dripping_server, store_server, vault_secret

KEY = "canary-0123456789"
ANSWER = {
    "choices": [{"message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1},
}
AWAY = 503, {"errors": []}
pytest.importorskip("hvac")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vault(settings, monkeypatch):
    quicken(settings)
    new_worker()
    with store_server(lambda request: vault_secret(value=KEY)) as server:
        monkeypatch.setenv("BAKEOFF_VAULT_ADDR", server.url)
        yield server
    new_worker()


@pytest.fixture
def provider():
    with store_server(lambda request: (200, ANSWER)) as server:
        yield server


def new_worker():
    STORES["vault"].kept.clear()


def started(provider, vault, *, then=AWAY, **changes):
    """A run that started while Vault answered, before a worker that never asked it."""
    owner = allowed_organization(
        f"{provider.url}/v1", credential_reference="vault:bakeoff/acme/main"
    )
    return started_for(owner, vault, then=then, **changes)


def started_for(owner, vault, *, then=AWAY, **changes):
    run = start_run(saved_experiment(owner, **changes), actor=None)
    vault.answer = lambda request: then
    new_worker()
    return run


def back(vault):
    vault.answer = lambda request: vault_secret(value=KEY)
    new_worker()


def pass_time(run, *, seconds):
    for attempt in Attempt.objects.filter(run=run):
        attempt.available_at -= timedelta(seconds=seconds)
        if attempt.waits_until:
            attempt.waits_until -= timedelta(seconds=seconds)
        attempt.save()


def columns(run, *names):
    return set(Attempt.objects.filter(run=run).values_list(*names))


def test_a_silence_puts_the_rows_off_and_charges_nothing(vault, provider):
    run = started(provider, vault, tasks=20)
    before = timezone.now()
    drained(run)
    assert columns(run, "state", "claims", "provider_calls", "error_code", "interruptions") == {
        (WorkState.PENDING, 0, 0, "", 0)
    }
    [(again, until)] = columns(run, "available_at", "waits_until")
    assert again - before >= timedelta(seconds=AGAIN_SECONDS)
    assert until - again == timedelta(seconds=LONGEST_SECONDS - AGAIN_SECONDS)
    assert not ProviderCall.objects.exists()
    assert provider.asked == []


def test_the_run_goes_on_when_the_store_is_back(vault, provider):
    run = started(provider, vault, tasks=20)
    drained(run)
    back(vault)
    assert drained(run) == []
    assert provider.asked == []
    pass_time(run, seconds=AGAIN_SECONDS)
    worked(run)
    assert columns(run, "state", "provider_calls", "error_code", "waits_until") == {
        (WorkState.SUCCEEDED, 1, "", None)
    }
    assert len(provider.asked) == 20


def test_the_reconciler_calls_a_worker_when_the_time_is_up(vault, provider):
    run = started(provider, vault)
    drained(run)
    assert reconciled() == []
    pass_time(run, seconds=AGAIN_SECONDS)
    assert reconciled() == [("attempts", run.pk)]


def test_who_has_waited_long_enough_fails_and_the_run_ends(vault, provider):
    run = started(provider, vault)
    drained(run)
    for _ in range(int(LONGEST_SECONDS / AGAIN_SECONDS)):
        assert columns(run, "state") == {(WorkState.PENDING,)}
        pass_time(run, seconds=AGAIN_SECONDS)
        new_worker()
        drained(run)
    assert columns(run, "state", "error_code", "retryable", "provider_calls") == {
        (WorkState.FAILED, ErrorCode.CREDENTIAL_UNAVAILABLE, False, 0)
    }
    assert columns(run, "error_detail", "waits_until") == {("Vault did not answer.", None)}
    run.refresh_from_db()
    assert run.state == RunState.COMPLETED
    assert provider.asked == []


def test_another_silence_later_is_waited_for_anew(vault, provider):
    run = started(provider, vault)
    drained(run)
    pass_time(run, seconds=2 * LONGEST_SECONDS)
    drained(run)
    [(state, until)] = columns(run, "state", "waits_until")
    assert state == WorkState.PENDING
    assert until > timezone.now() + timedelta(seconds=LONGEST_SECONDS / 2)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((404, {"errors": []}), "no secret"),
        ((403, {"errors": []}), "does not let"),
        ((200, b"not JSON"), "is no secret"),
        (vault_secret(other=KEY), "no text value"),
        (vault_secret(value=" "), "empty"),
    ],
)
def test_what_a_store_says_no_to_fails_at_once(vault, provider, answer, said):
    run = started(provider, vault, then=answer)
    drained(run)
    assert columns(run, "state", "error_code") == {
        (WorkState.FAILED, ErrorCode.CREDENTIAL_UNAVAILABLE)
    }
    assert said in Attempt.objects.first().error_detail


def test_a_no_after_a_silence_fails_at_once(vault, provider):
    run = started(provider, vault)
    drained(run)
    vault.answer = lambda request: (403, {"errors": []})
    new_worker()
    drained(run)
    assert columns(run, "state", "waits_until") == {(WorkState.FAILED, None)}


def test_a_store_that_drips_is_silent_too(vault, provider, monkeypatch):
    run = started(provider, vault)
    monkeypatch.setattr(kept, "ANSWER_SECONDS", 0.3)
    with dripping_server(b"HTTP/1.1 200 OK\r\nX-Slow: ") as (url, asked):
        monkeypatch.setenv("BAKEOFF_VAULT_ADDR", url)
        drained(run)
        assert asked.wait(10)
    assert columns(run, "state", "claims") == {(WorkState.PENDING, 0)}


def test_arms_with_other_credentials_go_on(vault, provider):
    owner = allowed_organization(f"{provider.url}/v1")
    other = {"provider": "openai_compatible", "settings": {"base_url": f"{provider.url}/v1"}}
    reference = "vault:bakeoff/acme/main"
    save_connection(owner, ConnectionSpec(name="vault", credential_reference=reference, **other))
    arms = [arm(0), arm(1, connection="vault")]
    run = started_for(owner, vault, arms=arms, tasks=5)
    drained(run)
    assert columns(run, "arm__key", "state") == {
        ("arm-0", WorkState.SUCCEEDED),
        ("arm-1", WorkState.PENDING),
    }


def test_what_a_row_failed_with_before_is_kept_and_a_later_retry_is_not_touched(vault, provider):
    run = started(provider, vault, tasks=2)
    due, later = Attempt.objects.filter(run=run).order_by("task__key")
    at = timezone.now() + timedelta(minutes=5)
    Attempt.objects.filter(pk=later.pk).update(available_at=at)
    Attempt.objects.filter(run=run).update(error_code="rate_limited", provider_calls=1)
    drained(run)
    assert columns(run, "error_code", "provider_calls") == {("rate_limited", 1)}
    later.refresh_from_db()
    due.refresh_from_db()
    assert (later.available_at, later.waits_until) == (at, None)
    assert due.waits_until


def test_a_cancelled_run_waits_for_nothing(vault, provider):
    run = started(provider, vault)
    drained(run)
    cancel_run(run)
    assert columns(run, "state", "waits_until") == {(WorkState.CANCELLED, None)}
