"""Work runs in this process, without the site: for an installation that has no broker."""

import signal
import time
from typing import Any

from django.conf import settings
from django.core.checks import Tags
from django.core.management.base import BaseCommand, CommandError

from experiments.embedded import POLL_SECONDS, embedded_worker
from experiments.exporter import serve_metrics
from experiments.work.active import active_drains
from organizations.migrating import ensure_migrated

WITH_BROKER = "`celery -A config worker -Q control,attempts,validation,evaluation`"


class Command(BaseCommand):
    # The others are of pages, which no worker has.
    requires_system_checks = [Tags.compatibility, Tags.models]
    help = f"Work runs until stopped. With a broker, use {WITH_BROKER} instead."

    def handle(self, **_: Any) -> None:
        if not settings.EMBEDDED_WORKER:
            raise CommandError(f"A broker is configured: start {WITH_BROKER} instead.")
        ensure_migrated()
        serve_metrics()
        asked: list[int] = []

        def stop(number: int, _: Any) -> None:
            """First let the calls in flight end; who asks again does not want to wait."""
            if asked:
                active_drains.stop(abort=True)
            asked.append(number)

        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, stop)
        with embedded_worker(patient=True):
            self.stdout.write("working")
            self.stdout.flush()  # whoever waits for the word may read it from a pipe
            # Not an Event: a handler that sets it while this thread takes its lock never returns.
            while not asked:
                time.sleep(POLL_SECONDS)
