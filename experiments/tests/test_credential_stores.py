"""A run whose key comes from a store on the network."""

import time

import pytest
from django.db import connection as database
from django.db import transaction

from experiments.actions import start_run
from experiments.models import Run
from experiments.tests.draining import drained, quicken, worked
from experiments.tests.runs import allowed_organization, saved_experiment
from experiments.work import calls
from providers.credentials import kept
from providers.credentials.kept import FRESH_SECONDS
from providers.credentials.references import STORES
from providers.tests.stores import store_server, vault_secret

KEY = "canary-0123456789"
ANSWER = {
    "choices": [{"message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1},
}
pytest.importorskip("hvac")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vault(settings, monkeypatch):
    quicken(settings)
    STORES["vault"].kept.clear()
    with store_server(lambda request: vault_secret(value=KEY)) as server:
        monkeypatch.setenv("BAKEOFF_VAULT_ADDR", server.url)
        yield server
    STORES["vault"].kept.clear()


def run_against(provider, **changes):
    owner = allowed_organization(
        f"{provider.url}/v1", credential_reference="vault:bakeoff/acme/main"
    )
    return start_run(saved_experiment(owner, **changes), actor=None)


def test_preflight_and_a_whole_run_ask_the_store_once(vault):
    with store_server(lambda request: (200, ANSWER)) as provider:
        attempts = worked(run_against(provider, tasks=20))
    assert {attempt.error_code for attempt in attempts} == {""}
    assert {asked.headers["authorization"] for asked in provider.asked} == {f"Bearer {KEY}"}
    assert len(vault.asked) == 1


def test_a_store_that_goes_silent_ends_no_run(vault, monkeypatch):
    monkeypatch.setattr(calls, "ASK_AGAIN_SECONDS", 0.0)
    store = STORES["vault"].kept

    def answer(request):
        """From the first call on what Vault said is old, and it says nothing new."""
        vault.answer = lambda request: (503, {"errors": []})
        monkeypatch.setattr(store, "_clock", lambda: time.monotonic() + FRESH_SECONDS)
        return 200, ANSWER

    with store_server(answer) as provider:
        attempts = worked(run_against(provider, tasks=20, max_concurrency=2))
    assert {attempt.error_code for attempt in attempts} == {""}
    assert len(vault.asked) == 2


def secret_of_who_locks(request):
    """On SQLite a write by another connection waits for ours to end, elsewhere the run's lock."""
    try:
        with transaction.atomic():
            Run.objects.select_for_update(nowait=database.vendor == "postgresql").first()
            Run.objects.update(max_concurrency=1)
    finally:
        database.close()
    return vault_secret(value=KEY)


def test_a_store_is_asked_while_nothing_is_locked(vault, monkeypatch):
    monkeypatch.setattr(calls, "ASK_AGAIN_SECONDS", 0.2)

    def answer(request):
        STORES["vault"].kept.clear()
        time.sleep(0.3)
        return 200, ANSWER

    with store_server(answer) as provider:
        run = run_against(provider, tasks=3, max_concurrency=1)
        vault.answer = secret_of_who_locks
        drained(run)
    assert len(provider.asked) == 3
    assert len(vault.asked) >= 3
    assert run.provider_calls.filter(outcome="succeeded").count() == 3


def test_nor_where_the_lock_was_long_in_coming(vault, monkeypatch):
    """Whatever was asked for is old at once: without looking twice it would be asked for again
    under the lock, where this vault does not answer in time and what it said last would count."""
    monkeypatch.setattr(calls, "ASK_AGAIN_SECONDS", 0.0)
    monkeypatch.setattr(kept, "FRESH_SECONDS", 0.0)
    locked = []

    def secret(request):
        answered = secret_of_who_locks(request)
        locked.append(request)
        return answered

    with store_server(lambda request: (200, ANSWER)) as provider:
        run = run_against(provider, tasks=2, max_concurrency=1)
        vault.asked.clear()
        vault.answer = secret
        drained(run)
    assert len(provider.asked) == 2
    assert len(vault.asked) == len(locked) > 0
