"""`vault:` references, against a server that answers like Vault."""

import sys

import pytest

from organizations.tests.factories import OrganizationFactory
from providers.credentials.references import STORES, resolve, validate_reference
from providers.secrets import CredentialUnavailable
from providers.tests.stores import store_server, vault_secret

KEY = "canary-0123456789"
MAIN = "vault:bakeoff/acme/main"
pytest.importorskip("hvac")
pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def vault(monkeypatch):
    STORES["vault"].kept.clear()
    with store_server(lambda request: vault_secret(value=f" {KEY}\n", other="other-key")) as store:
        for name in ("BAKEOFF_VAULT_ADDR", "VAULT_NAMESPACE", "BAKEOFF_VAULT_MOUNT"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("VAULT_ADDR", store.url)
        monkeypatch.setenv("VAULT_TOKEN", "the-operators-token")
        yield store
    STORES["vault"].kept.clear()


def refusal(reference, organization) -> str:
    with pytest.raises(CredentialUnavailable) as raised:
        resolve(reference, organization=organization)
    assert KEY not in raised.value.sentence
    assert "token" not in raised.value.sentence
    assert "127.0.0.1" not in raised.value.sentence
    return raised.value.sentence


def test_a_secret_of_the_organisation_is_read_with_the_operators_token(acme, vault):
    assert resolve(MAIN, organization=acme).reveal() == KEY
    asked = vault.asked[0]
    assert asked.path == "/v1/secret/data/bakeoff/acme/main"
    assert asked.headers["x-vault-token"] == "the-operators-token"


def test_another_field_mount_namespace_and_address_can_be_named(acme, vault, monkeypatch):
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:9")
    monkeypatch.setenv("BAKEOFF_VAULT_ADDR", vault.url)
    monkeypatch.setenv("BAKEOFF_VAULT_MOUNT", "kv")
    monkeypatch.setenv("VAULT_NAMESPACE", "team")
    monkeypatch.delenv("VAULT_TOKEN")
    assert resolve(f"{MAIN}#other", organization=acme).reveal() == "other-key"
    asked = vault.asked[0]
    assert asked.path == "/v1/kv/data/bakeoff/acme/main"
    assert asked.headers["x-vault-namespace"] == "team"
    assert "x-vault-token" not in asked.headers


@pytest.mark.parametrize(
    "path",
    [
        *("secret/acme", "bakeoff/other/main", "bakeoff/acme-eu/main", "bakeoff/acme", "acme/main"),
        *("bakeoff/acme/../other/main", "/bakeoff/acme/main", "bakeoff/acme/..", "bakeoff/acme//x"),
        *("bakeoff/acme/main?version=1", "bakeoff/acme/main#", "bakeoff/acme/main#a/b", ""),
        *("bakeoff/acme/%2e%2e/other", "bakeoff/acme/main#a#b", "bakeoff/acme/ma in"),
    ],
)
def test_any_other_path_is_refused_and_vault_is_not_asked(acme, vault, path):
    refusal(f"vault:{path}", acme)
    with pytest.raises(CredentialUnavailable):
        validate_reference(f"vault:{path}", organization=acme)
    assert vault.asked == []


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((403, {"errors": ["permission denied"]}), "does not let"),
        ((404, {"errors": []}), "no secret"),
        ((404, {"data": {"data": None, "metadata": {"deletion_time": "2026"}}}), "no secret"),
        ((500, {"errors": [KEY]}), "did not answer"),
        ((503, {"errors": ["sealed"]}), "did not answer"),
        ((429, b"slow down"), "did not answer"),
        ((302, b""), "is no secret"),
        ((200, b"not JSON"), "is no secret"),
        ((200, []), "is no secret"),
        ((200, {"data": {"data": [KEY]}}), "is no secret"),
        ((200, {"data": None}), "is no secret"),
        (vault_secret(other=KEY), "no text value"),
        (vault_secret(value=5), "no text value"),
        (vault_secret(value={"key": KEY}), "no text value"),
        (vault_secret(value=" "), "empty"),
        (vault_secret(value="clé-0123456789"), "characters"),
    ],
)
def test_what_vault_does_not_give_is_unavailable(acme, vault, answer, said):
    vault.answer = lambda request: answer
    assert said in refusal(MAIN, acme)


def test_a_vault_that_is_away_is_asked_once_for_all_references(acme, vault, monkeypatch):
    vault.answer = lambda request: (503, {"errors": []})
    for number in range(10):
        assert "did not answer" in refusal(f"vault:bakeoff/acme/key-{number}", acme)
    assert len(vault.asked) == 1


def test_vault_is_asked_once_for_what_is_asked_every_second(acme, vault):
    for _ in range(20):
        assert resolve(MAIN, organization=acme).reveal() == KEY
    assert len(vault.asked) == 1


def test_without_an_address_nothing_is_asked(acme, vault, monkeypatch):
    monkeypatch.delenv("VAULT_ADDR")
    assert "VAULT_ADDR" in refusal(MAIN, acme)
    assert vault.asked == []


def test_nothing_listens_there(acme, vault, monkeypatch):
    monkeypatch.setenv("VAULT_ADDR", "http://127.0.0.1:9")
    assert "did not answer" in refusal(MAIN, acme)


def test_a_missing_library_is_told_with_the_file_that_brings_it(acme, vault, monkeypatch):
    monkeypatch.setitem(sys.modules, "hvac", None)
    assert "requirements-secrets.txt" in refusal(MAIN, acme)
