"""Single sign-on: what a provider or another site says is believed only as far as it is proven."""

import logging
import time
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client
from django.urls import reverse

from organizations.tests.factories import UserFactory
from organizations.tests.identity_server import CLIENT_ID, CLIENT_SECRET, app_at, key_pair, walk
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.signing_in import is_signed_in

pytestmark = pytest.mark.django_db
BEGIN, END = "/sign-in/oidc/", "/sign-in/oidc/callback/"
EMAIL = "ada@example.org"


def assert_not_believed(page):
    assert page.status_code == 401
    assert "Signing in failed" in text_of(page)
    assert_strict(page)


def test_a_state_that_is_not_of_this_browser_is_not_believed(provider, client):
    UserFactory(email=EMAIL)
    back = provider.authorize(Client().get(BEGIN)["Location"])
    assert_not_believed(client.get(back))
    assert "/token" not in provider.asked


def test_a_state_is_good_once(provider, client):
    UserFactory(email=EMAIL)
    back = provider.authorize(client.get(BEGIN)["Location"])
    client.get(back)
    client.post(reverse("sign-out"))
    assert_not_believed(client.get(back))


def test_a_code_of_another_browser_is_not_taken(provider, client):
    """Whoever plants his own code in our visitor's way gets nothing signed in."""
    UserFactory(email=EMAIL)
    planted = parse_qs(urlsplit(provider.authorize(Client().get(BEGIN)["Location"])).query)
    own = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)
    assert_not_believed(client.get(END, {"code": planted["code"][0], "state": own["state"][0]}))
    assert not is_signed_in(client)


def signed(key, **options):
    return lambda claims, header: jwt.encode(claims, key, headers=header, **options)


LIES = {
    "another key": {"sign": signed(key_pair("theirs"), algorithm="RS256")},
    "no signature": {"sign": signed(None, algorithm="none")},
    "our secret as key": {"sign": signed(CLIENT_SECRET * 4, algorithm="HS256")},
    "no token": {"sign": lambda claims, header: ""},
    "no words of one": {"sign": lambda claims, header: "a.b.c"},
    "unknown key": {"header": lambda header: {"kid": "2"}},
    "another nonce": {"claims": lambda claims: claims | {"nonce": "0" * 64}},
    "no nonce": {"claims": lambda claims: claims | {"nonce": None}},
    "another audience": {"claims": lambda claims: claims | {"aud": "other"}},
    "several audiences": {"claims": lambda claims: claims | {"aud": [CLIENT_ID, "other"]}},
    "another client": {"claims": lambda claims: claims | {"azp": "other"}},
    "another issuer": {"claims": lambda claims: claims | {"iss": "https://other.example.org"}},
    "expired": {"claims": lambda claims: claims | {"exp": int(time.time()) - 120}},
    "from the future": {"claims": lambda claims: claims | {"iat": int(time.time()) + 600}},
    "no expiry": {"claims": lambda claims: {k: v for k, v in claims.items() if k != "exp"}},
    "no subject": {"claims": lambda claims: claims | {"sub": ""}},
    "a number as subject": {"claims": lambda claims: claims | {"sub": 1}},
    "a long subject": {"claims": lambda claims: claims | {"sub": "s" * 192}},
    "another's configuration": {"discovery": lambda found: found | {"issuer": "https://other.org"}},
    "no token endpoint": {"discovery": lambda found: found | {"token_endpoint": None}},
    "server error": {"token_status": 500},
}


@pytest.mark.parametrize("lie", LIES)
def test_what_does_not_hold_is_not_believed(provider, client, lie):
    UserFactory(email=EMAIL)
    back = provider.authorize(client.get(BEGIN)["Location"])
    for name, change in LIES[lie].items():
        setattr(provider, name, change)
    assert_not_believed(client.get(back))
    assert not is_signed_in(client)
    assert not SocialAccount.objects.exists()


def test_the_operator_finds_the_reason_in_the_log_and_no_token(provider, client, caplog):
    back = provider.authorize(client.get(BEGIN)["Location"])
    provider.claims = lambda claims: claims | {"nonce": "secret nonce"}
    with caplog.at_level(logging.WARNING, logger="organizations.sign_in"):
        client.get(back)
    assert "Single sign-on failed: The ID token is not for this sign-in" in caplog.text
    assert "secret nonce" not in caplog.text
    assert CLIENT_SECRET not in caplog.text


def test_user_info_about_somebody_else_is_not_believed(provider, client):
    UserFactory(email=EMAIL)
    provider.userinfo = provider.person | {"sub": "subject-2"}
    provider.claims = lambda claims: {k: v for k, v in claims.items() if "email" not in k}
    assert_not_believed(walk(provider, client))


def test_a_provider_that_cannot_be_reached_is_no_crash(provider, client, settings):
    nowhere = app_at("http://127.0.0.1:9")
    stock = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    state = parse_qs(urlsplit(client.get(BEGIN)["Location"]).query)["state"][0]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": stock | {"APPS": [nowhere]}}
    assert_not_believed(client.get(BEGIN))
    assert_not_believed(client.get(END, {"code": "1", "state": state}))
