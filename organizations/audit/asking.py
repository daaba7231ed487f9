"""On whose behalf the code that runs now was called. Unset: by the operator's command line."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """One request. `user` is asked when something is recorded, not before: in the API a bearer
    token tells who it is only after the middleware has run."""

    user: Callable[[], Any]
    address: str | None
    request_id: str


_current: ContextVar[Asker | None] = ContextVar("current_asker", default=None)


@contextmanager
def asking(asker: Asker) -> Iterator[None]:
    token = _current.set(asker)
    try:
        yield
    finally:
        _current.reset(token)


def asked_by() -> dict[str, Any]:
    """The columns of an audit entry that tell who asked; empty for the command line."""
    asker = _current.get()
    if asker is None:
        return {}
    user = asker.user()
    known = user is not None and user.is_authenticated
    token = user.acting_token if known else None
    return {
        "actor": user if known else None,
        "actor_email": (user.email or user.get_username()) if known else None,
        "remote_addr": asker.address,
        "cid": asker.request_id,
        "additional_data": {"token": token.name} if token else None,
    }
