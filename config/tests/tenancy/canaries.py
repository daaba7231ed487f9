"""Words by which every text of an organisation's rows is known again, and the search for them.

A canary says where it was put: `qzxkanry7-experiments-task-prompt`. What never was has the same
form, so that a question for it reads the same: `qzxabsnt7-experiments-task-prompt`.
"""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import EmailField, Field, JSONField, Model

from config.tests.tenancy.ownership import label_of, owned_models, rows_of, text_columns
from evaluation.immutable import allow_changes, refuse_changes
from organizations.models import Organization

WORD, NEVER = "qzxkanry", "qzxabsnt"
# Parts of the words above: what looks for them finds rows, and is no canary when it is repeated.
FRAGMENT, NEVER_FRAGMENT = "zxkanr", "zxabsn"
FOUND = re.compile(rf"{WORD}[0-9a-z-]*")
# Columns that hold no words, each with the reason.
WORDLESS = {
    "organizations_audit.AuditEntry.object_pk": "the key of a row",
    "admin.LogEntry.object_id": "the key of a row",
    "leaderboards.Comparison.digest": "sealed: it is what it is",
    "leaderboards.Comparison.previous_digest": "sealed",
    "experiments.Attempt.cost_source": "one of CostSource, kept by a constraint",
    "evaluation.Evaluation.cost_source": "one of CostSource",
    "experiments.ProviderCall.cost_source": "one of CostSource",
}
# Columns whose form is checked when they are read.
FORMS: dict[str, Callable[[str], Any]] = {
    "providers.Connection.settings": lambda word: {"base_url": f"https://{word}.example.org/v1"},
    "experiments.Validation.earlier": lambda word: [{"error_code": word, "error_detail": word}],
    "evaluation.InjectionReport.results": lambda word: [
        {"name": word, "plain": 0.5, "canary": 0.5, "shift": 0, "moved": False, "error_code": word}
    ],
    "evaluation.Rubric.criteria": lambda word: [
        {"name": word, "description": word, "anchors": {"0": word}}
    ],
    "experiments.Task.validation": lambda word: [{"kind": "external", "note": word}],
    "organizations_audit.AuditEntry.changes": lambda word: {"name": [f"{word}-old", word]},
}
_numbers = count(1)


def plant(organization: Organization) -> None:
    """Every text column of every row of the organisation that holds no canary gets one."""
    with what_is_kept_changed():
        _plant(organization)


@contextmanager
def what_is_kept_changed() -> Iterator[None]:
    """The database refuses to change some rows: here it is made to."""
    if connection.vendor == "postgresql":
        connection.check_constraints()  # a table whose checks are due is in use
    allow_changes(connection)
    yield
    refuse_changes(connection)


def _plant(organization: Organization) -> None:
    for model in owned_models():
        for row in rows_of(organization, model):
            words = {
                field.name: planted(field, getattr(row, field.name), number=next(_numbers))
                for field in text_columns(model)
                if not _has_canary(getattr(row, field.name)) and _takes_words(model, field)
            }
            if words:
                model._base_manager.filter(pk=row.pk).update(**words)


def planted(field: Field, value: Any, *, number: int) -> Any:
    """The value with a canary in it; a JSON value keeps its shape."""
    place = f"{label_of(field.model)}.{field.name}"
    word = f"{WORD}{number}-{place_in_words(field.model)}-{field.name.replace('_', '-')}"
    if place in FORMS:
        return FORMS[place](word)
    if isinstance(field, JSONField):
        return _woven({} if value is None else value, word)
    if isinstance(field, EmailField):
        return f"{word[:60]}@example.org"
    return word[: field.max_length].rstrip("-")


def place_in_words(model: type[Model]) -> str:
    return re.sub("[._]", "-", label_of(model).lower())


def bare_columns(organization: Organization) -> list[str]:
    """Columns of which a row of the organisation holds no canary; and models without rows."""
    bare = []
    for model in owned_models():
        rows = list(rows_of(organization, model))
        if not rows:
            bare.append(f"{label_of(model)}: no row of this model belongs to the organisation")
        bare += [
            f"{label_of(model)}.{field.name}: {str(getattr(row, field.name))[:60]!r}"
            for row in rows
            for field in text_columns(model)
            if _takes_words(model, field) and not _has_canary(getattr(row, field.name))
        ]
    return bare


def never_was(row: Model) -> Model:
    """A copy, nowhere stored, in whose texts what never was stands in place of the canaries."""
    copy = type(row)()
    copy.__dict__.update({k: v for k, v in row.__dict__.items() if k != "_state"})
    for field in text_columns(type(row)):
        value = getattr(row, field.attname)
        if value is not None:
            text = json.dumps(value, default=str).replace(WORD, NEVER)
            setattr(copy, field.attname, json.loads(text))
    return copy


def canaries_in(text: str) -> list[str]:
    return sorted(set(FOUND.findall(text.lower())))


def _takes_words(model: type[Model], field: Field) -> bool:
    return f"{label_of(model)}.{field.name}" not in WORDLESS


def _has_canary(value: Any) -> bool:
    return WORD in json.dumps(value, default=str)


def _woven(value: Any, word: str) -> Any:
    """One more key in each object and one more text in each list of texts; empty texts filled."""
    if isinstance(value, dict):
        return {key: _woven(each, word) for key, each in value.items()} | {word: word}
    if isinstance(value, list):
        inner = [_woven(each, word) for each in value]
        return inner if any(isinstance(each, dict) for each in inner) else [*inner, word]
    return value or word if isinstance(value, str) else value
