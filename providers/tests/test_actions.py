"""Writing the allowlist and connections, from a spec."""

from decimal import Decimal

import pytest
from pydantic import TypeAdapter

from organizations.errors import Invalid
from organizations.tests.factories import OrganizationFactory
from providers.actions import apply_allowlist, save_connection
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry, Connection
from providers.spec import AllowlistSpec, ConnectionSpec
from providers.tests.factories import AllowlistEntryFactory, ConnectionFactory
from providers.validation import parse

pytestmark = pytest.mark.django_db


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


def allowlist(**entries):
    return TypeAdapter(dict[ProviderKind, AllowlistSpec]).validate_python(entries)


def connection(**changes):
    data = {
        "name": "local",
        "provider": "openai_compatible",
        "settings": {"base_url": "http://127.0.0.1:8080/v1"},
        **changes,
    }
    return parse(ConnectionSpec, data, place="connections.0")


def test_the_entries_of_a_spec_are_written(acme):
    spec = allowlist(
        demo={"enabled": True, "allowed_models": ["*"]},
        openai_compatible={"max_concurrency": 64, "monthly_budget_usd": "12.50"},
    )
    apply_allowlist(acme, spec)
    entries = {entry.provider: entry for entry in AllowlistEntry.objects.in_organization(acme)}
    assert entries["demo"].enabled
    assert not entries["openai_compatible"].enabled
    assert entries["openai_compatible"].max_concurrency == 64
    assert entries["openai_compatible"].monthly_budget_usd == Decimal("12.50")


def test_what_a_spec_leaves_out_stays_and_null_lifts_a_limit(acme):
    AllowlistEntryFactory(organization=acme, max_concurrency=3, requests_per_minute=60)
    other = AllowlistEntryFactory()
    apply_allowlist(acme, allowlist(openai_compatible={"max_concurrency": None}))
    entry = AllowlistEntry.objects.get(organization=acme)
    assert (entry.enabled, entry.allowed_models) == (True, ["*"])
    assert (entry.max_concurrency, entry.requests_per_minute) == (None, 60)
    other.refresh_from_db()
    assert other.enabled


@pytest.mark.parametrize(
    "entry",
    [
        {"enabled": "yes"},
        {"allowed_models": "*"},
        {"allowed_models": [""]},
        {"max_concurrency": 0},
        {"requests_per_minute": 2**31},
        {"monthly_budget_usd": -1},
        {"monthly_budget_usd": "1.00001"},
        {"models": ["*"]},
    ],
)
def test_a_bad_entry_is_refused(entry):
    with pytest.raises(ValueError, match="validation error"):
        allowlist(demo=entry)


def test_an_unknown_provider_is_refused():
    with pytest.raises(ValueError, match="validation error"):
        allowlist(mystery={"enabled": True})


def test_a_connection_is_created_and_then_changed(acme):
    first = save_connection(acme, connection())
    second = save_connection(acme, connection(settings={"base_url": "https://example.org/v1"}))
    assert first.pk == second.pk
    saved = Connection.objects.get()
    assert saved.settings == {"base_url": "https://example.org/v1"}
    assert saved.credential_reference == ""


def test_a_connection_of_the_same_name_elsewhere_is_another(acme):
    theirs = ConnectionFactory(name="local")
    assert save_connection(acme, connection()).pk != theirs.pk


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"settings": {}}, "connections.local.settings.base_url: "),
        ({"settings": {"base_url": 5}}, "connections.local.settings.base_url: "),
        (
            {"settings": {"base_url": "https://a/v1", "api_key": "x"}},
            "connections.local.settings.api_key: unknown key",
        ),
        (
            {"credential_reference": "env:SECRET_KEY"},
            "connections.local.credential_reference: ",
        ),
        (
            {
                "provider": "demo",
                "settings": {},
                "credential_reference": "env:BAKEOFF_CREDENTIAL_ACME_X",
            },
            "connections.local.credential_reference: this provider takes none",
        ),
        ({"provider": "demo"}, "connections.local.settings.base_url: unknown key"),
    ],
)
def test_a_bad_connection_is_refused_with_its_place(acme, changes, message):
    with pytest.raises(Invalid) as raised:
        save_connection(acme, connection(**changes))
    assert raised.value.message.startswith(message)
    assert not Connection.objects.exists()


@pytest.mark.parametrize("changes", [{"name": ""}, {"name": " x"}, {"key": "v"}, {"provider": "?"}])
def test_a_connection_out_of_shape_is_refused(changes):
    with pytest.raises(Invalid, match=r"connections\.0\."):
        connection(**changes)
