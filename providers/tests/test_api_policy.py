"""The allowlist over HTTP."""

import pytest

from organizations.roles import Role, Scope
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, JSON, bearer_of, client_of
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db
KIND = ProviderKind.OPENAI
FULL = {
    "enabled": True,
    "allowed_models": ["gpt-5*"],
    "max_concurrency": 8,
    "requests_per_minute": 600,
    "monthly_budget_usd": "12.5",
}


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def client(acme):
    return bearer_of(acme, Role.ADMIN)


def address(kind=KIND):
    return f"{API}/organizations/acme/providers/{kind}/"


def change(client, body, *, method="patch", kind=KIND, match=None):
    etag = match or client.get(address(kind))["ETag"]
    ask = getattr(client, method)
    return ask(address(kind), body, content_type=JSON, headers={"If-Match": etag})


def test_every_provider_is_listed_and_denied_until_there_is_an_entry(acme):
    AllowlistEntryFactory(organization=acme, provider=KIND, monthly_budget_usd="100")
    page = client_of(acme).get(f"{API}/organizations/acme/providers/").json()
    listed = {row["provider"]: row for row in page["results"]}
    assert list(listed) == ProviderKind.values
    assert listed[KIND]["enabled"] is True
    assert listed[KIND]["monthly_budget_usd"] == "100"
    assert listed[ProviderKind.DEMO] == {
        "provider": "demo",
        "name": "Demo (recorded, simulated)",
        "simulated": True,
        "credential": "none",
        "enabled": False,
        "allowed_models": [],
        "max_concurrency": None,
        "requests_per_minute": None,
        "monthly_budget_usd": None,
        "updated_at": None,
    }
    assert listed["anthropic"]["credential"] == "required"


def test_an_entry_is_written_read_and_told_apart_by_its_etag(client):
    before = client.get(address())
    written = change(client, FULL, method="put")
    assert written.status_code == 200
    after = client.get(address())
    assert {name: after.json()[name] for name in FULL} == FULL
    assert written.json() == after.json()
    assert written["ETag"] == after["ETag"] != before["ETag"]
    assert client.get(address(), headers={"If-None-Match": after["ETag"]}).status_code == 304


def test_patch_keeps_and_put_resets_what_is_left_out(client):
    change(client, FULL, method="put")
    assert change(client, {"max_concurrency": None}).json()["allowed_models"] == ["gpt-5*"]
    reset = change(client, {"enabled": True}, method="put").json()
    assert (reset["allowed_models"], reset["monthly_budget_usd"]) == ([], None)


@pytest.mark.parametrize("budget", ["0.0001", "1000", 7, 0.1, "1e2"])
def test_a_budget_is_an_exact_decimal(client, budget):
    change(client, {"monthly_budget_usd": budget})
    shown = client.get(address()).json()["monthly_budget_usd"]
    assert float(shown) == float(budget)
    assert "e" not in shown.lower()


@pytest.mark.parametrize(
    ("body", "attr"),
    [
        ({"enabled": "yes"}, "enabled"),
        ({"enabled": None}, "enabled"),
        ({"allowed_models": "*"}, "allowed_models"),
        ({"allowed_models": ["a", 5]}, "allowed_models.1"),
        ({"allowed_models": ["\0"]}, "allowed_models.0"),
        ({"max_concurrency": 0}, "max_concurrency"),
        ({"requests_per_minute": 2**31}, "requests_per_minute"),
        ({"monthly_budget_usd": "-1"}, "monthly_budget_usd"),
        ({"monthly_budget_usd": "NaN"}, "monthly_budget_usd"),
        ({"monthly_budget_usd": "0.00001"}, "monthly_budget_usd"),
        ({"id": 1}, "id"),
        ({"organization": "other"}, "organization"),
        ({"provider": "demo"}, "provider"),
        ({"updated_at": None}, "updated_at"),
    ],
)
@pytest.mark.parametrize("method", ["put", "patch"])
def test_what_does_not_fit_is_named_and_changes_nothing(client, method, body, attr):
    change(client, FULL, method="put")
    before = AllowlistEntry.objects.values().get()
    response = change(client, body, method=method)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert [error["attr"] for error in response.json()["errors"]] == [attr]
    assert AllowlistEntry.objects.values().get() == before


@pytest.mark.parametrize("body", [[], [FULL], "x", 5, None])
def test_a_body_that_is_no_object_is_refused(client, body):
    assert change(client, body).status_code == 400


@pytest.mark.parametrize("method", ["put", "patch"])
def test_a_change_says_which_version_it_is_meant_for(client, method):
    ask = getattr(client, method)
    missing = ask(address(), FULL, content_type=JSON)
    assert (missing.status_code, missing.json()["code"]) == (428, "if_match_required")
    stale = client.get(address())["ETag"]
    assert change(client, FULL, match=stale).status_code == 200
    late = change(client, {"enabled": False}, method=method, match=stale)
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    assert client.get(address()).json()["enabled"] is True
    several = f'"other", {client.get(address())["ETag"]}'
    assert change(client, {"enabled": False}, method=method, match=several).status_code == 200
    assert change(client, {"enabled": False}, method=method, match="*").status_code == 200


@pytest.mark.parametrize("method", ["put", "patch"])
@pytest.mark.parametrize(
    ("role", "scope", "code"),
    [
        (Role.VIEWER, Scope.ADMIN, "role_too_low"),
        (Role.EDITOR, Scope.ADMIN, "role_too_low"),
        (Role.ADMIN, Scope.RUN, "scope_too_low"),
        (Role.ADMIN, Scope.READ, "scope_too_low"),
    ],
)
def test_who_may_only_read_changes_nothing(acme, method, role, scope, code):
    response = change(bearer_of(acme, role, scope=scope), FULL, method=method)
    assert (response.status_code, response.json()["code"]) == (403, code)
    assert not AllowlistEntry.objects.exists()


def test_a_role_that_is_too_low_is_told_before_what_is_wrong_with_the_request(acme):
    response = bearer_of(acme).put(address(), "{", content_type=JSON)
    assert response.status_code == 403


@pytest.mark.parametrize("kind", ["nothing", "OPENAI", "demo2"])
def test_an_unknown_provider_is_a_404(client, kind):
    assert client.get(address(kind)).status_code == 404
    assert client.put(address(kind), FULL, content_type=JSON).status_code == 404
