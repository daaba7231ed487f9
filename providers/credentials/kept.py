"""Answers of a store on the network, kept for seconds in this process's memory.

A drain asks every second, for each connection. A store is asked for a reference once in
FRESH_SECONDS, and one that did not answer is left alone for as long. While it does not answer,
what it said last holds for up to STALE_SECONDS more: a store that restarts ends no run. A plain
"no" counts at once. Whoever holds a lock takes what is at hand instead of waiting for a network.
"""

import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import monotonic

from providers.secrets import CredentialUnavailable, Secret, StoreUnreachable

logger = logging.getLogger(__name__)
FRESH_SECONDS = 5.0
STALE_SECONDS = 60.0
_at_hand: ContextVar[bool] = ContextVar("at_hand", default=False)


@contextmanager
def answers_at_hand() -> Iterator[None]:
    """Within it whatever a store has said counts, however old: for those who hold a lock. What
    it was never asked for is asked all the same, since without it there is no answer at all."""
    token = _at_hand.set(True)
    try:
        yield
    finally:
        _at_hand.reset(token)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    said: Secret | str  # a value, or the sentence that says why there is none
    at: float

    def value(self) -> str:
        if isinstance(self.said, Secret):
            return self.said.reveal()
        raise CredentialUnavailable(self.said)


class KeptAnswers:
    """For one store; asks it for one reference at a time."""

    def __init__(self, *, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._answers: dict[str, Answer] = {}
        self._silent: Answer | None = None

    def get(self, path: str, read: Callable[[str], str]) -> str:
        """Raises CredentialUnavailable."""
        if _at_hand.get() and (said := self._answers.get(path)):
            return said.value()  # not behind the lock: another thread may be asking
        with self._lock:
            self._forget()
            known = self._answers.get(path)
            if known and self._age(known) < FRESH_SECONDS:
                return known.value()
            if self._silent and self._age(self._silent) < FRESH_SECONDS:
                return (known or self._silent).value()
            return self._ask(path, read, known=known).value()

    def clear(self) -> None:
        with self._lock:
            self._answers, self._silent = {}, None

    def _ask(self, path: str, read: Callable[[str], str], *, known: Answer | None) -> Answer:
        try:
            said: Secret | str = Secret(read(path))
        except StoreUnreachable as fault:
            self._silent = Answer(said=fault.sentence, at=self._clock())
            return known or self._silent
        except CredentialUnavailable as fault:
            said = fault.sentence
        except Exception as fault:  # a library's own; its text may hold what the store answered
            logger.error("A store of credentials failed (%s)", type(fault).__name__)  # noqa: TRY400
            self._silent = Answer(said="The store of this credential failed.", at=self._clock())
            return known or self._silent
        self._silent = None
        self._answers[path] = Answer(said=said, at=self._clock())
        return self._answers[path]

    def _forget(self) -> None:
        oldest = FRESH_SECONDS + STALE_SECONDS
        self._answers = {p: a for p, a in self._answers.items() if self._age(a) < oldest}

    def _age(self, answer: Answer) -> float:
        return self._clock() - answer.at
