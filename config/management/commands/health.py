"""Whether a process without a port of its own is well: for the health check of its container."""

import socket
from argparse import ArgumentParser
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import current_app
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.bounded import Check, failing
from config.health import Unready
from experiments.models import Reconciling


class Command(BaseCommand):
    help = (
        "Exits 0 where the worker answers over the broker, or where somebody has reconciled of late"
        " (beat sends, a worker does it); else 1, after --timeout seconds at the latest."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("what", choices=["worker", "reconciler"])
        parser.add_argument("--name", default=f"celery@{socket.gethostname()}", help="the worker's")
        parser.add_argument("--within", type=float, default=60, help="seconds, for the reconciler")
        parser.add_argument("--timeout", type=float, default=5, help="seconds")

    def handle(
        self, *, what: str, name: str, within: float, timeout: float, **options: Any
    ) -> None:
        if what == "worker" and settings.EMBEDDED_WORKER:
            raise CommandError("The worker is in the site's process, which answers at /healthz.")
        questions: dict[str, Callable[[], None]] = {
            "worker": lambda: ask_worker(name, seconds=timeout),
            "reconciler": lambda: ask_reconciler(within=timedelta(seconds=within)),
        }
        if failing([Check(what, questions[what])], seconds=timeout):
            raise CommandError(f"The {what} does not answer, or not as it should.")
        self.stdout.write("ok")


def ask_worker(name: str, *, seconds: float) -> None:
    """The loop that takes hints answers, whatever the threads beside it wait for."""
    if not current_app.control.ping(destination=[name], timeout=seconds, limit=1):
        raise Unready(f"{name} does not answer")


def ask_reconciler(*, within: timedelta) -> None:
    turn = Reconciling.objects.filter(pk=1).first()
    if turn is None or timezone.now() - turn.last_at > within:
        raise Unready("nobody has reconciled of late")
