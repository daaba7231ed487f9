"""Celery tasks: hints carry ids only, may be lost, and may come twice."""

import gc
from typing import Any
from uuid import UUID

from celery import shared_task
from celery.concurrency import get_implementation
from celery.concurrency.thread import TaskPool
from celery.signals import celeryd_init, worker_init, worker_ready, worker_shutting_down
from django.conf import settings

from experiments.execution import threads_needed, work_stage
from experiments.exporter import serve_metrics
from experiments.hints import Outbox
from experiments.stopping import Stop
from experiments.work.active import active_drains
from experiments.work.finish import publisher
from experiments.work.reconcile import reconcile as put_right
from providers.prices import load_prices
from providers.registry import load_all

stop = Stop(active_drains)
GARBAGE = 5_000  # objects between two looks for it
HINT_SECONDS = 60  # an older hint says nothing that the reconciler has not said since


@shared_task(name="experiments.drain")
def drain(stage: str, run_id: str) -> None:
    work_stage(stage, run_id, hint=hint)


@shared_task(name="experiments.reconcile")
def reconcile() -> None:
    put_right(hint=hint)


def _send(stage: str, run_id: UUID) -> None:
    drain.apply_async((stage, str(run_id)), queue=stage, retry=False, expires=HINT_SECONDS)


outbox = Outbox(_send)


def hint(stage: str, run_id: UUID) -> None:
    """Tell some worker that a stage of a run has work. Returns at once. A lost hint costs one
    reconciliation."""
    outbox.put(stage, run_id)


@worker_init.connect
def load_ahead(**_: object) -> None:
    """A worker's first run does not wait for what can be imported while there is none. What is
    there by now stays: looking through it for garbage would halt all calls for a tenth of a second,
    again and again."""
    load_all()
    load_prices()
    publisher()
    gc.freeze()
    gc.set_threshold(GARBAGE)


@worker_init.connect
def have_threads(sender: Any, **_: object) -> None:
    """Enough of them, whatever `-c` says: they are made when they are needed, and wait cheaply.
    Raises SystemExit for another pool, whose drains no signal would reach."""
    if get_implementation(sender.pool_cls) is not TaskPool:
        raise SystemExit("Bakeoff's workers need threads: leave out -P, or say -P threads.")
    asked = sender.concurrency if isinstance(sender.concurrency, int) else 0
    sender.concurrency = max(asked, threads_needed())


@worker_ready.connect
def expose_metrics(**_: object) -> None:
    """Not in the embedded worker: its site has them under /metrics."""
    serve_metrics()


@celeryd_init.connect
def watch_for_stop(**_: object) -> None:
    stop.watch(grace_seconds=settings.STOP_GRACE_SECONDS)


@worker_shutting_down.connect
def finish_in_flight(**_: object) -> None:
    """In a signal's handler. A second signal does not want to wait."""
    stop.ask()
