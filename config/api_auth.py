"""Who is asking. A further way of signing in (bearer tokens) is one more class here, listed in
REST_FRAMEWORK; views only ever see `request.user`."""

from typing import Any

from drf_spectacular import authentication as schemes
from rest_framework import authentication
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request


class SessionAuthentication(authentication.SessionAuthentication):
    """The browser's session. Unsafe methods need the CSRF token."""

    def authenticate_header(self, request: Request) -> str:
        """Makes an anonymous request a 401: there is a way to sign in."""
        return 'Session realm="api"'

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except PermissionDenied as refusal:
            raise PermissionDenied(str(refusal.detail), code="csrf_failed") from None


class SessionScheme(schemes.SessionScheme):
    """For the OpenAPI document; defining it registers it."""

    target_class = "config.api_auth.SessionAuthentication"
    priority = 0

    def get_security_definition(self, auto_schema: Any) -> Any:
        return super().get_security_definition(auto_schema) | {
            "description": "The session of the site's sign-in page. "
            "Unsafe methods need the CSRF token in the header X-CSRFToken."
        }
