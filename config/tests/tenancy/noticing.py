"""Which tables a question writes to."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction

WRITES = re.compile(r'(?:INSERT INTO|UPDATE|DELETE FROM) "(\w+)"')


@contextmanager
def undone() -> Iterator[set[str]]:
    """Gives the tables that were written to within, and takes it all back."""
    with transaction.atomic(), noticed() as written:
        yield written
        transaction.set_rollback(True)


@contextmanager
def noticed() -> Iterator[set[str]]:
    """Gives the tables that were written to within."""
    written: set[str] = set()

    def note(execute: Any, sql: str, *args: Any) -> Any:
        if found := WRITES.match(sql):
            written.add(found[1])
        return execute(sql, *args)

    with connection.execute_wrapper(note):
        yield written
