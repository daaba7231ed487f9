"""What others do in the middle of something, for the tests of what comes of it."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

from django.db import connection

Act = Callable[[], Any]


def once_after(words: str, act: Act) -> AbstractContextManager[None]:
    """Do it right after the first query with these words."""
    return _once(words, lambda query: (query(), act())[0])


def once_before(words: str, act: Act) -> AbstractContextManager[None]:
    return _once(words, lambda query: (act(), query())[1])


def _once(words: str, both: Callable[[Act], Any]) -> AbstractContextManager[None]:
    left = [words]

    def wrapper(execute: Any, sql: str, *rest: Any) -> Any:
        if not left or words not in sql:
            return execute(sql, *rest)
        left.clear()
        return both(lambda: execute(sql, *rest))

    return connection.execute_wrapper(wrapper)
