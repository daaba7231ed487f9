"""Signing in with a password, and out."""

import pytest
from django.conf import settings as project
from django.test import Client
from django.urls import NoReverseMatch, reverse

from organizations.tests.factories import PASSWORD, UserFactory
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.signing_in import is_signed_in, sign_in

pytestmark = pytest.mark.django_db
NEW = "another horse, another staple"


def test_the_right_password_leads_to_the_experiments(client):
    response = sign_in(client, username=UserFactory().username)
    assert response.status_code == 302
    assert response["Location"] == reverse("home")
    assert is_signed_in(client)


def test_a_wrong_password_says_so_without_telling_which_part_is_wrong(client):
    users = {"known": UserFactory(), "inactive": UserFactory(is_active=False)}
    answers = [
        sign_in(client, username=users["known"].username, password="wrong"),
        sign_in(client, username=users["inactive"].username),
        sign_in(client, username="nobody", password="wrong"),
    ]
    assert {answer.status_code for answer in answers} == {200}
    for answer in answers:
        assert "The user name or the password is not right." in text_of(answer)
        assert_strict(answer)


def test_what_is_missing_is_told_beside_the_field_and_above_the_form(client):
    page = client.post(reverse("sign-in"), {"username": "ada"})
    content = page.content.decode()
    assert 'role="alert"' in content
    assert 'href="#id_password"' in content
    assert 'aria-describedby="id_password_error"' in content
    assert_strict(page)


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "/\\example.org/",
        "https:///example.org",
        "javascript:alert(1)",
        "http://other.test/",
        "http://trusted.test/",
    ],
)
def test_signing_in_never_leads_to_another_site(client, settings, elsewhere):
    settings.ALLOWED_HOSTS = ["testserver", "other.test"]
    settings.CSRF_TRUSTED_ORIGINS = ["http://trusted.test"]
    response = sign_in(client, username=UserFactory().username, next=elsewhere)
    assert response["Location"] == reverse("home")


def test_signing_in_leads_to_where_the_reader_was_going(client):
    page = client.get(reverse("sign-in"), {"next": "/runs/?a=1&b=2"})
    assert 'name="next" value="/runs/?a=1&amp;b=2"' in page.content.decode()
    response = sign_in(client, username=UserFactory().username, next="/runs/?a=1&b=2")
    assert response["Location"] == "/runs/?a=1&b=2"


def test_an_anonymous_reader_is_asked_to_sign_in(client):
    response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('sign-in')}?next=/"


def test_signing_out_takes_a_post_and_ends_the_session(client):
    client.force_login(UserFactory())
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == reverse("sign-in")
    assert client.get(reverse("home")).status_code == 302


def test_a_session_from_before_is_not_the_session_after(client):
    client.get(reverse("sign-in"))
    session = client.session
    session["kept"] = "before"
    session.save()
    client.cookies[project.SESSION_COOKIE_NAME] = before = session.session_key
    sign_in(client, username=UserFactory().username)
    assert client.cookies[project.SESSION_COOKIE_NAME].value != before
    assert not is_signed_in(_with_session(before))


def _with_session(key):
    other = Client()
    other.cookies[project.SESSION_COOKIE_NAME] = key
    return other


def test_the_cookie_of_the_session_is_kept_from_scripts_and_other_sites(client, settings):
    settings.SESSION_COOKIE_SECURE = True
    sign_in(client, username=UserFactory().username)
    cookie = client.cookies[project.SESSION_COOKIE_NAME]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")


def test_a_changed_password_ends_the_other_sessions_and_keeps_this_one(client):
    user = UserFactory()
    other = Client()
    sign_in(client, username=user.username)
    sign_in(other, username=user.username)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    page = client.post(reverse("account_change_password"), form, follow=True)
    assert "Your other sessions have ended." in text_of(page)
    assert is_signed_in(client)
    assert not is_signed_in(other)
    assert sign_in(other, username=user.username).status_code == 200
    assert sign_in(other, username=user.username, password=NEW).status_code == 302


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"oldpassword": "wrong"}, "The current password is not right."),
        ({"password1": "short", "password2": "short"}, "too short"),
        ({"password2": "different"}, "same password each time"),
    ],
)
def test_a_password_is_not_changed_by_a_form_that_is_not_right(client, change, said):
    user = UserFactory()
    client.force_login(user)
    form = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW} | change
    page = client.post(reverse("account_change_password"), form)
    assert said in text_of(page)
    assert_strict(page)
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_pages_of_a_member_are_not_kept_by_shared_caches(client):
    client.force_login(UserFactory())
    assert "private" in client.get(reverse("home"))["Cache-Control"]


def test_pages_of_security_are_kept_by_no_cache(client):
    client.force_login(UserFactory())
    for name in ("mfa_index", "account_change_password", "account_reauthenticate"):
        assert "no-store" in client.get(reverse(name))["Cache-Control"], name


def test_a_form_without_its_token_gets_a_page_that_says_what_to_do(client):
    strict = type(client)(enforce_csrf_checks=True)
    response = sign_in(strict, username="anyone")
    assert response.status_code == 403
    assert "The form has expired" in text_of(response)
    assert_strict(response)


def test_an_unknown_address_gets_the_sites_own_page(client):
    response = client.get("/nowhere/")
    assert response.status_code == 404
    assert "There is nothing here" in text_of(response)
    assert_strict(response)


@pytest.mark.parametrize(
    "name", ["account_signup", "account_email", "account_reset_password", "socialaccount_signup"]
)
def test_nobody_registers_or_resets_a_password_without_an_admin(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(name)
    page = client.get(reverse("sign-in"))
    assert "Forgot" not in text_of(page)
    assert "Sign up" not in text_of(page)
