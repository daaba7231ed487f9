"""Celery tasks: hints carry ids only, may be lost, and may come twice."""

import logging
from uuid import UUID

from celery import shared_task
from celery.signals import celeryd_init, worker_init, worker_ready, worker_shutting_down
from django.conf import settings
from kombu.exceptions import OperationalError

from experiments.execution import work_stage
from experiments.exporter import serve_metrics
from experiments.stopping import Stop
from experiments.work.active import active_drains
from experiments.work.reconcile import reconcile as put_right
from providers.registry import load_all

logger = logging.getLogger(__name__)
stop = Stop(active_drains)
HINT_SECONDS = 60  # an older hint says nothing that the reconciler has not said since


@shared_task(name="experiments.drain")
def drain(stage: str, run_id: str) -> None:
    work_stage(stage, run_id, hint=hint)


@shared_task(name="experiments.reconcile")
def reconcile() -> None:
    put_right(hint=hint)


def hint(stage: str, run_id: UUID) -> None:
    """Tell some worker that a stage of a run has work. A lost hint costs one reconciliation."""
    try:
        drain.apply_async((stage, str(run_id)), queue=stage, retry=False, expires=HINT_SECONDS)
    except OperationalError:
        logger.warning("The broker is away; the reconciler will hint again", exc_info=True)


@worker_init.connect
def load_adapters(**_: object) -> None:
    """A worker's first run does not wait for what can be imported while there is none."""
    load_all()


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
