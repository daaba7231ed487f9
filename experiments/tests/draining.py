"""The engine at work in the test's own process: its drains and its reconciler, without Celery.

For what does not depend on processes; what does is tested with `experiments.tests.processes`.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from ipaddress import ip_network
from typing import Any
from uuid import UUID

from django.db import connections

from experiments.models import Attempt, Run
from experiments.states import RunState
from experiments.work.active import active_drains
from experiments.work.drain import drain
from experiments.work.reconcile import reconcile
from experiments.work.stage import stage_named

Answer = tuple[int, Any, dict[str, str]]


def quicken(settings: Any) -> None:
    settings.EGRESS_ALLOWED_CIDRS = (ip_network("127.0.0.0/8"),)
    settings.LEASE_SECONDS = 2.0


def scripted(
    answers: dict[str, list[Answer]], *, otherwise: Answer
) -> Callable[[dict[str, Any]], Answer]:
    """By the start of the prompt, what to answer to the first call, the second and so on; the
    last one is repeated."""
    left = {start: list(script) for start, script in answers.items()}
    lock = threading.Lock()

    def answer(body: dict[str, Any]) -> Answer:
        prompt = body["messages"][0]["content"]
        script = next((script for start, script in left.items() if prompt.startswith(start)), None)
        if script is None:
            return otherwise
        with lock:
            return script.pop(0) if len(script) > 1 else script[0]

    return answer


def reconciled() -> list[tuple[str, UUID]]:
    """One reconciliation; returns its hints."""
    hints: list[tuple[str, UUID]] = []
    reconcile(hint=lambda name, run_id: hints.append((name, run_id)))
    return hints


def drained(run: Run, stage: str = "attempts") -> list[tuple[str, UUID]]:
    """One drain of one stage; returns its hints."""
    hints: list[tuple[str, UUID]] = []
    if drain(stage_named(stage), run.pk, hint=lambda *found: hints.append(found)):
        hints.append((stage, run.pk))
    return hints


def worked(run: Run, *, seconds: float = 180) -> list[Attempt]:
    """Work the run to its end as workers would, hint by hint; returns its attempts in order."""
    deadline = time.monotonic() + seconds
    hints: list[tuple[str, UUID]] = []
    while Run.worked.get(pk=run.pk).state == RunState.RUNNING:
        assert time.monotonic() < deadline, f"the run did not end within {seconds} s"
        hints += reconciled()
        while hints and time.monotonic() < deadline:
            name, run_id = hints.pop(0)
            hints += drained(Run(pk=run_id), name)
    run.refresh_from_db()
    return list(Attempt.objects.filter(run=run).order_by("task__key", "arm__key", "repeat"))


@contextmanager
def at_work(run: Run, stage: str = "attempts") -> Iterator[list[tuple[str, UUID]]]:
    """A drain in a thread beside the block, which ends when the drain does; yields its hints."""
    hints: list[tuple[str, UUID]] = []

    def work() -> None:
        try:
            if drain(stage_named(stage), run.pk, hint=lambda *found: hints.append(found)):
                hints.append((stage, run.pk))
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield hints
    except BaseException:
        active_drains.stop(abort=True)
        active_drains.allow()
        raise
    finally:
        thread.join(timeout=60)
        assert not thread.is_alive(), "the drain did not end"
