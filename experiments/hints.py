"""Hints on their way to the broker. Pure.

Whoever has one to send does not wait: drains must go on while the broker is away, and so must the
site. A hint that is lost costs one reconciliation.
"""

import logging
import threading
from collections.abc import Callable
from uuid import UUID

logger = logging.getLogger(__name__)
Key = tuple[str, UUID]


class Outbox:
    """Thread-safe. A thread sends one after the other for as long as there are any. What waits
    already is not added again, and what waits behind one that failed is dropped with it."""

    def __init__(self, send: Callable[[str, UUID], None]) -> None:
        self._send = send
        self._lock = threading.Lock()
        self._waiting: dict[Key, None] = {}
        self._at_work = False

    def put(self, stage: str, run_id: UUID) -> None:
        with self._lock:
            self._waiting[stage, run_id] = None
            if self._at_work:
                return
            self._at_work = True
        threading.Thread(target=self._send_all, name="hints", daemon=True).start()

    def _send_all(self) -> None:
        while key := self._next():
            try:
                self._send(*key)
            except Exception:
                lost = 1 + self._drop()
                logger.warning("%d hints are lost; the reconciler hints again", lost, exc_info=True)

    def _next(self) -> Key | None:
        with self._lock:
            key = next(iter(self._waiting), None)
            if key is None:
                self._at_work = False
            else:
                del self._waiting[key]
            return key

    def _drop(self) -> int:
        with self._lock:
            dropped = len(self._waiting)
            self._waiting.clear()
            return dropped
