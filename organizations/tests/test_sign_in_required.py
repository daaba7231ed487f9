"""BAKEOFF_REQUIRE_MFA, and the admin behind the site's own sign-in."""

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from organizations.models import Organization
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory, UserFactory
from organizations.tests.http import client_of
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.signing_in import confirm, enrolled, sign_in
from organizations.tests.staff import signed_in, staff_of, superuser

pytestmark = pytest.mark.django_db
API = "/api/v1/organizations/{}/experiments/"


@pytest.fixture
def required(settings):
    settings.REQUIRE_MFA = True


def test_staff_without_a_second_factor_are_led_to_set_one_up(required):
    client = signed_in(staff_of(OrganizationFactory()))
    for address in ("/", reverse("admin:index"), "/admin/organizations/organization/", "/nowhere/"):
        for ask in (client.get, client.post):
            assert ask(address)["Location"] == reverse("mfa_index"), address
    page = client.get(reverse("mfa_index"))
    assert "Your role needs a second factor here." in text_of(page)
    assert_strict(page)
    confirm(client)
    assert client.get(reverse("mfa_activate_totp")).status_code == 200
    assert client.post(reverse("sign-out"))["Location"] == reverse("sign-in")


def test_the_api_refuses_their_sessions_until_then(required):
    organization = OrganizationFactory()
    address = API.format(organization.slug)
    refused = client_of(organization, Role.ADMIN).get(address)
    assert refused.status_code == 403
    assert refused.json()["code"] == "second_factor_missing"
    assert client_of(organization, Role.EDITOR).get(address).status_code == 200


def test_admins_of_an_organisation_need_one_too_and_others_do_not(required):
    organization = OrganizationFactory()
    assert client_of(organization, Role.ADMIN).get("/")["Location"] == reverse("mfa_index")
    assert client_of(organization, Role.EDITOR).get("/").status_code == 200


def test_with_a_second_factor_all_is_open_but_its_removal(required):
    user, _ = enrolled(is_staff=True, is_superuser=True)
    client = signed_in(user)
    assert client.get("/").status_code == 200
    assert client.get(reverse("admin:index")).status_code == 200
    assert "Remove" not in text_of(client.get(reverse("mfa_index")))
    confirm(client)
    page = client.post(reverse("mfa_deactivate_totp"))
    assert "Your role needs a second factor here: it stays." in text_of(page)
    assert client.get("/").status_code == 200


def test_nothing_of_it_is_asked_by_default():
    assert signed_in(superuser()).get(reverse("admin:index")).status_code == 200


def test_the_admin_leads_to_the_sites_sign_in_and_back():
    wanted = reverse("admin:organizations_organization_changelist")
    asked = Client().get(wanted, follow=True)
    assert asked.redirect_chain[-1][0] == f"{reverse('sign-in')}?next={wanted.replace('/', '%2F')}"
    user = UserFactory(is_staff=True, is_superuser=True)
    client = Client()
    assert sign_in(client, username=user.username, next=wanted)["Location"] == wanted


def test_the_admins_own_form_signs_nobody_in_not_even_from_a_session_of_staff():
    user, _ = enrolled(is_staff=True, is_superuser=True)
    form = {"username": user.username, "password": "correct horse battery staple"}
    for client in (Client(), signed_in(staff_of(OrganizationFactory()))):
        before = client.session.get("_auth_user_id")
        client.post(reverse("admin:login"), form)
        assert client.session.get("_auth_user_id") == before


def test_the_admin_leads_nowhere_else_after_signing_in():
    response = Client().get(reverse("admin:login"), {"next": "https://example.org/"})
    assert "example.org" not in response["Location"]


def test_who_is_not_staff_is_told_so_by_the_admin():
    page = signed_in(UserFactory()).get(reverse("admin:index"), follow=True)
    assert page.status_code == 403
    assert "The admin is for staff." in text_of(page)


def test_the_admin_changes_ones_password_where_everybody_does():
    client = signed_in(superuser())
    response = client.get(reverse("admin:password_change"))
    assert response["Location"] == reverse("account_change_password")


def test_the_admin_shows_no_secrets_of_second_factors_and_no_providers():
    assert Organization in admin.site._registry
    shown = {model._meta.app_label for model in admin.site._registry}
    assert shown.isdisjoint({"account", "mfa", "socialaccount"})
