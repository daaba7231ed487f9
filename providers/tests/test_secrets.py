import copy
import logging
import pickle

import pytest

from organizations.tests.factories import OrganizationFactory
from providers.credentials.references import resolve, validate_reference
from providers.secrets import CredentialUnavailable, Secret

KEY = "sk-canary/0123+456789"
pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


def refusal(reference, organization) -> str:
    with pytest.raises(CredentialUnavailable) as raised:
        resolve(reference, organization=organization)
    return raised.value.sentence


def test_a_reference_of_the_organisation_leads_to_its_value(acme, monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", f"  {KEY}\n")
    secret = resolve("env:BAKEOFF_CREDENTIAL_ACME_MAIN", organization=acme)
    assert secret is not None
    assert secret.reveal() == KEY


@pytest.mark.parametrize("reference", [None, ""])
def test_no_reference_is_no_secret(acme, reference):
    assert resolve(reference, organization=acme) is None
    validate_reference(reference, organization=acme)


def test_hyphens_of_the_slug_become_underscores(monkeypatch):
    organization = OrganizationFactory(slug="acme-eu-1")
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_EU_1_KEY", KEY)
    assert resolve("env:BAKEOFF_CREDENTIAL_ACME_EU_1_KEY", organization=organization)


@pytest.mark.parametrize(
    "reference",
    [
        "env:DATABASE_URL",
        "env:SECRET_KEY",
        "env:BAKEOFF_CREDENTIAL_OTHER_MAIN",
        "env:BAKEOFF_CREDENTIAL_ACME",
        "env:BAKEOFF_CREDENTIAL_ACME_",
        "env:BAKEOFF_CREDENTIAL_ACMEX_MAIN",
        "env:bakeoff_credential_acme_main",
        "env:BAKEOFF_CREDENTIAL_ACME_main",
        "env:BAKEOFF_CREDENTIAL_ACME_MAIN\n",
        "env: BAKEOFF_CREDENTIAL_ACME_MAIN",
        "env:BAKEOFF_CREDENTIAL_ACME_../X",
        "env:",
        "ENV:BAKEOFF_CREDENTIAL_ACME_MAIN",
        "BAKEOFF_CREDENTIAL_ACME_MAIN",
        "file:/etc/passwd",
        "vault:secret/acme",
        KEY,
    ],
)
def test_any_other_reference_is_refused_before_anything_is_read(acme, monkeypatch, reference):
    for name in ("DATABASE_URL", "BAKEOFF_CREDENTIAL_OTHER_MAIN", "BAKEOFF_CREDENTIAL_ACME_"):
        monkeypatch.setenv(name, KEY)
    sentence = refusal(reference, acme)
    assert KEY not in sentence
    with pytest.raises(CredentialUnavailable):
        validate_reference(reference, organization=acme)


def test_the_longest_slug_owns_a_variable(acme, monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_EU_MAIN", KEY)
    reference = "env:BAKEOFF_CREDENTIAL_ACME_EU_MAIN"
    assert resolve(reference, organization=acme)
    europe = OrganizationFactory(slug="acme-eu")
    assert "another organisation" in refusal(reference, acme)
    assert resolve(reference, organization=europe)


def test_the_owner_is_found_in_one_query(acme, monkeypatch, django_assert_num_queries):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", KEY)
    with django_assert_num_queries(1):
        resolve("env:BAKEOFF_CREDENTIAL_ACME_MAIN", organization=acme)


@pytest.mark.parametrize(
    "value", ["", "   ", "\n", "clé", "a\nb", "a\x00b".replace("\x00", "\x7f")]
)
def test_a_value_that_is_no_key_is_unavailable(acme, monkeypatch, value):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", value)
    sentence = refusal("env:BAKEOFF_CREDENTIAL_ACME_MAIN", acme)
    assert "BAKEOFF_CREDENTIAL_ACME_MAIN" in sentence


def test_an_unset_variable_is_unavailable(acme, monkeypatch):
    monkeypatch.delenv("BAKEOFF_CREDENTIAL_ACME_MAIN", raising=False)
    assert "not set" in refusal("env:BAKEOFF_CREDENTIAL_ACME_MAIN", acme)


def test_a_secret_does_not_show_itself(caplog):
    secret = Secret(KEY)
    logging.getLogger("test").warning("%s %r %s", secret, secret, [secret])
    shown = f"{secret} {secret!r} {secret!s} {[secret]} {vars.__name__} {caplog.text}"
    assert KEY not in shown
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        copy.deepcopy(secret)


def test_equal_secrets_are_equal():
    assert Secret("a") == Secret("a")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
