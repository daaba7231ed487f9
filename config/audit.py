"""Tells the audit log who is asking, for the time of a request."""

import ipaddress
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from config.request_ids import current_request_id
from organizations.audit.asking import Asker, asking


class AuditMiddleware:
    """Stands behind whatever sets `request.user`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asker = Asker(
            user=lambda: getattr(request, "user", None),
            address=client_address(request),
            request_id=current_request_id.get(),
        )
        with asking(asker):
            return self.get_response(request)


def client_address(request: HttpRequest) -> str | None:
    """Where the request came from: the connection's other end or, behind our own proxy, what that
    proxy added last. What stands before it in X-Forwarded-For is whatever the client wrote."""
    said = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        said = request.headers.get("X-Forwarded-For", said).rpartition(",")[2]
    try:
        return str(ipaddress.ip_address(said.strip()))
    except ValueError:
        return None
