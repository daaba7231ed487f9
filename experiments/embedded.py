"""The embedded worker: a Celery worker in a thread of this process, on the in-memory broker,
and a timer thread in place of beat. The same tasks, the same drain."""

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from celery import current_app
from django.conf import settings
from django.db import connections

from experiments.tasks import hint
from experiments.work.active import active_drains
from experiments.work.reconcile import reconcile
from experiments.work.stage import stages

logger = logging.getLogger(__name__)
POLL_SECONDS = 0.1
ABORT_SECONDS, JOIN_SECONDS = 10.0, 10.0
# How long leaving takes at most beyond the grace of a patient one.
LEAVE_SECONDS = ABORT_SECONDS + 2 * JOIN_SECONDS


@contextmanager
def embedded_worker(*, only: UUID | None = None, patient: bool = False) -> Iterator[None]:
    """Work runs in this process for as long as the block lasts: all of them, or `only` one.

    On leaving, calls in flight are aborted and their rows put back, so nothing waits for a
    lease to expire. A patient worker claims no more and lets them end first, for up to
    STOP_GRACE_SECONDS: they are paid for.
    """
    worker = _controller()
    ended = threading.Event()
    threads = [
        threading.Thread(target=worker.start, name="worker", daemon=True),
        threading.Thread(target=_reconcile_until, args=(ended, only), daemon=True),
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        ended.set()
        if patient:
            active_drains.stop(abort=False)
            _wait_for_drains(seconds=settings.STOP_GRACE_SECONDS)
        active_drains.stop(abort=True)
        _wait_for_drains(seconds=ABORT_SECONDS)
        worker.stop()
        for thread in threads:
            thread.join(timeout=JOIN_SECONDS)
        active_drains.allow()


def _wait_for_drains(*, seconds: float) -> None:
    """Until they have handed in what they hold."""
    deadline = time.monotonic() + seconds
    while active_drains.at_work() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)


def _controller():  # type: ignore[no-untyped-def]  # celery is untyped
    queues = ["control", *(stage.name for stage in stages())]
    return current_app.WorkController(
        pool="threads",
        queues=queues,
        loglevel=logging.WARNING,
        without_heartbeat=True,
        without_mingle=True,
        without_gossip=True,
    )


def _reconcile_until(ended: threading.Event, only: UUID | None) -> None:
    def hint_chosen(stage: str, run_id: UUID) -> None:
        if only in (None, run_id):
            hint(stage, run_id)

    while not ended.is_set():
        try:
            reconcile(hint=hint_chosen)
        except Exception:
            logger.exception("Reconciling failed; trying again")
        finally:
            connections.close_all()
        ended.wait(settings.RECONCILE_SECONDS)
