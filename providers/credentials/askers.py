"""At most so long for one answer of a store, whatever its library does.

A library's own limits hold between two bytes: a server that sends one now and then is never late
for them. So a thread asks, and whoever waits for it goes on when the time is up. The thread ends
as soon as the server hangs up, falls silent or comes to an end; until then it takes one of a few
places, so that a server which never comes to an end costs a handful of threads and no more.
"""

import threading
from collections.abc import Callable
from concurrent.futures import Future

from providers.secrets import StoreUnreachable

PLACES = 4
LATE = "The store of this credential did not answer in time."


class Askers:
    """Of one store."""

    def __init__(self) -> None:
        self._places = threading.BoundedSemaphore(PLACES)

    def ask(self, path: str, read: Callable[[str], str], *, seconds: float) -> str:
        """Raises what `read` raises, and StoreUnreachable where it takes longer."""
        if not self._places.acquire(blocking=False):
            raise StoreUnreachable(LATE)
        answer: Future[str] = Future()
        # A daemon: the process may end while a server is still at it.
        thread = threading.Thread(
            target=self._read, args=(path, read, answer), name="credential", daemon=True
        )
        try:
            thread.start()
        except RuntimeError:  # there are too many threads
            self._places.release()
            raise
        try:
            return answer.result(timeout=seconds)
        except TimeoutError:
            raise StoreUnreachable(LATE) from None

    def _read(self, path: str, read: Callable[[str], str], answer: Future[str]) -> None:
        try:
            answer.set_result(read(path))
        except BaseException as fault:  # whatever it is, it is for the one who waits
            answer.set_exception(fault)
        finally:
            self._places.release()
