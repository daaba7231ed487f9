"""Columns as the text that is shown, written by the database: a value that goes out as text need
not become a Python object on its way."""

from typing import Any

from django.db.models import Func, IntegerField, TextField
from django.db.models.functions import Cast


class OctetLength(Func):
    """How long a text is, which PostgreSQL tells without reading it."""

    function = "OCTET_LENGTH"
    output_field = IntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, function="LENGTH", **context)


class IdText(Func):
    """A UUID as `str` writes it."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="%(expressions)s::text", **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """They are stored as 32 digits."""
        pieces = ((1, 8), (9, 4), (13, 4), (17, 4), (21, 12))
        template = " || '-' || ".join(f"substr(%(expressions)s, {at}, {n})" for at, n in pieces)
        return self.as_sql(compiler, connection, template=template, **context)


class MomentText(Func):
    """What `formats.moment` makes of a time: microseconds only where there are any."""

    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        shape = 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'
        written = f"to_char(%(expressions)s AT TIME ZONE 'UTC', '{shape}')"
        template = f"replace({written}, '.000000Z', 'Z')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Times are stored as text in UTC."""
        template = "replace(%(expressions)s, ' ', 'T') || 'Z'"
        return self.as_sql(compiler, connection, template=template, **context)


def json_text(column: str) -> Cast:
    """A JSON document as it is stored."""
    return Cast(column, TextField())
