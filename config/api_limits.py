"""How often somebody may ask, counted in the shared cache by the minute.

The counters are there to keep one client from taking the place of the others. They fail open:
an API that cannot count still answers.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from config.audit import client_address

logger = logging.getLogger(__name__)
WINDOW_SECONDS = 60
GUESSES_PER_MINUTE = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The current minute of one counter."""

    key: str
    limit: int
    seconds_left: int

    def used(self) -> int:
        return self._asked(lambda: int(cache.get(self.key, 0)))

    def count(self) -> int:
        """How often it was counted by now, this time included."""
        return self._asked(self._increment)

    @property
    def is_over(self) -> bool:
        return self.used() >= self.limit

    def _increment(self) -> int:
        cache.add(self.key, 0, timeout=2 * WINDOW_SECONDS)
        return int(cache.incr(self.key))

    def _asked(self, question: Callable[[], int]) -> int:
        try:
            return question()
        except (OSError, RedisError, ValueError) as fault:  # ValueError: evicted in between
            logger.warning("A rate limit could not be counted (%s).", type(fault).__name__)
            return 0


def window(name: str, *, limit: int) -> Window:
    minute, gone = divmod(int(time.time()), WINDOW_SECONDS)
    return Window(
        key=f"limit:{name}:{minute}", limit=limit, seconds_left=max(WINDOW_SECONDS - gone, 1)
    )


def guesses_of(request: HttpRequest) -> Window:
    """Values from one address that are no token."""
    return window(f"guesses:{client_address(request)}", limit=GUESSES_PER_MINUTE)


class RequestThrottle(BaseThrottle):
    """BAKEOFF_API_REQUESTS_PER_MINUTE for each token, each user, or each nameless address."""

    def allow_request(self, request: Request, view: Any) -> bool:
        self.window = window(_asker(request), limit=settings.API_REQUESTS_PER_MINUTE)
        remaining = self.window.limit - self.window.count()
        request._request.rate_limit = (self.window, max(remaining, 0))  # type: ignore[attr-defined]
        return remaining >= 0

    def wait(self) -> float:
        return self.window.seconds_left


class RateLimitMiddleware:
    """Tells what is left, in the fields of the IETF's draft-ietf-httpapi-ratelimit-headers."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if counted := getattr(request, "rate_limit", None):
            now, remaining = counted
            response["RateLimit-Policy"] = f'"default";q={now.limit};w={WINDOW_SECONDS}'
            response["RateLimit"] = f'"default";r={remaining};t={now.seconds_left}'
        return response


def _asker(request: Request) -> str:
    if request.user.is_authenticated:
        token = request.user.acting_token
        return f"token:{token.pk}" if token else f"user:{request.user.pk}"
    return f"address:{client_address(request._request)}"
