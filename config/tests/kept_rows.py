"""Rows that Django makes after each migration and each emptying of tables: made once for all tests.

Finding out about every permission anew takes longer than the test whose rows are cleared away.
"""

from typing import Any

from django.apps import AppConfig
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_migrate  # noqa: TID251  # Django's own

MAKES_PERMISSIONS = "django.contrib.auth.management.create_permissions"


def keep_rows() -> None:
    """Once the test database is made."""
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
