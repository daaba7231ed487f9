"""Connections in the admin: a reference is bound to its host, and a check shows no value."""

import pytest

from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.staff import signed_in, staff_of
from providers.actions import create_connection
from providers.admin import CHECKED_AT_ONCE
from providers.models import Connection
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
CONNECTIONS = "/admin/providers/connection/"
REFERENCE = "env:BAKEOFF_CREDENTIAL_ACME_KEY"
VALUE = "sk-value-that-nobody-sees"


@pytest.fixture
def keyed():
    return create_connection(
        OrganizationFactory(slug="acme"),
        name="keyed",
        provider="openai",
        settings={"base_url": "https://one.example.org/v1"},
        credential_reference=REFERENCE,
    )


@pytest.fixture
def client(keyed):
    return signed_in(staff_of(keyed.organization))


def change(client, connection, **fields):
    form = {
        "name": connection.name,
        "provider": connection.provider,
        "settings": '{"base_url": "https://one.example.org/v1"}',
        "credential_reference": "",
    }
    return client.post(f"{CONNECTIONS}{connection.pk}/change/", form | fields)


def check(client, *connections):
    form = {
        "action": "check_credentials",
        "_selected_action": [connection.pk for connection in connections],
    }
    return text_of(client.post(CONNECTIONS, form, follow=True))


def test_the_reference_is_shown_beside_its_field_and_kept_when_nothing_is_typed(client, keyed):
    page = client.get(f"{CONNECTIONS}{keyed.pk}/change/")
    assert f"{REFERENCE} for https://one.example.org:443" in text_of(page)
    assert f'value="{REFERENCE}"' not in page.content.decode()
    assert_strict(page)
    assert change(client, keyed, name="renamed").status_code == 302
    keyed.refresh_from_db()
    assert (keyed.name, keyed.credential_reference) == ("renamed", REFERENCE)


def test_another_host_needs_the_reference_again(client, keyed):
    moved = {"settings": '{"base_url": "https://two.example.org/v1"}'}
    page = change(client, keyed, **moved)
    assert page.status_code == 200
    assert "Enter it again" in str(page.context["adminform"].form.errors["credential_reference"])
    keyed.refresh_from_db()
    assert keyed.settings == {"base_url": "https://one.example.org/v1"}
    assert change(client, keyed, **moved, credential_reference=REFERENCE).status_code == 302
    keyed.refresh_from_db()
    assert keyed.credential_origin == "https://two.example.org:443"


def test_a_reference_can_be_removed(client, keyed):
    form = {"provider": "openai_compatible", "remove_reference": "on"}
    assert change(client, keyed, **form).status_code == 302
    keyed.refresh_from_db()
    assert (keyed.credential_reference, keyed.credential_origin) == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("[" * 2000 + "]" * 2000, id="deep"),
        pytest.param('{"a": ' + "9" * 5000 + "}", id="long"),
        '{"a": "\\ud800"}',
        '{"base_url": 1}',
        "null",
        "[]",
        "[[1, 2]]",
        '"text"',
        "5",
        "",
    ],
)
def test_settings_that_cannot_be_are_a_form_error(client, keyed, text):
    page = change(client, keyed, settings=text)
    assert page.status_code == 200
    assert page.context["adminform"].form.errors["settings"]


def test_a_name_that_is_taken_is_a_form_error(client, keyed):
    ConnectionFactory(organization=keyed.organization, name="other")
    page = change(client, keyed, name="other")
    assert page.status_code == 200
    assert "already exists" in str(page.context["adminform"].form.errors)


def test_a_check_says_what_can_be_read_and_shows_no_value(client, keyed, monkeypatch):
    assert "✗ keyed of" in check(client, keyed)
    assert "BAKEOFF_CREDENTIAL_ACME_KEY is not set or is empty." in check(client, keyed)
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_KEY", VALUE)
    shown = check(client, keyed)
    assert "✓ keyed of" in shown
    assert VALUE not in shown


def test_a_connection_is_checked_on_its_own_page_by_a_post(client, keyed, monkeypatch):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_KEY", VALUE)
    address = f"{CONNECTIONS}{keyed.pk}/check/"
    assert client.get(address).status_code == 405
    page = client.post(address, follow=True)
    assert "✓ keyed of" in text_of(page)
    assert VALUE not in page.content.decode()


def test_a_connection_of_others_is_checked_no_more_than_one_that_never_was(client, keyed):
    theirs = ConnectionFactory(name="canary")
    for pk in (theirs.pk, "018f0000-0000-7000-8000-000000000000", "nonsense"):
        assert client.post(f"{CONNECTIONS}{pk}/check/").status_code == 404
    assert "canary" not in check(client, theirs, keyed)


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_lower_roles_check_nothing_and_see_no_button(keyed, role):
    client = signed_in(staff_of(keyed.organization, role=role))
    assert client.post(f"{CONNECTIONS}{keyed.pk}/check/").status_code == 403
    assert "this needs the role" in check(client, keyed)
    page = client.get(f"{CONNECTIONS}{keyed.pk}/change/")
    assert page.status_code == 200
    assert "Check credential" not in text_of(page)


def test_many_are_checked_some_at_a_time(client, keyed):
    ConnectionFactory.create_batch(CHECKED_AT_ONCE, organization=keyed.organization)
    shown = check(client, *Connection.objects.all())
    assert f"Only the first {CHECKED_AT_ONCE} were checked." in shown
    assert shown.count("✓") + shown.count("✗") == CHECKED_AT_ONCE
