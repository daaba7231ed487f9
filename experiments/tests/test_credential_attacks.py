"""An organisation's admin who wants a key that is not his, or one at a server of his own."""

from contextlib import nullcontext

import pytest

from experiments.actions import start_run
from experiments.models import ProviderCall
from experiments.preflight import RunRefused
from experiments.tests.draining import quicken, worked
from experiments.tests.runs import allowed_organization, saved_experiment
from organizations.tests.factories import OrganizationFactory
from providers.actions import InvalidField, change_connection
from providers.models import Connection
from providers.tests.stores import store_server

KEY = "canary-0123456789"
OURS = "env:BAKEOFF_CREDENTIAL_ACME_LOCAL"
FOREIGN = [
    "env:DATABASE_URL",
    "env:SECRET_KEY",
    "env:PATH",
    "env:BAKEOFF_CREDENTIAL_OTHER_LOCAL",
    "env:BAKEOFF_CREDENTIAL_ACME_EU_LOCAL",
    "file:/etc/passwd",
    "file:acme/../other/key",
    "file:other/key",
    "file:acme/link",
    "vault:bakeoff/other/key",
    "vault:bakeoff/acme/../other/key",
    "aws-sm:bakeoff/other/key",
    "aws-sm:arn:aws:secretsmanager:eu-central-1:1:secret:key",
]
ANSWER = {
    "choices": [{"message": {"role": "assistant", "content": "x"}, "finish_reason": "stop"}],
    "usage": {"prompt_tokens": 1, "completion_tokens": 1},
}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def attacker():
    with store_server(lambda request: (200, ANSWER)) as server:
        yield server


@pytest.fixture
def acme(settings, monkeypatch, tmp_path, attacker):
    """An organisation that may call the attacker's server, beside others with keys."""
    quicken(settings)
    for name in ("ACME_LOCAL", "OTHER_LOCAL", "ACME_EU_LOCAL"):
        monkeypatch.setenv(f"BAKEOFF_CREDENTIAL_{name}", KEY)
    OrganizationFactory(slug="acme-eu")
    for slug in ("acme", "other"):
        (tmp_path / slug).mkdir()
    (tmp_path / "other" / "key").write_text(KEY)
    (tmp_path / "acme" / "link").symlink_to(tmp_path / "other" / "key")
    settings.CREDENTIAL_DIR = tmp_path
    return allowed_organization(f"{attacker.url}/v1", credential_reference=OURS)


@pytest.mark.parametrize("reference", FOREIGN)
def test_a_reference_that_is_not_ours_starts_no_run_and_sends_nothing(acme, attacker, reference):
    experiment = saved_experiment(acme, tasks=2)
    with pytest.raises(InvalidField) if reference != "file:acme/link" else nullcontext():
        change_connection(acme.connections.get(), credential_reference=reference)
    Connection.objects.update(credential_reference=reference)
    with pytest.raises(RunRefused) as raised:
        start_run(experiment, actor=None)
    assert [problem.code for problem in raised.value.problems] == ["credential_unavailable"]
    assert KEY not in str(raised.value)
    assert attacker.asked == []


@pytest.mark.parametrize("reference", FOREIGN)
def test_a_reference_that_is_changed_in_a_run_sends_nothing(acme, attacker, reference):
    run = start_run(saved_experiment(acme, tasks=2), actor=None)
    Connection.objects.update(credential_reference=reference)
    attempts = worked(run)
    assert {(a.error_code, a.provider_calls) for a in attempts} == {("credential_unavailable", 0)}
    assert not ProviderCall.objects.exists()
    assert attacker.asked == []


def test_an_endpoint_that_is_changed_in_a_run_does_not_get_the_key(acme, attacker):
    run = start_run(saved_experiment(acme, tasks=2), actor=None)
    with store_server(lambda request: (200, ANSWER)) as elsewhere:
        moved = {"base_url": f"{elsewhere.url}/v1"}
        with pytest.raises(InvalidField):
            change_connection(acme.connections.get(), settings=moved)
        Connection.objects.update(settings=moved)
        attempts = worked(run)
        assert elsewhere.asked == []
    assert {(a.error_code, a.provider_calls) for a in attempts} == {("credential_unavailable", 0)}
    assert attacker.asked == []


def test_an_endpoint_that_is_changed_before_a_run_starts_none(acme, attacker):
    experiment = saved_experiment(acme, tasks=2)
    Connection.objects.update(settings={"base_url": "http://127.0.0.1:9/v1"})
    with pytest.raises(RunRefused, match="enter the reference again"):
        start_run(experiment, actor=None)


def test_the_reference_given_again_sends_the_key_there(acme, attacker):
    run = start_run(saved_experiment(acme, tasks=1), actor=None)
    with store_server(lambda request: (200, ANSWER)) as elsewhere:
        moved = {"base_url": f"{elsewhere.url}/v1"}
        change_connection(acme.connections.get(), settings=moved, credential_reference=OURS)
        [attempt] = worked(run)
        assert [asked.headers["authorization"] for asked in elsewhere.asked] == [f"Bearer {KEY}"]
    assert attempt.error_code == ""
    assert attacker.asked == []
