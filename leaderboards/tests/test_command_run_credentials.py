"""`run` with credentials in a store on the network: it is asked while no transaction is open."""

import pytest
from django.db import connection

from experiments.models import Run
from experiments.preflight import RunRefused
from experiments.tests.runs import allowed_organization
from leaderboards.headless import begin
from leaderboards.tests.specs import spec, write
from organizations.errors import Invalid
from providers.credentials import references
from providers.credentials.kept import KeptAnswers
from providers.credentials.references import STORES, Store
from providers.tests.stores import store_server, vault_secret

MAIN, OTHER = "vault:bakeoff/acme/main", "vault:bakeoff/acme/other"
pytest.importorskip("hvac")
pytestmark = pytest.mark.django_db(transaction=True)


class Watched(KeptAnswers):
    """Knows for each question whether a transaction was open."""

    def __init__(self):
        super().__init__()
        self.in_transaction = []

    def _ask(self, *arguments, **named):
        self.in_transaction.append(connection.in_atomic_block)
        return super()._ask(*arguments, **named)


@pytest.fixture
def kept(monkeypatch):
    """What is kept is old at once: asked for again, were it not taken as it is at hand."""
    monkeypatch.setattr("providers.credentials.kept.FRESH_SECONDS", 0.0)
    kept, vault = Watched(), STORES["vault"]
    watched = Store(check=vault.check, read=vault.read, kept=kept)
    monkeypatch.setattr(references, "STORES", {**STORES, "vault": watched})
    return kept


@pytest.fixture
def vault(monkeypatch):
    with store_server(lambda request: vault_secret(value="canary-0123456789")) as server:
        monkeypatch.setenv("BAKEOFF_VAULT_ADDR", server.url)
        yield server


def with_references(arm=MAIN, judge=OTHER):
    """The judge's connection is a second one, in the spec."""
    whole = spec()
    [local] = whole["connections"]
    whole["connections"] = [
        {**local, "credential_reference": arm},
        {**local, "name": "judges", "credential_reference": judge},
        {**local, "name": "unused", "credential_reference": "vault:bakeoff/acme/unused"},
    ]
    whole["evaluator"]["connection"] = "judges"
    return whole


def paths(server):
    return [asked.path.removeprefix("/v1/secret/data/bakeoff/acme/") for asked in server.asked]


def test_the_store_is_asked_before_the_transaction_for_what_is_called(tmp_path, kept, vault):
    begin(write(tmp_path, with_references()))
    assert sorted(paths(vault)) == ["main", "other"]
    assert kept.in_transaction == [False, False]


def test_a_reference_that_is_stored_and_not_in_the_spec_is_asked_for_too(tmp_path, kept, vault):
    allowed_organization("http://127.0.0.1:9/v1", credential_reference=MAIN)
    begin(write(tmp_path, {**spec(), "connections": []}))
    assert paths(vault) == ["main"]
    assert kept.in_transaction == [False]


def test_the_specs_reference_goes_before_the_stored_one(tmp_path, kept, vault):
    allowed_organization("http://127.0.0.1:9/v1", credential_reference=OTHER)
    whole = spec()
    whole["connections"][0]["credential_reference"] = MAIN
    begin(write(tmp_path, whole))
    assert paths(vault) == ["main"]


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((503, {"errors": []}), "Vault did not answer."),
        ((404, {"errors": []}), "Vault has no secret bakeoff/acme/main."),
    ],
)
def test_what_the_store_said_before_refuses_the_run(tmp_path, kept, vault, answer, said):
    vault.answer = lambda request: answer
    with pytest.raises(RunRefused) as refused:
        begin(write(tmp_path, with_references(judge=MAIN)))
    assert [(found.code, found.sentence) for found in refused.value.problems] == [
        ("credential_unavailable", said)
    ] * 2
    assert kept.in_transaction == [False]
    assert not Run.objects.exists()


def test_a_reference_that_is_anothers_is_refused_and_not_asked_for(tmp_path, kept, vault):
    whole = with_references(arm="vault:bakeoff/other/main")
    with pytest.raises(Invalid, match="credential_reference"):
        begin(write(tmp_path, whole))
    assert paths(vault) == ["other"]
