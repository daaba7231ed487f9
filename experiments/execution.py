"""Working hints: what a task does, apart from how it is sent."""

import logging
import time
from functools import partial
from uuid import UUID

from django.db import connection

from experiments.models import Run
from experiments.seats import Guest, Key, Seats
from experiments.work.active import active_drains
from experiments.work.drain import Hint, drain
from experiments.work.stage import stage_named, stages

logger = logging.getLogger(__name__)
seats = Seats()
SPARE_THREADS = 4  # for hints that find no seat, and for the reconciler
SOON_SECONDS = 0.01


def threads_needed() -> int:
    """In a worker process. Fewer than there are seats, and hints would wait for the slowest job."""
    return sum(stage.runs_at_once for stage in stages()) + SPARE_THREADS


def work_stage(name: str, run_id: str, *, hint: Hint) -> None:
    """Drain a stage of a run, and whatever waits for a seat afterwards. Where there is no seat, the
    run is remembered; a drain that is at work already is woken."""
    hinted = (name, UUID(run_id))
    key = hinted if _seated(hinted) else None
    while key:
        again = _drained(key, hint=hint)
        following = seats.pass_on(key)
        if again:  # only now: it comes after those that wait
            hint(*key)
        key = following


def _seated(key: Key) -> bool:
    name, run_id = key
    if seats.has(key) and active_drains.wake(key):
        return False
    organization = _organization_of(run_id)
    if organization is None:
        return False
    guest = Guest(key=key, organization=organization, most=stage_named(name).runs_at_once)
    while not seats.take(guest):
        if not seats.has(key) or active_drains.wake(key):
            return False
        time.sleep(SOON_SECONDS)  # it is about to begin, or has just ended
    return True


def _drained(key: Key, *, hint: Hint) -> bool:
    """Whether to hint again. Whatever becomes of it, the seat goes on to others."""
    name, run_id = key
    try:
        return drain(stage_named(name), run_id, hint=hint, others_wait=partial(seats.wanted, key))
    except Exception:
        logger.exception("A drain of %s failed; the reconciler hints again", run_id)
        return False


def _organization_of(run_id: UUID) -> UUID | None:
    """None: there is no such run. The thread keeps no connection for as long as it works."""
    runs = Run.worked.filter(pk=run_id).values_list("experiment__organization_id", flat=True)
    try:
        return runs.first()
    finally:
        connection.close()
