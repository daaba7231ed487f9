"""The embedded worker: a Celery worker in a thread of this process, on the in-memory broker,
and a timer thread in place of beat. The same tasks, the same drain."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from celery import current_app
from django.conf import settings
from django.db import connections

from experiments.tasks import reconcile
from experiments.work.active import active_drains
from experiments.work.stage import stages

logger = logging.getLogger(__name__)
THREADS = 8
PATIENCE_SECONDS = 0.1


@contextmanager
def embedded_worker(*, patient: bool = False) -> Iterator[None]:
    """Work hints in this process for as long as the block lasts.

    On leaving, calls in flight are aborted and their rows put back, so nothing waits for a
    lease to expire. A patient worker claims no more and lets them end: they are paid for.
    """
    active_drains.allow()
    worker = _controller()
    ended = threading.Event()
    threads = [
        threading.Thread(target=worker.start, name="worker", daemon=True),
        threading.Thread(target=_reconcile_until, args=(ended,), name="reconciler", daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        active_drains.stop(abort=not patient)
        while patient and active_drains.at_work():
            time.sleep(PATIENCE_SECONDS)
        worker.stop()
        for thread in threads:
            thread.join(timeout=10)


def _controller():  # type: ignore[no-untyped-def]  # celery is untyped
    queues = ["control", *(stage.name for stage in stages())]
    return current_app.WorkController(
        pool="threads",
        concurrency=THREADS,
        queues=queues,
        loglevel=logging.WARNING,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )


def _reconcile_until(ended: threading.Event) -> None:
    while not ended.is_set():
        try:
            reconcile()
        except Exception:
            logger.exception("Reconciling failed; trying again")
        finally:
            connections.close_all()
        ended.wait(settings.RECONCILE_SECONDS)
