"""How often somebody may ask, and what those who ask too often are told."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils import timezone

from config import api_limits
from organizations.models import ApiToken
from organizations.tests.factories import MembershipFactory, OrganizationFactory
from organizations.tests.http import API, bearer, bearer_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def one_long_minute(monkeypatch):
    """No test stands at the end of its minute."""
    monkeypatch.setattr(api_limits, "WINDOW_SECONDS", 10**10)


@pytest.fixture
def three(settings):
    settings.API_REQUESTS_PER_MINUTE = 3


@pytest.fixture
def acme():
    return OrganizationFactory(slug="acme")


def ask(client):
    return client.get(f"{API}/organizations/acme/experiments/")


def guess(**extra):
    return ask(Client(headers={"Authorization": f"Bearer bko_{uuid4().hex}"}, **extra))


def test_every_answer_says_what_is_left(acme, three):
    client = bearer_of(acme)
    answers = [ask(client) for _ in range(3)]
    assert [each.status_code for each in answers] == [200] * 3
    assert re.fullmatch(r'"default";q=3;w=\d+', answers[0]["RateLimit-Policy"])
    left = [re.fullmatch(r'"default";r=(\d+);t=\d+', each["RateLimit"])[1] for each in answers]
    assert left == ["2", "1", "0"]


def test_who_asks_too_often_is_told_when_to_come_back(acme, three):
    client = bearer_of(acme)
    for _ in range(3):
        ask(client)
    refused = ask(client)
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert refused["Content-Type"] == "application/problem+json"
    assert int(refused["Retry-After"]) >= 1
    assert refused["RateLimit"].startswith('"default";r=0;')


def test_each_token_each_user_and_each_address_is_counted_on_its_own(acme, three):
    user = MembershipFactory(organization=acme).user
    session = client_of(acme)
    askers = [bearer(user, acme), bearer(user, acme), session]
    for client in askers:
        assert [ask(client).status_code for _ in range(4)] == [200, 200, 200, 429]
    docs = [Client().get(f"{API}/docs/").status_code for _ in range(4)]
    assert docs == [200, 200, 200, 429]
    assert Client(REMOTE_ADDR="192.0.2.1").get(f"{API}/docs/").status_code == 200


def test_who_guesses_tokens_is_stopped_and_good_ones_from_there_go_on(acme):
    good = bearer_of(acme)
    for _ in range(api_limits.GUESSES_PER_MINUTE):
        assert guess().status_code == 401
    stopped = guess()
    assert (stopped.status_code, stopped.json()["code"]) == (429, "throttled")
    assert int(stopped["Retry-After"]) >= 1
    assert ask(good).status_code == 200
    assert guess(REMOTE_ADDR="192.0.2.1").status_code == 401
    assert ask(client_of(acme)).status_code == 200


def test_a_token_that_has_expired_is_no_guess(acme):
    client = bearer_of(acme)
    ApiToken.objects.update(expiry=timezone.now() - timedelta(days=1))
    for _ in range(api_limits.GUESSES_PER_MINUTE + 1):
        assert ask(client).status_code == 401


def test_an_address_that_the_client_made_up_does_not_hide_a_guess(acme):
    for number in range(api_limits.GUESSES_PER_MINUTE):
        guess(HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert guess(HTTP_X_FORWARDED_FOR="192.0.2.250").status_code == 429


def test_an_api_that_cannot_count_still_answers(acme, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    assert ask(bearer_of(acme)).status_code == 200
