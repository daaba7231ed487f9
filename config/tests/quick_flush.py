"""Emptying the tables after a test that commits, in less time than the test took."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models.signals import post_migrate  # noqa: TID251  # Django's own

from leaderboards.models import Comparison
from leaderboards.seals import breaking, setting

MAKES_PERMISSIONS = "django.contrib.auth.management.create_permissions"


def flush_quickly() -> None:
    """Once the test database is made. Of the class, since a test with a browser has a connection of
    its own."""
    keep_rows()
    operations = type(connection.ops)
    flush = operations.sql_flush

    def unsealed(self: Any, *args: Any, **options: Any) -> list[str]:
        """What the database itself would keep goes with the rest."""
        vendor = self.connection.vendor
        quick = vendor == "postgresql"
        statements = delete_all(*args) if quick else flush(self, *args, **options)
        if not Comparison.objects.exists():
            return list(statements)
        return [*breaking(vendor), *statements, *setting(vendor)]

    operations.sql_flush = unsealed  # type: ignore[method-assign]


def delete_all(style: Any, tables: Sequence[str]) -> list[str]:
    """TRUNCATE gives each of a hundred tables new files, and as many indexes, for a dozen rows."""
    return [f"DELETE FROM {connection.ops.quote_name(table)};" for table in tables]


def keep_rows() -> None:
    """Django finds out about every permission anew whenever tables were emptied: once is enough."""
    kept: list[tuple[Any, list[Any]]] = [
        (model, list(model._default_manager.all())) for model in (ContentType, Permission)
    ]

    def put_back(sender: AppConfig, **_: Any) -> None:
        if sender.label == ContentType._meta.app_label:
            for model, rows in kept:
                model._default_manager.bulk_create(rows, ignore_conflicts=True)

    post_migrate.disconnect(create_contenttypes)
    post_migrate.disconnect(dispatch_uid=MAKES_PERMISSIONS)
    post_migrate.connect(put_back, weak=False)
