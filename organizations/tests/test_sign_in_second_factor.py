"""The second factor: setting one up, being asked for it, losing it."""

import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from organizations.tests.factories import PASSWORD, UserFactory
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.signing_in import (
    PERIOD,
    code_of,
    confirm,
    enrolled,
    enter,
    is_signed_in,
    recovery_codes,
    sign_in,
    wrong_code,
)
from organizations.tests.staff import signed_in

pytestmark = pytest.mark.django_db
CHANGES = ("mfa_activate_totp", "mfa_generate_recovery_codes", "mfa_view_recovery_codes")


def ask_for_second_factor(user):
    client = Client()
    response = sign_in(client, username=user.username, next="/?a=1")
    assert response["Location"] == reverse("mfa_authenticate")
    return client


def key_shown_on(page):
    return re.search(r'id="key">([A-Z2-7]+)<', page.content.decode()).group(1)


def test_an_app_is_set_up_and_then_asked_for(client):
    user = UserFactory()
    sign_in(client, username=user.username)
    asked = client.get(reverse("mfa_activate_totp"))
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    client.post(asked["Location"], {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    page = client.get(reverse("mfa_activate_totp"))
    assert_strict(page)
    assert page.content.count(b'<svg class="qr"') == 1
    assert b"data:image" not in page.content
    secret = key_shown_on(page)
    done = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)}, follow=True)
    assert all(code in text_of(done) for code in recovery_codes(user))
    assert_strict(done)
    other = ask_for_second_factor(user)
    assert not is_signed_in(other)
    assert enter(other, code_of(secret))["Location"] == "/?a=1"
    assert is_signed_in(other)


def test_a_wrong_code_sets_nothing_up(client):
    client = signed_in(user := UserFactory())
    confirm(client)
    secret = key_shown_on(client.get(reverse("mfa_activate_totp")))
    page = client.post(reverse("mfa_activate_totp"), {"code": wrong_code(secret)})
    assert "That code is not right." in text_of(page)
    assert key_shown_on(page) == secret
    assert not Authenticator.objects.filter(user=user).exists()


def test_the_password_alone_opens_nothing_of_a_user_with_a_second_factor():
    user, secret = enrolled(is_staff=True, is_superuser=True)
    client = ask_for_second_factor(user)
    for address in ("/", reverse("admin:index"), reverse("mfa_index")):
        assert client.get(address).status_code == 302, address
    assert client.get("/api/v1/organizations/any/experiments/").status_code == 401
    assert client.get(reverse("sign-in"))["Location"] == reverse("mfa_authenticate")
    page = enter(client, wrong_code(secret))
    assert "That code is not right." in text_of(page)
    assert_strict(page)
    assert not is_signed_in(client)


def test_who_stands_before_the_second_factor_can_turn_back():
    user, _ = enrolled()
    client = ask_for_second_factor(user)
    client.post(reverse("sign-out"))
    assert client.get(reverse("sign-in")).status_code == 200
    assert client.get(reverse("mfa_authenticate"))["Location"] == reverse("sign-in")


def test_a_code_lets_in_once():
    user, secret = enrolled()
    code = code_of(secret)
    assert enter(ask_for_second_factor(user), code).status_code == 302
    assert "not right" in text_of(enter(ask_for_second_factor(user), code))


@pytest.mark.parametrize("steps", [-2, -1, 2])
def test_a_code_of_another_time_does_not_let_in(settings, steps):
    settings.MFA_TOTP_TOLERANCE = 0
    user, secret = enrolled()
    now = time.time()
    code = code_of(secret, now=now + PERIOD * steps)
    if code == code_of(secret, now=now):
        pytest.skip("two times share a code, once in a million")
    assert "not right" in text_of(enter(ask_for_second_factor(user), code))


def test_a_code_of_somebody_else_does_not_let_in():
    user, _ = enrolled()
    other, secret = enrolled()
    assert "not right" in text_of(enter(ask_for_second_factor(user), code_of(secret)))
    assert "not right" in text_of(enter(ask_for_second_factor(user), recovery_codes(other)[0]))


def test_each_recovery_code_lets_in_once():
    user, _ = enrolled()
    first, second, *_ = codes = recovery_codes(user)
    assert len(codes) == len(set(codes)) == 10
    assert enter(ask_for_second_factor(user), first).status_code == 302
    assert "not right" in text_of(enter(ask_for_second_factor(user), first))
    assert enter(ask_for_second_factor(user), second).status_code == 302
    assert recovery_codes(user) == codes[2:]


def test_new_recovery_codes_void_the_old_ones():
    user, _ = enrolled()
    old = recovery_codes(user)
    client = signed_in(user)
    confirm(client)
    client.post(reverse("mfa_generate_recovery_codes"))
    new = recovery_codes(user)
    assert set(old).isdisjoint(new)
    assert "not right" in text_of(enter(ask_for_second_factor(user), old[0]))
    download = client.get(reverse("mfa_download_recovery_codes"))
    assert download["Content-Type"].startswith("text/plain")
    assert download.content.decode().split()[-10:] == new


@pytest.mark.parametrize("name", CHANGES)
def test_security_settings_ask_again_who_it_is(name):
    user, _ = enrolled()
    if name == "mfa_activate_totp":
        user = UserFactory()
    client = signed_in(user)
    asks = [client.get] if name == "mfa_view_recovery_codes" else [client.get, client.post]
    for ask in asks:
        assert ask(reverse(name))["Location"].startswith(reverse("account_reauthenticate")), name


def test_a_code_confirms_as_well_as_the_password_does():
    user, secret = enrolled()
    client = signed_in(user)
    removal = reverse("mfa_deactivate_totp")
    assert client.post(removal)["Location"].startswith(reverse("account_reauthenticate"))
    confirmed = client.post(reverse("mfa_reauthenticate"), {"code": code_of(secret), "next": "/"})
    assert confirmed["Location"] == "/"
    assert client.get(removal).status_code == 200


def test_removing_the_app_voids_the_recovery_codes_too():
    user, _ = enrolled()
    client = signed_in(user)
    confirm(client)
    page = client.post(reverse("mfa_deactivate_totp"), follow=True)
    assert "The second factor is off." in text_of(page)
    assert not Authenticator.objects.filter(user=user).exists()
    assert sign_in(Client(), username=user.username)["Location"] == reverse("home")


def test_nobody_reads_a_secret_off_the_database():
    user, secret = enrolled()
    code = recovery_codes(user)[0]
    kept = " ".join(str(row.data) for row in Authenticator.objects.filter(user=user))
    assert secret not in kept
    assert code not in kept


def test_with_another_secret_key_no_code_lets_in(settings):
    user, secret = enrolled()
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key " * 5
    client = ask_for_second_factor(user)
    page = enter(client, code_of(secret))
    assert page.status_code == 403
    assert "can no longer be read" in text_of(page)
    settings.SECRET_KEY_FALLBACKS = [old]
    assert enter(client, code_of(secret)).status_code == 302


def test_the_operator_resets_a_second_factor(capsys):
    enrolled(username="ada")
    call_command("reset_second_factor", "ada")
    assert "ada signs in with the password alone" in capsys.readouterr().out
    assert sign_in(Client(), username="ada")["Location"] == reverse("home")
    with pytest.raises(CommandError, match="ada has no second factor"):
        call_command("reset_second_factor", "ada")
    with pytest.raises(CommandError, match="There is no user eve"):
        call_command("reset_second_factor", "eve")


def test_the_overview_says_what_is_on():
    user, _ = enrolled()
    page = signed_in(user).get(reverse("mfa_index"))
    assert "10 codes left" in text_of(page)
    assert_strict(page)
    bare = signed_in(UserFactory()).get(reverse("mfa_index"))
    assert "Set up an authenticator app" in text_of(bare)
    assert "codes left" not in text_of(bare)
