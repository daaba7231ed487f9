"""Single sign-on against a provider of its own: who comes in."""

from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client
from django.urls import reverse

from organizations.models import Membership, User
from organizations.tests.factories import UserFactory
from organizations.tests.identity_server import CLIENT_ID, CLIENT_SECRET, app_at, walk
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.signing_in import code_of, enrolled, enter, is_signed_in, sign_in

pytestmark = pytest.mark.django_db
BEGIN, END = "/sign-in/oidc/", "/sign-in/oidc/callback/"
EMAIL = "ada@example.org"


def test_a_user_comes_in_by_the_address_that_the_provider_vouches_for(provider, client):
    user = UserFactory(email="Ada@Example.org")
    response = walk(provider, client, next="/?a=1")
    assert response["Location"] == "/?a=1"
    assert client.session["_auth_user_id"] == str(user.pk)
    user.refresh_from_db()
    assert user.has_usable_password()
    link = SocialAccount.objects.get(user=user)
    assert (link.provider, link.uid) == (provider.issuer, "subject-1")
    assert link.extra_data == {"email": EMAIL}
    assert not SocialToken.objects.exists()
    assert not EmailAddress.objects.exists()


def test_from_then_on_it_is_the_subject_that_counts(provider, client):
    user = UserFactory(email=EMAIL)
    walk(provider, Client())
    provider.person |= {"email": "new@example.org", "email_verified": False}
    walk(provider, client)
    assert client.session["_auth_user_id"] == str(user.pk)
    assert SocialAccount.objects.count() == 1


def test_the_sign_in_page_offers_it_only_where_it_is_configured(client, provider, settings):
    page = client.get(reverse("sign-in"), {"next": "/?a=1"})
    assert "Sign in with Example Login" in text_of(page)
    assert 'href="/sign-in/oidc/?next=%2F%3Fa%3D1"' in page.content.decode()
    assert_strict(page)
    stock = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": stock | {"APPS": []}}
    assert "Sign in with" not in text_of(client.get(reverse("sign-in")))
    assert client.get(BEGIN).status_code == client.get(END).status_code == 404


def test_the_request_carries_state_nonce_and_proof_and_nothing_of_the_visitors(provider, client):
    there = client.get(BEGIN, {"scope": "admin", "auth_params": "nonce=mine", "process": "connect"})
    asked = {name: value for name, [value] in parse_qs(urlsplit(there["Location"]).query).items()}
    assert asked["redirect_uri"] == f"http://testserver{END}"
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 64
    assert len(asked["state"]) >= 16
    assert CLIENT_SECRET not in there["Location"]


def test_who_the_provider_knows_and_we_do_not_stays_out(provider, client):
    page = walk(provider, client)
    assert page.status_code == 403
    assert "There is no account for you here" in text_of(page)
    assert_strict(page)
    assert not User.objects.exists()


@pytest.mark.parametrize("verified", [False, None, "false", 0, "True", 1, "yes"])
def test_an_address_that_is_not_vouched_for_opens_nothing(provider, client, settings, verified):
    settings.OIDC_CREATE_USERS = True
    UserFactory(email=EMAIL)
    provider.person |= {"email_verified": verified}
    assert walk(provider, client).status_code == 403
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_an_inactive_user_stays_out_also_once_linked(provider, client):
    user = UserFactory(email=EMAIL)
    walk(provider, Client())
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert walk(provider, client).status_code == 403
    assert not is_signed_in(client)


def test_an_address_of_two_users_stands_for_neither(provider, client, settings):
    settings.OIDC_CREATE_USERS = True
    UserFactory.create_batch(2, email=EMAIL)
    assert walk(provider, client).status_code == 403
    assert User.objects.count() == 2


def test_an_address_given_to_somebody_else_does_not_come_with_the_account(provider, client):
    UserFactory(email=EMAIL)
    walk(provider, Client())
    provider.person |= {"sub": "subject-2"}
    assert walk(provider, client).status_code == 403


def test_a_letter_that_only_looks_the_same_is_another_address(provider, client):
    UserFactory(email="mike@example.org")
    provider.person |= {"email": "m\u0131ke@example.org"}  # a dotless i
    assert walk(provider, client).status_code == 403


def test_new_users_are_made_where_the_operator_wants_it_and_belong_nowhere(
    provider, client, settings
):
    settings.OIDC_CREATE_USERS = True
    walk(provider, client)
    user = User.objects.get()
    assert (user.username, user.email, user.first_name) == ("ada", EMAIL, "Ada")
    assert not user.is_staff
    assert not user.is_superuser
    assert not user.has_usable_password()
    assert not Membership.objects.exists()
    assert is_signed_in(client)
    page = client.get(reverse("mfa_index"))
    assert "you sign in through your identity provider" in text_of(page)
    assert client.get(reverse("account_change_password"))["Location"] == reverse("mfa_index")


def test_a_name_that_is_taken_is_not_taken_over(provider, client, settings):
    settings.OIDC_CREATE_USERS = True
    admin = UserFactory(username="ada", email="other@example.org", is_superuser=True)
    walk(provider, client)
    assert client.session["_auth_user_id"] != str(admin.pk)
    assert User.objects.count() == 2


def test_the_second_factor_is_asked_for_here_too(provider, client):
    _, secret = enrolled(email=EMAIL)
    assert walk(provider, client)["Location"] == reverse("mfa_authenticate")
    assert not is_signed_in(client)
    enter(client, code_of(secret))
    assert is_signed_in(client)


def test_signing_in_this_way_never_leads_to_another_site(provider, client):
    UserFactory(email=EMAIL)
    assert walk(provider, client, next="https://example.org/")["Location"] == reverse("home")


def test_several_audiences_hold_if_the_token_was_issued_to_us(provider, client):
    UserFactory(email=EMAIL)
    provider.claims = lambda claims: claims | {"aud": [CLIENT_ID, "other"], "azp": CLIENT_ID}
    assert walk(provider, client).status_code == 302
    assert is_signed_in(client)


def test_an_address_may_come_from_the_user_info_of_the_same_subject(provider, client):
    UserFactory(email=EMAIL)
    provider.userinfo = provider.person
    provider.claims = lambda claims: {k: v for k, v in claims.items() if "email" not in k}
    walk(provider, client)
    assert is_signed_in(client)


def test_who_says_no_there_is_back_at_the_sign_in_page(provider, client):
    state = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)["state"][0]
    page = client.get(END, {"error": "access_denied", "state": state}, follow=True)
    assert page.redirect_chain[-1][0] == reverse("sign-in")
    assert "Signing in was cancelled." in text_of(page)


@pytest.mark.parametrize(("site", "begins"), [("cross-site", False), ("same-origin", True)])
def test_no_other_site_starts_it_in_somebodys_browser(provider, client, site, begins):
    there = client.get(BEGIN, headers={"Sec-Fetch-Site": site})["Location"]
    assert there.startswith(provider.issuer) == begins


def test_somebody_who_is_signed_in_is_not_sent_away(provider, client):
    sign_in(client, username=UserFactory().username)
    assert client.get(BEGIN)["Location"] == reverse("home")


def test_an_issuer_with_a_path_of_its_own_is_asked_below_it(provider, client, settings):
    stock = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    below = app_at(f"{provider.issuer}/realm/")
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": stock | {"APPS": [below]}}
    client.get(BEGIN)
    assert provider.asked == ["/realm/.well-known/openid-configuration"]
