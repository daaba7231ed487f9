"""Who is asking. A further way of signing in is one more class here, listed in REST_FRAMEWORK;
views only ever see `request.user`, who carries the token that he came with."""

from typing import Any

from drf_spectacular import authentication as schemes
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import authentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied, Throttled
from rest_framework.request import Request

from config.api_limits import guesses_of
from organizations.models import ApiToken, User
from organizations.sign_in.second_factor import owes_second_factor
from organizations.tokens import token_of, user_acting_by


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer bko_…`. One that is not good any more is a 401, never the session.

    Whoever tries values that are no token at all is answered 429 for the rest of the minute;
    good tokens from behind the same address go on.
    """

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        words = request.headers.get("Authorization", "").split()
        if not words or words[0].lower() != "bearer":
            return None
        token = token_of(words[1]) if len(words) == 2 else None
        if token is None:
            _count_guess(request)
        user = user_acting_by(token) if token else None
        if user is None or token is None:
            raise AuthenticationFailed("The token is not valid.", code="token_invalid")
        return user, token

    def authenticate_header(self, request: Request) -> str:
        """What a 401 says in WWW-Authenticate (RFC 6750 §3)."""
        said = request.headers.get("Authorization", "").lower().startswith("bearer")
        return 'Bearer realm="api", error="invalid_token"' if said else 'Bearer realm="api"'


def _count_guess(request: Request) -> None:
    guesses = guesses_of(request._request)
    if guesses.is_over:
        raise Throttled(wait=guesses.seconds_left)
    guesses.count()


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session. Unsafe methods need the CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        found = super().authenticate(request)
        if found and owes_second_factor(found[0]):
            raise PermissionDenied(
                "Your role needs a second factor: set one up at /security/ first.",
                code="second_factor_missing",
            )
        return found

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refusal:
            raise PermissionDenied(str(refusal.detail), code="csrf_failed") from None


class TokenScheme(OpenApiAuthenticationExtension):
    """For the OpenAPI document; defining it registers it."""

    target_class = "config.api_auth.TokenAuthentication"
    name = "bearerAuth"
    priority = 0

    def get_security_definition(self, auto_schema: Any) -> Any:
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A token of one organisation, with the scope read, run or admin.",
        }


class SessionScheme(schemes.SessionScheme):
    """For the OpenAPI document; defining it registers it."""

    target_class = "config.api_auth.SessionAuthentication"
    priority = 0

    def get_security_definition(self, auto_schema: Any) -> Any:
        return super().get_security_definition(auto_schema) | {
            "description": "The session of the site's sign-in page. "
            "Unsafe methods need the CSRF token in the header X-CSRFToken."
        }
