"""Roles in an organisation and scopes of tokens, lowest to highest; each includes those before."""

from django.db.models import TextChoices


class Role(TextChoices):
    VIEWER = "viewer", "Viewer"
    EDITOR = "editor", "Editor"
    ADMIN = "admin", "Admin"


class Scope(TextChoices):
    """What a token is good for, at most: its user's role is asked as well."""

    READ = "read", "Read"
    RUN = "run", "Read, steer runs, post results"
    ADMIN = "admin", "Everything its user may do"


_RANK = {Role.VIEWER: 0, Role.EDITOR: 1, Role.ADMIN: 2}


def includes(role: Role, *, needed: Role) -> bool:
    return _RANK[role] >= _RANK[needed]


def covers(scope: Scope, *, needed: Scope) -> bool:
    order = list(Scope)
    return order.index(scope) >= order.index(needed)
