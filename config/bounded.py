"""Asking whether something answers, without ever waiting longer than was meant."""

import logging
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from time import monotonic

from django.db import connections

logger = logging.getLogger(__name__)


class Check:
    """`ask` raises, or does not return in time, where `name` is not well.

    It runs in a thread of its own, one at a time however many want to know, so that what hangs
    holds one thread and no more. They are daemons: no process waits for them at its end.
    """

    def __init__(self, name: str, ask: Callable[[], object]) -> None:
        self.name = name
        self._ask = ask
        self._lock = threading.Lock()
        self._asked: Future[None] | None = None

    def begin(self) -> "Future[None]":
        with self._lock:
            if self._asked is None or self._asked.done():
                self._asked = Future()
                thread = threading.Thread(
                    target=self._answer, args=(self._asked,), name=f"check-{self.name}", daemon=True
                )
                thread.start()
            return self._asked

    def _answer(self, asked: "Future[None]") -> None:
        try:
            self._ask()
        except Exception as fault:
            # By its type: the text of a refused connection may repeat what it was opened with.
            logger.warning("%s is not well (%s)", self.name, type(fault).__name__)
            asked.set_exception(fault)
        else:
            asked.set_result(None)
        finally:
            connections.close_all()


def failing(checks: Iterable[Check], *, seconds: float) -> list[str]:
    """The names of those that are not well, all of them asked at once."""
    deadline = monotonic() + seconds
    begun = [(check.name, check.begin()) for check in checks]
    return [name for name, asked in begun if not _held(asked, seconds=deadline - monotonic())]


def _held(asked: "Future[None]", *, seconds: float) -> bool:
    try:
        return asked.exception(timeout=max(0.0, seconds)) is None
    except TimeoutError:
        return False
