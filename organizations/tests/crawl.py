"""Every address that the site answers, from its resolver: what is added later is found too."""

import re
from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from django.urls import URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

PARAMETER = re.compile(r"<(?:[^:>]+:)?([^>]+)>")
NOBODYS = "/api/v1/no/such/place/"


def public_routes(prefix: str = "/") -> list[str]:
    """Routes such as /runs/<uuid:run_id>/, but for the admin, which has rules of its own."""
    found = sorted(set(_routes(get_resolver().url_patterns, "/")))
    return [route for route in found if route.startswith(prefix) and "/admin/" not in route]


def addresses(route: str, values: Mapping[str, list[Any]]) -> Iterator[str]:
    """The route with every combination of values. A parameter that is unknown takes them all,
    so that a new one is tried before anybody names it."""
    names = PARAMETER.findall(route)
    everything = [value for listed in values.values() for value in listed]
    for chosen in product(*(values.get(name, everything) for name in names)):
        rest = iter(chosen)
        yield PARAMETER.sub(lambda _: str(next(rest)), route)  # noqa: B023 - used at once


def body_of(response: Any) -> str:
    """Head and body, streamed or not."""
    parts = response.streaming_content if response.streaming else [response.content]
    head = "".join(f"{name}: {value}\n" for name, value in response.items())
    return head + b"".join(parts).decode(errors="replace")


def _routes(patterns: Any, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            yield NOBODYS
        elif isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            yield prefix + str(pattern.pattern)
