"""Signing in as people do, for the tests of what stands in the way."""

import time
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from organizations.models import User
from organizations.tests.factories import PASSWORD, UserFactory

PERIOD = 30


def sign_in(client: Client, *, username: str, password: str = PASSWORD, **extra: Any) -> Any:
    return client.post(reverse("sign-in"), {"username": username, "password": password, **extra})


def confirm(client: Client, password: str = PASSWORD) -> Any:
    """That it is still the same person, before security settings."""
    return client.post(reverse("account_reauthenticate"), {"password": password})


def enter(client: Client, code: str) -> Any:
    return client.post(reverse("mfa_authenticate"), {"code": code})


def code_of(secret: str, *, now: float | None = None) -> str:
    """What an authenticator app shows."""
    counter = int(now or time.time()) // PERIOD
    return format_hotp_value(hotp_value(secret, counter))


def wrong_code(secret: str) -> str:
    near = {code_of(secret, now=time.time() + PERIOD * step) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "111111", "222222", "333333") if code not in near)


def enrolled(**fields: Any) -> tuple[User, str]:
    """A user with an authenticator app and recovery codes, and the app's secret."""
    user = UserFactory(**fields)
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return user, secret


def recovery_codes(user: User) -> list[str]:
    found = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES)
    return list(found.wrap().get_unused_codes())


def is_signed_in(client: Client) -> bool:
    response: HttpResponse = client.get(reverse("home"))
    return response.status_code == 200
