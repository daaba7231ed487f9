"""Second factors: how their secrets are kept, who must have one, and taking one away."""

from collections.abc import Callable
from typing import Any

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from organizations.models import Membership, User
from organizations.roles import Role
from organizations.sign_in.sealing import seal, unseal

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "That code is not right.",
        "cannot_delete_authenticator": "Your role needs a second factor here: it stays.",
    }

    def encrypt(self, text: str) -> str:
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Raises PermissionDenied where the site's secret key is not the one it was sealed with."""
        try:
            return unseal(encrypted_text)
        except InvalidToken:
            raise PermissionDenied(
                "Your second factor can no longer be read. The operator can reset it."
            ) from None

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        return not must_have_second_factor(authenticator.user)

    def build_totp_svg(self, url: str) -> str:
        """A QR code that stands in the page itself: one path, no styles, no data address."""
        code = qrcode.QRCode(border=3)
        code.add_data(url)
        rows = code.get_matrix()
        dark = (f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on)
        return (
            f'<svg class="qr" viewBox="0 0 {len(rows)} {len(rows)}" role="img" '
            f'aria-label="QR code of the key below"><path d="{"".join(dark)}"/></svg>'
        )


def must_have_second_factor(user: Any) -> bool:
    """With BAKEOFF_REQUIRE_MFA: staff, superusers, and admins of an organisation."""
    if not settings.REQUIRE_MFA or not user.is_authenticated:
        return False
    if user.is_staff or user.is_superuser:
        return True
    return Membership.objects.filter(user=user, role=Role.ADMIN).exists()


def owes_second_factor(user: Any) -> bool:
    return must_have_second_factor(user) and not is_mfa_enabled(user, FACTORS)


def take_away_second_factor(user: User) -> int:
    """For somebody who lost both device and recovery codes; how many authenticators went."""
    gone, _ = Authenticator.objects.filter(user=user).delete()
    return int(gone)


class SecondFactorMiddleware:
    """Leads who owes a second factor to where one is set up. The API refuses by itself."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.REQUIRE_MFA and not _is_open(request.path) and owes_second_factor(request.user):
            return redirect("mfa_index")
        return self.get_response(request)


def _is_open(path: str) -> bool:
    return path == reverse("account_logout") or path.startswith((reverse("mfa_index"), "/api/"))
