"""API tokens in the admin: given by admins of the organisation, shown once, revoked."""

import re

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from organizations.models import ApiToken
from organizations.roles import Role, Scope
from organizations.tests.factories import (
    ApiTokenFactory,
    MembershipFactory,
    OrganizationFactory,
)
from organizations.tests.http import API
from organizations.tests.markup import assert_strict
from organizations.tests.staff import signed_in, staff_of, superuser
from organizations.tokens import token_of

pytestmark = pytest.mark.django_db
LIST, ADD = "admin:organizations_apitoken_changelist", "admin:organizations_apitoken_add"


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def member(acme):
    return MembershipFactory(organization=acme, role=Role.EDITOR, user__username="ada").user


@pytest.fixture
def client(acme):
    return signed_in(staff_of(acme))


def form(organization, user, **changes):
    return {
        "organization": organization.pk,
        "user": user.pk,
        "name": "ci",
        "scope": "run",
        "days": "30",
    } | changes


def test_a_value_is_shown_once_and_works(client, acme, member):
    page = client.post(reverse(ADD), form(acme, member))
    assert page.status_code == 200
    assert "no-store" in page["Cache-Control"]
    assert_strict(page)
    [value] = set(re.findall(r"bko_[0-9a-f]+", page.content.decode()))
    token = ApiToken.objects.get()
    assert token_of(value) == token
    assert (token.user, token.organization, token.scope) == (member, acme, Scope.RUN)
    listed = client.get(reverse(LIST)).content.decode()
    assert "ci" in listed
    assert value not in listed
    assert not [entry for entry in LogEntry.objects.all() if value in str(vars(entry))]
    assert not [session for session in Session.objects.all() if value in str(session.get_decoded())]
    answer = Client(headers={"Authorization": f"Bearer {value}"})
    assert answer.get(f"{API}/organizations/acme/experiments/").status_code == 200


def test_a_revoked_token_stays_to_be_seen_and_the_admin_says_who_did_it(client, acme):
    token = ApiTokenFactory(organization=acme)
    client.post(reverse(LIST), {"action": "revoke", "_selected_action": [token.pk]})
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert "revoked" in client.get(reverse(LIST)).content.decode()
    assert LogEntry.objects.get(object_id=str(token.pk)).change_message == "Revoked."


def test_tokens_of_other_organisations_are_neither_seen_nor_revoked_nor_given(client, member):
    other = ApiTokenFactory(name="canary")
    assert "canary" not in client.get(reverse(LIST)).content.decode()
    client.post(reverse(LIST), {"action": "revoke", "_selected_action": [other.pk]})
    other.refresh_from_db()
    assert other.revoked_at is None
    refused = client.post(reverse(ADD), form(other.organization, member))
    assert "Select a valid choice" in refused.content.decode()
    assert ApiToken.objects.count() == 1


@pytest.mark.parametrize("role", [Role.VIEWER, Role.EDITOR])
def test_members_who_are_no_admins_do_not_see_tokens(acme, member, role):
    ApiTokenFactory(organization=acme, name="canary")
    client = signed_in(staff_of(acme, role=role))
    assert "canary" not in client.get(reverse(LIST)).content.decode()
    assert client.post(reverse(ADD), form(acme, member)).status_code == 403
    assert ApiToken.objects.count() == 1


def test_an_admin_of_one_of_two_organisations_gives_tokens_for_that_one(acme, member):
    staff = staff_of(acme)
    elsewhere = MembershipFactory(user=staff, role=Role.EDITOR).organization
    MembershipFactory(user=member, organization=elsewhere)
    refused = signed_in(staff).post(reverse(ADD), form(elsewhere, member))
    assert "Select a valid choice" in refused.content.decode()
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "366"}, "less than or equal to 365"),
        ({"name": " "}, "This field is required"),
        ({"scope": "everything"}, "Select a valid choice"),
    ],
)
def test_what_does_not_fit_is_told_and_makes_no_token(client, acme, member, changes, said):
    page = client.post(reverse(ADD), form(acme, member, **changes))
    assert said in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_is_for_members_also_where_a_superuser_gives_it(acme):
    stranger = MembershipFactory().user
    page = signed_in(superuser()).post(reverse(ADD), form(acme, stranger))
    assert "is not a member of acme" in page.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_is_looked_at_not_edited(client, acme):
    token = ApiTokenFactory(organization=acme)
    address = reverse("admin:organizations_apitoken_change", args=[token.pk])
    page = client.get(address)
    assert page.status_code == 200
    assert token.digest not in page.content.decode()
    assert client.post(address, {"scope": "admin"}).status_code == 403
    assert client.post(address.replace("change", "delete"), {"post": "yes"}).status_code == 403
