"""Reading the audit. Whoever asks is an argument."""

from typing import Any

from organizations.audit.models import AuditEntry
from organizations.models import User

SHOWN = 100


def entries_for(user: User) -> Any:
    """Those of the user's organisations; for superusers all, user accounts included."""
    entries = AuditEntry.objects.select_related("actor", "content_type", "organization")
    if user.is_superuser:
        return entries
    return entries.filter(organization__memberships__user=user)


def history_of(model: Any, *, object_pk: str, user: User) -> list[Any]:
    """What is known of one row, the latest first; rows that are gone included."""
    known = AuditEntry.objects.of_object(model, object_pk=object_pk).values("pk")
    return list(entries_for(user).filter(pk__in=known).order_by("-timestamp", "-pk")[:SHOWN])
