"""Who changed what. Rows are written by django-auditlog whenever an audited row is saved or
deleted; config.audited lists the models."""

from typing import Any, ClassVar
from uuid import UUID

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.core.exceptions import ObjectDoesNotExist
from django.db import models

from organizations.audit.asking import asked_by
from organizations.models import Organization


class AuditManager(LogEntryManager):
    def log_create(self, instance: models.Model, force_log: bool = False, **kwargs: Any) -> Any:
        kwargs.setdefault("organization_id", organization_of(instance))
        return super().log_create(instance, force_log, **kwargs)

    def create(self, **kwargs: Any) -> Any:
        """Every way in which the library writes an entry comes through here."""
        return super().create(**kwargs | asked_by())

    def of_object(self, model: type[models.Model], *, object_pk: str) -> Any:
        label, name = model._meta.app_label, model._meta.model_name
        return self.filter(
            content_type__app_label=label, content_type__model=name, object_pk=object_pk
        )


class AuditEntry(AbstractLogEntry):
    """One change of one row. The organisation is kept without a constraint, so that the entry
    outlives it, and is null for rows of no organisation (user accounts)."""

    organization = models.ForeignKey(
        Organization,
        null=True,
        db_constraint=False,
        on_delete=models.DO_NOTHING,
        related_name="+",
    )

    objects = AuditManager()

    class Meta(AbstractLogEntry.Meta):
        verbose_name = "audit entry"
        verbose_name_plural = "audit entries"
        default_permissions = ("view",)
        indexes: ClassVar = [
            models.Index(fields=["organization", "-timestamp"], name="audit_by_organization")
        ]


def organization_of(row: Any) -> UUID | None:
    """By the path of the model's scoped manager; None where no organisation owns the row."""
    if isinstance(row, Organization):
        return row.pk
    path = getattr(type(row)._default_manager.all(), "organization_path", "organization")
    *steps, last = path.split("__")
    try:
        for step in steps:
            row = getattr(row, step)
    except ObjectDoesNotExist:
        return None
    owner: UUID | None = getattr(row, f"{last}_id", None)
    return owner
