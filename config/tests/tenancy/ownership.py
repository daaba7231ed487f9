"""Whose a row is, as the models tell it: a model that is new is owned, or the crawl says so."""

from collections import deque
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db.models import (
    CharField,
    Field,
    ForeignKey,
    JSONField,
    Model,
    QuerySet,
    TextField,
    UUIDField,
)

from evaluation.models import Evaluation
from organizations.models import Organization, User

# Tables of the site as a whole. Nothing in them is an organisation's.
NOBODYS = {
    "auth.Permission": "what staff may be granted",
    "auth.Group": "sets of permissions, for superusers to manage",
    "contenttypes.ContentType": "the list of tables",
    "sessions.Session": "found by a secret key alone; no page lists them",
    "experiments.Reconciling": "one row, by which workers take turns",
    "socialaccount.SocialApp": "the site's own identity provider",
}
# Without a foreign key on purpose: the column that holds the id of an owned row, and its model.
BRIDGES: dict[str, tuple[str, type[Model]]] = {
    "evaluation_internal.Rationale": ("evaluation_id", Evaluation),
}
TEXTS = (CharField, TextField, JSONField)


def label_of(model: type[Model]) -> str:
    return model._meta.label


def owned_models() -> list[type[Model]]:
    """Every model with rows of an organisation or of its people."""
    return [model for model in apps.get_models() if label_of(model) not in NOBODYS]


def text_columns(model: type[Model]) -> list[Field]:
    """What may hold words: columns of a fixed choice cannot."""
    columns = [field for field in model._meta.concrete_fields if not field.is_relation]
    return [field for field in columns if isinstance(field, TEXTS) and not field.choices]


def rows_of(organization: Organization, model: type[Model]) -> QuerySet[Any]:
    """Its rows of this model; its people are those who are in no other organisation."""
    everything = model._base_manager.all()
    if model is Organization:
        return everything.filter(pk=organization.pk)
    if bridge := BRIDGES.get(label_of(model)):
        column, other = bridge
        return everything.filter(**{f"{column}__in": rows_of(organization, other).values("pk")})
    return everything.filter(**{f"{path_of(model)}__in": _ends(organization, model)})


def fingerprint(
    organization: Organization, *, tables: set[str] | None = None
) -> dict[str, list[str]]:
    """All that its rows hold, by model; of these tables only, where they are named."""
    found = {}
    for model in owned_models():
        if tables is not None and model._meta.db_table not in tables:
            continue
        columns = [f.attname for f in model._meta.concrete_fields if not _notes_a_use(f)]
        values = rows_of(organization, model).values_list(*columns)
        found[label_of(model)] = sorted(map(repr, values))
    return found


def _notes_a_use(column: Field) -> bool:
    """Who comes with his own token changes when it was last used."""
    return column.name == "last_used_at"


def keys_of(organization: Organization) -> frozenset[str]:
    """The ids of its rows that nobody comes upon by counting."""
    return frozenset(
        str(key)
        for model in owned_models()
        if isinstance(model._meta.pk, UUIDField)
        for key in rows_of(organization, model).values_list("pk", flat=True)
    )


def path_of(model: type[Model]) -> str:
    """The lookup from a row to its Organization or, for want of one, to its User."""
    if model is User:
        return "pk"
    declared = getattr(model._default_manager.all(), "organization_path", None)
    found = declared or _path(model, Organization) or _path(model, User)
    assert found, (
        f"{label_of(model)} leads to no organisation and to no user. Give it a foreign key, or say"
        " in config/tests/tenancy/ownership.py why it is nobody's (NOBODYS) or which column holds"
        " the id of an owned row (BRIDGES)."
    )
    return found


def _ends(organization: Organization, model: type[Model]) -> QuerySet[Any]:
    if model is User or _target(model) is User:
        return User.objects.filter(memberships__organization=organization).exclude(
            pk__in=User.objects.filter(memberships__organization__in=_others(organization))
        )
    return Organization.objects.filter(pk=organization.pk)


def _others(organization: Organization) -> QuerySet[Organization]:
    return Organization.objects.exclude(pk=organization.pk)


def _target(model: type[Model]) -> type[Model]:
    target: Any = model
    for step in path_of(model).split("__"):
        target = target._meta.get_field(step).related_model
    return target


def _path(model: type[Model], target: type[Model]) -> str:
    """The shortest way over foreign keys that are never empty, else over any."""
    return _shortest(model, target, null=False) or _shortest(model, target, null=True)


def _shortest(model: type[Model], target: type[Model], *, null: bool) -> str:
    waiting: deque[tuple[type[Model], str]] = deque([(model, "")])
    seen = {model}
    while waiting:
        here, path = waiting.popleft()
        for field in foreign_keys(here, null=null):
            further = f"{path}__{field.name}".lstrip("_")
            if field.related_model is target:
                return further
            if field.related_model not in seen:
                seen.add(field.related_model)
                waiting.append((field.related_model, further))
    return ""


def foreign_keys(model: type[Model], *, null: bool = True) -> Iterator[Any]:
    """`null=False` leaves out those that may be empty."""
    for field in model._meta.concrete_fields:
        if isinstance(field, ForeignKey) and (null or not field.null):
            yield field
