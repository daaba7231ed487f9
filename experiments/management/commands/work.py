"""Work runs in this process, without the site: for an installation that has no broker."""

import signal
import threading
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from experiments.embedded import embedded_worker


class Command(BaseCommand):
    help = "Work runs until stopped. With a broker, use `celery -A config worker` instead."

    def handle(self, **_: Any) -> None:
        if not settings.EMBEDDED_WORKER:
            raise CommandError("A broker is configured: start `celery -A config worker` instead.")
        stopped = threading.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda *_: stopped.set())
        with embedded_worker():
            self.stdout.write("working")
            stopped.wait()
