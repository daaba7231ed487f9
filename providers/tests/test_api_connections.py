"""Connections over HTTP: a schema per provider, references in and out, values never."""

from uuid import uuid4

import pytest

from organizations.roles import Role, Scope
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import (
    API,
    JSON,
    assert_queries_do_not_grow,
    bearer_of,
    client_of,
)
from providers.kinds import ProviderKind
from providers.models import Connection
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
LIST = f"{API}/organizations/acme/connections/"
REFERENCE = "env:BAKEOFF_CREDENTIAL_ACME_MAIN"
OPENAI = {
    "name": "main",
    "provider": "openai",
    "credential_reference": REFERENCE,
    "settings": {"base_url": "https://api.openai.com/v1", "api": "responses"},
}
LOCAL = {
    "name": "local",
    "provider": "openai_compatible",
    "settings": {"base_url": "http://127.0.0.1:9/v1"},
}


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def client(acme):
    return bearer_of(acme, Role.ADMIN)


def post(client, body):
    return client.post(LIST, body, content_type=JSON)


def change(client, address, body, *, method="patch", match=None):
    headers = {"If-Match": match or client.get(address)["ETag"]}
    return getattr(client, method)(address, body, content_type=JSON, headers=headers)


def attrs(response):
    return [error["attr"] for error in response.json()["errors"]]


def test_a_connection_is_made_read_and_listed(client):
    made = post(client, OPENAI)
    assert made.status_code == 201
    shown = made.json()
    assert {name: shown[name] for name in OPENAI} == OPENAI
    assert shown["organization"] == "acme"
    assert made["Location"] == shown["links"]["self"]
    again = client.get(shown["links"]["self"])
    assert (again.json(), again["ETag"]) == (shown, made["ETag"])
    assert client.get(LIST).json()["results"] == [shown]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("openai", {}),
        ("azure_openai", {"endpoint": "https://x.openai.azure.com", "api": "classic"}),
        ("openrouter", {"routing": {"order": ["a", "b"]}, "title": "Bakeoff"}),
        ("anthropic", {"base_url": "https://api.anthropic.com"}),
        ("openai_compatible", {"base_url": "http://127.0.0.1:8080/v1"}),
        ("demo", {}),
    ],
)
def test_each_kind_of_provider_has_settings_of_its_own(client, kind, settings):
    body = {"name": "x", "provider": kind, "settings": settings}
    body |= {} if kind in ("demo", "openai_compatible") else {"credential_reference": REFERENCE}
    made = post(client, body)
    assert (made.status_code, made.json()["settings"]) == (201, settings)


@pytest.mark.parametrize(
    ("change", "attr"),
    [
        ({"settings": {"base_url": "ftp://x"}}, "settings.base_url"),
        ({"settings": {"base_url": 5}}, "settings.base_url"),
        ({"settings": {"endpoint": "https://x"}}, "settings.endpoint"),
        ({"settings": {"api": "both"}}, "settings.api"),
        ({"settings": []}, "settings"),
        ({"settings": {"project": "a\0b"}}, "settings.project"),
        ({"provider": "nobody"}, "provider"),
        ({"provider": None}, "provider"),
        ({"name": ""}, "name"),
        ({"name": " x"}, "name"),
        ({"name": "x" * 101}, "name"),
        ({"name": None}, "name"),
        ({"credential_reference": 5}, "credential_reference"),
        ({"id": str(uuid4())}, "id"),
        ({"organization": "other"}, "organization"),
        ({"created_at": "2020-01-01T00:00:00Z"}, "created_at"),
        ({"credential_origin": "https://evil:443"}, "credential_origin"),
    ],
)
def test_what_does_not_fit_the_schema_is_named_and_nothing_is_stored(client, change, attr):
    response = post(client, OPENAI | change)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert attrs(response) == [attr]
    assert not Connection.objects.exists()


@pytest.mark.parametrize("body", [[], "x", 5, None, {}])
def test_a_body_without_its_fields_is_refused(client, body):
    assert post(client, body).status_code == 400


@pytest.mark.parametrize(
    ("change", "status", "attr"),
    [
        ({"credential_reference": None}, 422, "credential_reference"),
        ({"credential_reference": "env:SECRET_KEY"}, 422, "credential_reference"),
        ({"credential_reference": "env:BAKEOFF_CREDENTIAL_OTHER_X"}, 422, "credential_reference"),
        ({"provider": "demo", "settings": {}}, 422, "credential_reference"),
    ],
)
def test_a_reference_that_is_not_the_organisations_is_refused(client, change, status, attr):
    response = post(client, OPENAI | change)
    assert (response.status_code, response.json()["code"]) == (status, "connection_invalid")
    assert attrs(response) == [attr]


def test_a_name_stands_once_in_an_organisation(client):
    assert post(client, LOCAL).status_code == 201
    taken = post(client, LOCAL)
    assert (taken.status_code, taken.json()["code"]) == (409, "name_taken")
    assert attrs(taken) == ["name"]
    other = post(client, LOCAL | {"name": "other"}).json()["links"]["self"]
    assert change(client, other, {"name": "local"}).json()["code"] == "name_taken"


def test_patch_keeps_and_put_resets_what_is_left_out(client):
    address = post(client, OPENAI).json()["links"]["self"]
    patched = change(client, address, {"name": "renamed"}).json()
    assert (patched["name"], patched["settings"]) == ("renamed", OPENAI["settings"])
    assert patched["credential_reference"] == REFERENCE
    body = {"name": "again", "provider": "openai_compatible"} | {"settings": LOCAL["settings"]}
    put = change(client, address, body, method="put").json()
    assert put["credential_reference"] is None
    assert (put["id"], put["created_at"]) == (patched["id"], patched["created_at"])


def test_a_credential_follows_to_another_host_only_if_its_reference_is_said_again(client):
    address = post(client, OPENAI).json()["links"]["self"]
    moved = {"settings": {"base_url": "https://elsewhere.example/v1"}}
    refused = change(client, address, moved)
    assert (refused.status_code, refused.json()["code"]) == (422, "credential_reference_needed")
    assert attrs(refused) == ["credential_reference"]
    assert client.get(address).json()["settings"] == OPENAI["settings"]
    again = moved | {"credential_reference": REFERENCE}
    assert change(client, address, again).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"id": str(uuid4())},
        {"organization": "other"},
        {"created_at": "2020-01-01T00:00:00Z"},
        {"credential_origin": "https://evil:443"},
        {"links": {}},
        {"organization_id": str(uuid4())},
    ],
)
@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_is_not_for_clients_to_say_changes_nothing(client, method, body):
    address = post(client, OPENAI).json()["links"]["self"]
    before = Connection.objects.values().get()
    response = change(client, address, (OPENAI if method == "put" else {}) | body, method=method)
    assert (response.status_code, attrs(response)) == (400, list(body))
    assert Connection.objects.values().get() == before


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_change_says_which_version_it_is_meant_for(client, method):
    made = post(client, LOCAL)
    address, stale = made.json()["links"]["self"], made["ETag"]
    missing = getattr(client, method)(address, LOCAL, content_type=JSON)
    assert (missing.status_code, missing.json()["code"]) == (428, "if_match_required")
    assert change(client, address, {"name": "renamed"}).status_code == 200
    late = change(client, address, LOCAL, method=method, match=stale)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert Connection.objects.get().name == "renamed"
    done = change(client, address, LOCAL, method=method)
    assert done.status_code == (204 if method == "delete" else 200)


def test_deleting_takes_the_connection_away(client):
    address = post(client, LOCAL).json()["links"]["self"]
    assert change(client, address, None, method="delete").status_code == 204
    assert client.get(address).status_code == 404


def test_a_check_says_whether_the_credential_can_be_read_and_never_shows_it(client, monkeypatch):
    check = post(client, OPENAI).json()["links"]["check"]
    assert client.post(check).json()["resolvable"] is False
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", "sk-canary-value")
    found = client.post(check)
    assert found.json() == {"resolvable": True, "detail": "The credential can be read."}
    for response in (found, client.get(LIST)):
        assert "sk-canary" not in response.content.decode()


@pytest.mark.parametrize(
    ("role", "scope", "code"),
    [
        (Role.EDITOR, Scope.ADMIN, "role_too_low"),
        (Role.ADMIN, Scope.RUN, "scope_too_low"),
    ],
)
def test_who_may_only_read_changes_nothing(acme, role, scope, code):
    connection = ConnectionFactory(organization=acme)
    before = Connection.objects.values().get()
    client = bearer_of(acme, role, scope=scope)
    address = f"{LIST}{connection.pk}/"
    answers = [change(client, address, LOCAL, method=m) for m in ("put", "patch", "delete")]
    answers += [post(client, LOCAL), client.post(f"{address}check/")]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [(403, code)] * 5
    assert Connection.objects.values().get() == before


def test_the_connection_of_another_organisation_of_ones_own_is_not_under_this_address(acme):
    member = client_of(acme, Role.ADMIN)
    other = ConnectionFactory()
    assert member.get(f"{LIST}{other.pk}/").status_code == 404


def test_a_list_takes_as_many_queries_for_more_connections(acme):
    client = client_of(acme)
    assert_queries_do_not_grow(
        lambda: client.get(LIST),
        ten_more=lambda: ConnectionFactory.create_batch(
            10, organization=acme, provider=ProviderKind.DEMO, settings={}
        ),
    )
