"""Signing in and out."""

import pytest
from django.urls import reverse

from organizations.tests.factories import PASSWORD, UserFactory
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


def sign_in(client, *, username, password=PASSWORD, **extra):
    return client.post(reverse("sign-in"), {"username": username, "password": password, **extra})


def test_the_right_password_leads_to_the_experiments(client):
    response = sign_in(client, username=UserFactory().username)
    assert response.status_code == 302
    assert response["Location"] == reverse("home")


def test_a_wrong_password_says_so_without_telling_which_part_is_wrong(client):
    user = UserFactory()
    known = sign_in(client, username=user.username, password="wrong")
    unknown = sign_in(client, username="nobody", password="wrong")
    assert known.status_code == unknown.status_code == 200
    assert "Please enter a correct username and password" in text_of(known)
    assert_strict(known)


def test_signing_in_leads_to_where_the_reader_was_going_but_never_to_another_site(client):
    user = UserFactory()
    inside = sign_in(client, username=user.username, next="/experiments/")
    client.logout()
    outside = sign_in(client, username=user.username, next="https://example.org/")
    assert inside["Location"] == "/experiments/"
    assert outside["Location"] == reverse("home")


def test_an_anonymous_reader_is_asked_to_sign_in(client):
    response = client.get(reverse("home"))
    assert response.status_code == 302
    assert response["Location"] == f"{reverse('sign-in')}?next=/"


def test_signing_out_takes_a_post_and_ends_the_session(client):
    client.force_login(UserFactory())
    assert client.get(reverse("sign-out")).status_code == 405
    assert client.post(reverse("sign-out"))["Location"] == reverse("sign-in")
    assert client.get(reverse("home")).status_code == 302


def test_pages_of_a_member_are_not_kept_by_shared_caches(client):
    client.force_login(UserFactory())
    assert "private" in client.get(reverse("home"))["Cache-Control"]


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
