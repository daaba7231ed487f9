"""Whether this process lives (`/healthz`), and whether it can do its work (`/readyz`).

Asked by load balancers and container runtimes: by any host name, over plain HTTP, without a user.
They tell nothing but the names of what fails.
"""

from collections.abc import Callable
from functools import cache

from celery import current_app
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse

from config.bounded import Check, failing

READY_SECONDS = 2.0


class Unready(Exception):
    """Something answers, and is not as it must be."""


def ask_database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def ask_migrations() -> None:
    """Those of this version of the code are applied; later ones do no harm here."""
    if needed_migrations() - set(MigrationRecorder(connection).applied_migrations()):
        raise Unready("migrations are missing")


def ask_broker() -> None:
    if settings.EMBEDDED_WORKER:
        return
    with current_app.connection_for_write() as broker:
        broker.ensure_connection(max_retries=1, interval_start=0, timeout=READY_SECONDS)


@cache
def needed_migrations() -> frozenset[tuple[str, str]]:
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).graph.nodes)


READINESS = (
    Check("database", ask_database),
    Check("migrations", ask_migrations),
    Check("broker", ask_broker),
)


def healthz() -> HttpResponse:
    return _answer({"status": "ok"}, status=200)


def readyz() -> HttpResponse:
    names = failing(READINESS, seconds=READY_SECONDS)
    if names:
        return _answer({"status": "not ready", "failing": names}, status=503)
    return _answer({"status": "ready", "failing": []}, status=200)


class HealthMiddleware:
    """In front of everything: a probe knows no allowed host, no HTTPS and no session."""

    answers = {"/healthz": healthz, "/readyz": readyz}

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.answers.get(request.path_info)
        if answer is None:
            return self.get_response(request)
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        return answer()


def _answer(body: dict[str, object], *, status: int) -> HttpResponse:
    return JsonResponse(body, status=status, headers={"Cache-Control": "no-store"})
