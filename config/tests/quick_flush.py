"""Emptying the tables after a test that commits, in less time than the test took."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models.signals import post_migrate  # noqa: TID251  # Django's own

from leaderboards.models import Comparison
from leaderboards.seals import breaking, setting

MAKES_PERMISSIONS = "django.contrib.auth.management.create_permissions"
KEPT = frozenset(model._meta.db_table for model in (ContentType, Permission))


def flush_quickly() -> None:
    """Once the test database is made. Of the class, since a test with a browser has a connection of
    its own."""
    keep_permissions()
    operations = type(connection.ops)
    flush = operations.sql_flush

    def unsealed(self: Any, style: Any, tables: Sequence[str], **options: Any) -> list[str]:
        """What the database itself would keep goes with the rest."""
        vendor = self.connection.vendor
        emptied = [table for table in tables if table not in KEPT]
        quick = vendor == "postgresql"
        statements = delete_all(style, emptied) if quick else flush(self, style, emptied, **options)
        if not Comparison.objects.exists():
            return list(statements)
        return [*breaking(vendor), *statements, *setting(vendor)]

    operations.sql_flush = unsealed  # type: ignore[method-assign]


def delete_all(style: Any, tables: Sequence[str]) -> list[str]:
    """TRUNCATE gives each of a hundred tables new files, and as many indexes, for a dozen rows."""
    return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables]


def keep_permissions() -> None:
    """Django finds out about every permission anew whenever tables were emptied: no test changes
    them, so they stay."""
    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid=MAKES_PERMISSIONS)
