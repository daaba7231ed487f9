"""Answers of a store on the network, kept for seconds in this process's memory.

A drain asks every second, for each connection. A store is asked for a reference once in
FRESH_SECONDS, for ANSWER_SECONDS at the most, and one that did not answer is left alone for as
long. While it does not answer, what it said last holds for up to STALE_SECONDS more: a store that
restarts ends no run. A plain "no" counts at once. Whoever holds a lock of the database takes what
is at hand and waits for no network.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from providers.credentials.askers import LATE, Askers
from providers.secrets import CredentialUnavailable, Secret, StoreUnreachable

logger = logging.getLogger(__name__)
FRESH_SECONDS = 5.0
STALE_SECONDS = 60.0
ANSWER_SECONDS = 4.0  # of the wall clock: from resolving the store's name to the last byte
_at_hand: ContextVar[bool] = ContextVar("at_hand", default=False)


@contextmanager
def answers_at_hand() -> Iterator[None]:
    """Within it whatever a store has said counts, however old, and nothing is asked: for those
    who hold a lock. What it was never asked for may be had later (StoreUnreachable)."""
    token = _at_hand.set(True)
    try:
        yield
    finally:
        _at_hand.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A value, or the sentence that says why there is none, with the fault that it is: one that
    may pass is a StoreUnreachable."""

    said: Secret | str
    at: float
    fault: type[CredentialUnavailable] = CredentialUnavailable

    def value(self) -> str:
        if isinstance(self.said, Secret):
            return self.said.reveal()
        raise self.fault(self.said)


UNASKED = Answer(
    said="The store of this credential was not asked yet.", at=0.0, fault=StoreUnreachable
)
BUSY = Answer(said=LATE, at=0.0, fault=StoreUnreachable)


class KeptAnswers:
    """For one store; asks it for one reference at a time."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._askers = Askers()
        self._answers: dict[str, Answer] = {}
        self._silent: Answer | None = None

    def get(self, path: str, read: Callable[[str], str]) -> str:
        """Within twice ANSWER_SECONDS: others may be asking first. Raises CredentialUnavailable,
        and of those StoreUnreachable where it may pass."""
        if _at_hand.get():
            return (self._answers.get(path) or self._silent or UNASKED).value()
        if not self._lock.acquire(timeout=ANSWER_SECONDS):
            return self._meanwhile(path).value()
        try:
            return self._answer(path, read).value()
        finally:
            self._lock.release()

    def clear(self) -> None:
        with self._lock:
            self._answers, self._silent = {}, None

    def _meanwhile(self, path: str) -> Answer:
        """While another thread asks and asks."""
        known = self._answers.get(path)
        return known if known and not self._is_forgotten(known) else BUSY

    def _answer(self, path: str, read: Callable[[str], str]) -> Answer:
        self._answers = {p: a for p, a in self._answers.items() if not self._is_forgotten(a)}
        known = self._answers.get(path)
        if known and self._age(known) < FRESH_SECONDS:
            return known
        if self._silent and self._age(self._silent) < FRESH_SECONDS:
            return known or self._silent
        return self._ask(path, read, known=known)

    def _ask(self, path: str, read: Callable[[str], str], *, known: Answer | None) -> Answer:
        try:
            said = Secret(self._askers.ask(path, read, seconds=ANSWER_SECONDS))
        except StoreUnreachable as fault:
            silence = self._silence(fault.sentence)
            return known or silence
        except CredentialUnavailable as fault:
            return self._keep(path, Answer(said=fault.sentence, at=self._clock()))
        except Exception as fault:  # a library's own; its text may hold what the store answered
            logger.error("A store of credentials failed (%s)", type(fault).__name__)  # noqa: TRY400
            silence = self._silence("The store of this credential failed.")
            return known or silence
        return self._keep(path, Answer(said=said, at=self._clock()))

    def _keep(self, path: str, answer: Answer) -> Answer:
        self._silent = None
        self._answers[path] = answer
        return answer

    def _silence(self, sentence: str) -> Answer:
        if self._silent is None:
            logger.warning("%s", sentence)
        self._silent = Answer(said=sentence, at=self._clock(), fault=StoreUnreachable)
        return self._silent

    def _is_forgotten(self, answer: Answer) -> bool:
        return self._age(answer) >= FRESH_SECONDS + STALE_SECONDS

    def _age(self, answer: Answer) -> float:
        return self._clock() - answer.at
