"""Work runs in this process, without the site: for an installation that has no broker."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from experiments.embedded import embedded_worker
from experiments.work.active import active_drains
from organizations.migrating import ensure_migrated


class Command(BaseCommand):
    help = "Work runs until stopped. With a broker, use `celery -A config worker` instead."

    def handle(self, **_: Any) -> None:
        if not settings.EMBEDDED_WORKER:
            raise CommandError("A broker is configured: start `celery -A config worker` instead.")
        ensure_migrated()
        stopped = threading.Event()

        def stop(*_: Any) -> None:
            """First let the calls in flight end; who asks again does not want to wait."""
            if stopped.is_set():
                active_drains.stop(abort=True)
            stopped.set()

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        with embedded_worker(patient=True):
            self.stdout.write("working")
            stopped.wait()
