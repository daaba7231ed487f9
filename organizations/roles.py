"""Roles in an organisation, lowest to highest. A role includes the ones before it."""

from django.db.models import TextChoices


class Role(TextChoices):
    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


_RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.ADMIN: 2}


def includes(role: Role, *, needed: Role) -> bool:
    return _RANK[role] >= _RANK[needed]
