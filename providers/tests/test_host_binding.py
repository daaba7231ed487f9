"""A credential goes to the host that its reference was entered for, and to no other."""

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection as database

from organizations.tests.factories import OrganizationFactory
from providers.actions import (
    KEPT,
    InvalidField,
    change_connection,
    create_connection,
    save_connection,
)
from providers.connections import check_credential, credential_for
from providers.models import Connection
from providers.origins import origin_of
from providers.registry import PROVIDERS
from providers.secrets import CredentialUnavailable
from providers.spec import ConnectionSpec
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
KEY = "canary-0123456789"
REFERENCE = "env:BAKEOFF_CREDENTIAL_ACME_MAIN"
HOME = {"base_url": "https://api.example.org/v1"}
AWAY = {"base_url": "https://attacker.example.net/v1"}


@pytest.fixture
def acme(monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", KEY)
    return OrganizationFactory(slug="acme")


@pytest.fixture
def bound(acme):
    return create_connection(
        acme,
        name="main",
        provider="openai_compatible",
        settings=HOME,
        credential_reference=REFERENCE,
    )


@pytest.mark.parametrize(
    ("provider", "settings", "expected"),
    [
        ("openai_compatible", {"base_url": "http://host/v1"}, "http://host:80"),
        ("openai_compatible", {"base_url": "HTTPS://Host.Example.org:8443/v1"}, None),
        ("openai_compatible", {"base_url": "https://[::1]:8080/v1"}, "https://[::1]:8080"),
        ("openai_compatible", {"base_url": "https://h:443"}, "https://h:443"),
        ("openai", {}, "https://api.openai.com:443"),
        ("openai", {"base_url": "https://eu.api.openai.com/v1"}, "https://eu.api.openai.com:443"),
        ("openrouter", {}, "https://openrouter.ai:443"),
        ("anthropic", {}, "https://api.anthropic.com:443"),
        (
            "azure_openai",
            {"endpoint": "https://x.openai.azure.com"},
            "https://x.openai.azure.com:443",
        ),
        ("demo", {}, ""),
        ("openai_compatible", {}, ""),
        ("openai_compatible", {"base_url": 5}, ""),
    ],
)
def test_an_origin_is_scheme_host_and_port_with_defaults_counted_in(provider, settings, expected):
    found = origin_of(provider, settings)
    assert found == ("https://host.example.org:8443" if expected is None else expected)


@pytest.mark.parametrize("kind", PROVIDERS)
def test_every_kind_that_takes_a_credential_says_where_it_goes(kind):
    schema = PROVIDERS[kind].settings_schema
    assert (schema.address is None) == (PROVIDERS[kind].credential == "none")
    assert schema.address is None or schema.address in schema.model_fields


@pytest.mark.parametrize(
    "settings",
    [
        AWAY,
        {"base_url": "http://api.example.org/v1"},
        {"base_url": "https://api.example.org:8443/v1"},
        {"base_url": "https://api.example.org.attacker.net/v1"},
        {"base_url": "https://api.example.org./v1"},
    ],
)
def test_another_host_scheme_or_port_needs_the_reference_again(bound, settings):
    with pytest.raises(InvalidField) as raised:
        change_connection(bound, settings=settings)
    assert (raised.value.code, raised.value.field) == (
        "credential_reference_needed",
        "credential_reference",
    )
    bound.refresh_from_db()
    assert bound.settings == HOME
    changed = change_connection(bound, settings=settings, credential_reference=REFERENCE)
    assert changed.credential_origin == origin_of("openai_compatible", settings)
    assert credential_for(changed, organization=changed.organization).reveal() == KEY


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "other"},
        {"settings": {"base_url": "https://API.example.org:443/v2"}},
        {"provider": "openai", "settings": HOME},
        {"settings": HOME, "credential_reference": KEPT},
        {},
    ],
)
def test_what_leaves_the_host_alone_keeps_the_reference(bound, changes):
    changed = change_connection(bound, **changes)
    assert changed.credential_reference == REFERENCE
    assert credential_for(changed, organization=changed.organization)


def test_another_kind_with_another_default_host_needs_the_reference_again(acme):
    row = create_connection(
        acme, name="main", provider="openai", settings={}, credential_reference=REFERENCE
    )
    with pytest.raises(InvalidField, match="Enter it again"):
        change_connection(row, provider="openrouter")


@pytest.mark.parametrize("nothing", [None, ""])
def test_without_its_reference_a_connection_goes_anywhere_and_sends_no_key(bound, nothing):
    changed = change_connection(bound, settings=AWAY, credential_reference=nothing)
    assert (changed.credential_reference, changed.credential_origin) == ("", "")
    assert credential_for(changed, organization=changed.organization) is None
    assert change_connection(changed, settings=HOME).settings == HOME


def test_a_detour_without_the_reference_does_not_bring_it_back(bound):
    change_connection(bound, settings=AWAY, credential_reference=None)
    back = change_connection(bound, settings=HOME)
    assert back.credential_reference == ""


@pytest.mark.parametrize("reference", ["env:SECRET_KEY", "env:BAKEOFF_CREDENTIAL_OTHER_MAIN"])
def test_a_reference_of_others_is_refused_with_its_field(bound, reference):
    with pytest.raises(InvalidField) as raised:
        change_connection(bound, credential_reference=reference)
    assert raised.value.field == "credential_reference"


def test_settings_that_do_not_fit_are_refused_with_their_field(bound):
    with pytest.raises(InvalidField) as raised:
        change_connection(bound, settings={"base_url": "ftp://x"}, credential_reference=REFERENCE)
    assert raised.value.field == "settings.base_url"


def test_a_name_is_there_once(bound, acme):
    ConnectionFactory(organization=acme, name="taken")
    with pytest.raises(InvalidField) as raised:
        change_connection(bound, name="taken")
    assert (raised.value.code, raised.value.field) == ("name_taken", "name")
    with pytest.raises(InvalidField):
        create_connection(
            acme, name="taken", provider="demo", settings={}, credential_reference=None
        )


def test_a_spec_states_the_reference_and_so_binds_it(acme):
    def spec(settings):
        return ConnectionSpec(
            name="main",
            provider="openai_compatible",
            settings=settings,
            credential_reference=REFERENCE,
        )

    assert save_connection(acme, spec(HOME)).credential_origin == "https://api.example.org:443"
    moved = save_connection(acme, spec(AWAY))
    assert moved.credential_origin == "https://attacker.example.net:443"


@pytest.mark.parametrize(
    "behind",
    [
        {"settings": AWAY},
        {"provider": "openai", "settings": {}},
        {"settings": {}},
        {"credential_origin": ""},
    ],
)
def test_a_row_that_was_changed_behind_our_back_gets_no_credential(bound, behind):
    Connection.objects.filter(pk=bound.pk).update(**behind)
    bound.refresh_from_db()
    with pytest.raises(CredentialUnavailable, match="enter the reference again"):
        credential_for(bound, organization=bound.organization)
    found = check_credential(bound)
    assert not found.resolvable
    assert "enter the reference again" in found.sentence


def test_checking_says_whether_and_shows_nothing(bound, monkeypatch):
    found = check_credential(bound)
    assert found.resolvable
    monkeypatch.delenv("BAKEOFF_CREDENTIAL_ACME_MAIN")
    missing = check_credential(bound)
    assert not missing.resolvable
    assert KEY not in f"{found}{missing}"
    nothing = check_credential(ConnectionFactory(organization=bound.organization))
    assert nothing.resolvable
    required = ConnectionFactory(organization=bound.organization, provider="openai", settings={})
    assert not check_credential(required).resolvable


def test_references_that_were_there_before_are_bound_by_the_migration(acme):
    rows = {
        "kept": ConnectionFactory(organization=acme, credential_reference=REFERENCE, settings=HOME),
        "odd": ConnectionFactory(organization=acme, credential_reference=REFERENCE, settings={}),
        "none": ConnectionFactory(organization=acme, settings=HOME),
        "azure": ConnectionFactory(
            organization=acme,
            credential_reference=REFERENCE,
            provider="azure_openai",
            settings={"endpoint": "https://x.openai.azure.com/"},
        ),
    }
    Connection.objects.update(credential_origin="")
    module = importlib.import_module("providers.migrations.0004_bind_credentials")
    module.bind(apps, SimpleNamespace(connection=database))
    found = {
        name: Connection.objects.get(pk=row.pk).credential_origin for name, row in rows.items()
    }
    assert found == {
        "kept": "https://api.example.org:443",
        "odd": "",
        "none": "",
        "azure": "https://x.openai.azure.com:443",
    }
