"""Failed sign-ins are counted, per account and per address, whichever door they knock at."""

import pytest
from django.test import Client
from django.urls import reverse

from organizations.tests.factories import UserFactory
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.signing_in import (
    code_of,
    confirm,
    enrolled,
    enter,
    is_signed_in,
    sign_in,
    wrong_code,
)
from organizations.tests.staff import signed_in, superuser

pytestmark = pytest.mark.django_db
TRIES = 5
SAID = "Too many attempts. Wait ten minutes, then try again."


def fail(client, username, times=TRIES, **options):
    return [
        sign_in(client, username=username, password="wrong", **options).status_code
        for _ in range(times)
    ]


def test_five_wrong_passwords_lock_the_account_also_for_the_right_one():
    user = UserFactory()
    assert fail(Client(), user.username) == [200] * TRIES
    assert fail(Client(), user.username, times=1) == [429]
    client = Client()
    page = sign_in(client, username=user.username)
    assert page.status_code == 429
    assert SAID in text_of(page)
    assert_strict(page)
    assert not is_signed_in(client)


def test_a_locked_account_cannot_be_told_from_one_that_never_was():
    user = UserFactory()
    pages = []
    for name in (user.username, "nobody"):
        fail(Client(), name)
        pages.append(sign_in(Client(), username=name))
    known, unknown = pages
    assert known.status_code == unknown.status_code == 429
    assert text_of(known) == text_of(unknown)


def test_others_still_come_in_while_one_account_is_locked():
    fail(Client(), UserFactory().username)
    assert sign_in(Client(), username=UserFactory().username).status_code == 302


@pytest.mark.parametrize("spelled", [str.upper, lambda name: f" {name} "])
def test_another_spelling_of_the_name_is_the_same_account(spelled):
    user = UserFactory(username="ada")
    fail(Client(), spelled(user.username))
    assert sign_in(Client(), username="ada").status_code == 429


@pytest.mark.parametrize(
    "spelled", ["KISS", "\u212aiss", "ki\u017fs", "k\u0131ss", "k\u0130ss", "\uff4biss", "ki\u00df"]
)
def test_no_spelling_that_leads_to_an_account_is_counted_apart_from_it(spelled):
    """PostgreSQL takes more letters for each other than lower case does: names that are looked
    up there without case would have to be counted so, too."""
    user = UserFactory(username="kiss")
    leads_there = sign_in(Client(), username=spelled).status_code == 302
    fail(Client(), spelled)
    assert not leads_there or sign_in(Client(), username=user.username).status_code == 429


def test_another_host_header_is_the_same_account(settings):
    """Its port is anybody's to choose."""
    settings.ALLOWED_HOSTS = ["*"]
    user = UserFactory()
    for port in range(TRIES):
        fail(Client(HTTP_HOST=f"testserver:{8000 + port}"), user.username, times=1)
    assert sign_in(Client(), username=user.username).status_code == 429


def test_a_success_neither_counts_nor_forgives():
    user = UserFactory()
    fail(Client(), user.username, times=TRIES - 1)
    assert sign_in(Client(), username=user.username).status_code == 302
    assert sign_in(Client(), username=user.username).status_code == 302
    assert fail(Client(), user.username, times=2) == [200, 429]


def test_an_address_that_tries_many_accounts_is_locked(settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "8/10m/ip,5/10m/key", "login": None}
    user = UserFactory()
    for number in range(8):
        fail(Client(), f"guess-{number}", times=1)
    assert sign_in(Client(), username=user.username).status_code == 429
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_in(elsewhere, username=user.username).status_code == 302


def test_an_address_is_what_the_proxy_wrote_not_what_the_visitor_did(settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "8/10m/ip,5/10m/key", "login": None}
    for number in range(8):
        said = f"198.51.100.{number}, 203.0.113.9"
        fail(Client(HTTP_X_FORWARDED_FOR=said), f"guess-{number}", times=1)
    user = UserFactory()
    same = Client(HTTP_X_FORWARDED_FOR="198.51.100.99, 203.0.113.9")
    other = Client(HTTP_X_FORWARDED_FOR="203.0.113.9, 203.0.113.10")
    assert sign_in(same, username=user.username).status_code == 429
    assert sign_in(other, username=user.username).status_code == 302


def test_wrong_codes_lock_the_second_factor_also_for_the_right_one():
    user, secret = enrolled()
    client = Client()
    sign_in(client, username=user.username)
    assert [enter(client, wrong_code(secret)).status_code for _ in range(TRIES)] == [200] * TRIES
    page = enter(client, code_of(secret))
    assert page.status_code == 429
    assert SAID in text_of(page)
    assert not is_signed_in(client)


def test_signing_in_anew_does_not_unlock_the_second_factor():
    user, secret = enrolled()
    for _ in range(TRIES):
        client = Client()
        sign_in(client, username=user.username)
        enter(client, wrong_code(secret))
    client = Client()
    sign_in(client, username=user.username)
    assert enter(client, code_of(secret)).status_code == 429


def test_an_open_session_is_no_place_to_guess_its_password():
    user = UserFactory()
    client = signed_in(user)
    assert [confirm(client, "wrong").status_code for _ in range(TRIES)] == [200] * TRIES
    assert confirm(client).status_code == 429
    form = {"oldpassword": "wrong", "password1": "x", "password2": "x"}
    asked = [client.post(reverse("account_change_password"), form) for _ in range(TRIES + 1)]
    assert [page.status_code for page in asked] == [200] * TRIES + [429]
    assert "Too many attempts" in text_of(asked[-1])


def test_the_admin_has_no_form_of_its_own_to_guess_at():
    victim, staff = UserFactory(is_staff=True), signed_in(superuser())
    for client in (Client(), staff):
        form = {"username": victim.username, "password": "wrong"}
        answers = {client.post(reverse("admin:login"), form).status_code for _ in range(TRIES + 1)}
        assert answers == {302}
    assert sign_in(Client(), username=victim.username).status_code == 302
