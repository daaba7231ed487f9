"""What the site tells of the requests it answers: how many, how fast, and a span for each.

Routes are patterns with their parameters' names, and methods are those that HTTP defines, so there
are as many labels as the program has routes, whatever is asked for.
"""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from config.request_ids import current_request_id
from experiments import tracing

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
AREAS = ("api/", "admin/")
NOWHERE = "(none)"

REQUESTS = Counter(
    "bakeoff_http_requests", "Requests answered, by route.", ["method", "route", "status"]
)
SECONDS = Histogram("bakeoff_http_request_seconds", "From request to answer.", ["area"])


class ObservingMiddleware:
    """Behind the one that gives the request its id, in front of all that takes time."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        method = request.method if request.method in METHODS else "other"
        parent = request.headers.get(tracing.HEADER, "")
        began = perf_counter()
        with tracing.span(str(method), kind="server", parent=parent) as opened:
            response = self.get_response(request)
            route = route_of(request)
            if opened is not None:
                _describe(opened, str(method), route=route, status=response.status_code)
        SECONDS.labels(_area(route)).observe(perf_counter() - began)
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        return response


def route_of(request: HttpRequest) -> str:
    match = request.resolver_match
    return match.route if match and match.route else NOWHERE


def _area(route: str) -> str:
    return next((area for area in AREAS if route.startswith(area)), "pages").rstrip("/")


def _describe(opened: Any, method: str, *, route: str, status: int) -> None:
    opened.update_name(f"{method} {route}")
    opened.set_attributes(
        {
            "http.request.method": method,
            "http.route": route,
            "http.response.status_code": status,
            "bakeoff.request.id": current_request_id.get(),
        }
    )
    if status >= 500:
        tracing.fail(opened, code=str(status))
