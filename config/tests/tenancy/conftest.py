"""Two full organisations, built once for all that walk through them, and taken back after it."""

import logging
from collections.abc import Iterator

import pytest
from django.db import transaction

from config import api_auth
from config.tests.tenancy.people import BACKEND, token_as_it_was
from config.tests.tenancy.rows import World, two_organizations


@pytest.fixture(scope="package")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """The transaction of each test lies within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield two_organizations()
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def asked_as_often_as_it_takes(bare_admin, settings, caplog, monkeypatch):
    monkeypatch.setattr(api_auth, "token_of", token_as_it_was)
    settings.API_REQUESTS_PER_MINUTE = 10**9
    settings.ACCOUNT_RATE_LIMITS = False
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    # So that nobody can be signed out, and no table has to be asked who it is.
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, BACKEND]
    caplog.set_level(logging.ERROR, logger="django.request")
    caplog.set_level(logging.CRITICAL, logger="django.security")
