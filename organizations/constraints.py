"""What an IntegrityError is about: PostgreSQL names the constraint, SQLite its columns."""

from django.db import IntegrityError
from django.db.models import Model, UniqueConstraint

FOREIGN_KEY, UNIQUE = "23503", "23505"  # SQLSTATE, as the SQL standard numbers them
_OF_SQLITE = {
    "SQLITE_CONSTRAINT_FOREIGNKEY": FOREIGN_KEY,
    "SQLITE_CONSTRAINT_PRIMARYKEY": UNIQUE,
    "SQLITE_CONSTRAINT_UNIQUE": UNIQUE,
}


def is_taken(fault: IntegrityError, constraint: str, *, of: type[Model]) -> bool:
    """Whether it is this unique constraint of the model that another row stands in the way of."""
    named = getattr(getattr(fault.__cause__, "diag", None), "constraint_name", None)
    if named is not None:
        return bool(named == constraint)
    return str(fault.__cause__) == f"UNIQUE constraint failed: {_columns(constraint, of=of)}"


def is_of_the_moment(fault: IntegrityError) -> bool:
    """Whether somebody else brought it about: he took what is there once, or deleted what a row
    refers to. Whatever else a constraint forbids should have been checked before."""
    cause = fault.__cause__
    code = getattr(cause, "sqlstate", None) or _OF_SQLITE.get(
        getattr(cause, "sqlite_errorname", "")
    )
    return code in (FOREIGN_KEY, UNIQUE)


def _columns(constraint: str, *, of: type[Model]) -> str:
    [fields] = [
        each.fields
        for each in of._meta.constraints
        if isinstance(each, UniqueConstraint) and each.name == constraint
    ]
    columns = {field.name: field.column for field in of._meta.concrete_fields}
    return ", ".join(f"{of._meta.db_table}.{columns[name]}" for name in fields)
