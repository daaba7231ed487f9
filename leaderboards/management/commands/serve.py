"""./bakeoff serve: the site with its embedded worker, in one process."""

import logging
import signal
from argparse import ArgumentParser
from contextlib import ExitStack
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from gunicorn.app.base import BaseApplication

from experiments.embedded import LEAVE_SECONDS, embedded_worker
from experiments.work.active import active_drains
from organizations.migrating import ensure_migrated

THREADS = 8
logger = logging.getLogger(__name__)
REQUEST_SECONDS = 10  # in which requests end


class Command(BaseCommand):
    help = "Serve the site; without a broker, work the runs in the same process."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, port: int, host: str, **_: Any) -> None:
        ensure_migrated()
        self.stdout.write(f"Bakeoff is at http://{host}:{port}/ (Ctrl-C stops it)")
        self.stdout.flush()  # it serves until it is stopped, and its log may be a pipe
        Site(bind=f"{host}:{port}").run()


class Site(BaseApplication):
    """gunicorn with one process, so that there is one embedded worker."""

    def __init__(self, *, bind: str) -> None:
        self.bind = bind
        self.workers = ExitStack()
        super().__init__()

    def load_config(self) -> None:
        for name, value in {
            "bind": self.bind,
            "workers": 1,
            "threads": THREADS,
            "worker_class": "gthread",
            "timeout": 120,
            "graceful_timeout": graceful_seconds(),
            "control_socket_disable": True,
            "post_worker_init": self.start_worker,
            "worker_exit": self.stop_worker,
        }.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        return get_wsgi_application()

    def start_worker(self, _: Any) -> None:
        if settings.EMBEDDED_WORKER:
            self.workers.enter_context(embedded_worker(patient=True))

    def stop_worker(self, _server: Any, _worker: Any) -> None:
        """Calls in flight end first; who asks again does not want to wait."""
        for name in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
            signal.signal(name, lambda *_: active_drains.stop(abort=True))
        if active_drains.at_work():
            logger.warning("What is in flight ends first; Ctrl-C aborts it")
        self.workers.close()


def graceful_seconds() -> int:
    """Until gunicorn kills a process that was told to stop, by when its calls are handed in."""
    grace = settings.STOP_GRACE_SECONDS + LEAVE_SECONDS if settings.EMBEDDED_WORKER else 0
    return int(REQUEST_SECONDS + grace) + 1
