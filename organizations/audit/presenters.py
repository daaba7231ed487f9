"""Audit entries as they are read: who, when, what, and each value before and after."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from organizations.audit.models import AuditEntry

_VERBS = {
    AuditEntry.Action.CREATE: "Added",
    AuditEntry.Action.UPDATE: "Changed",
    AuditEntry.Action.DELETE: "Deleted",
    AuditEntry.Action.ACCESS: "Read",
}
NOTHING = "—"


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldChange:
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    at: datetime
    who: str
    address: str
    verb: str
    fields: tuple[FieldChange, ...]


def change_of(entry: Any) -> Change:
    return Change(
        at=entry.timestamp,
        who=who(entry),
        address=entry.remote_addr or "",
        verb=_VERBS[entry.action],
        fields=fields_of(entry),
    )


def who(entry: Any) -> str:
    """A request has an id; without one it was the operator's command line."""
    if entry.actor:
        token = (entry.additional_data or {}).get("token")
        return entry.actor.get_username() + (f" by the token “{token}”" if token else "")
    if entry.actor_email:
        return f"{entry.actor_email} (deleted)"
    return "somebody not signed in" if entry.cid else "command line"


def verb(entry: Any) -> str:
    return f"{_VERBS[entry.action]} {entry.content_type.name}"


def fields_of(entry: Any) -> tuple[FieldChange, ...]:
    return tuple(_field(name, value) for name, value in sorted((entry.changes or {}).items()))


def _field(name: str, value: Any) -> FieldChange:
    label = name.replace("_", " ")
    if isinstance(value, dict):  # rows that were tied or untied: {operation, objects}
        listed = ", ".join(value["objects"])
        added = value["operation"] == "add"
        return FieldChange(
            name=label, before=NOTHING if added else listed, after=listed if added else NOTHING
        )
    before, after = value
    return FieldChange(name=label, before=_text(before), after=_text(after))


def _text(value: Any) -> str:
    if value is None or value == "":
        return NOTHING
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
