"""An organisation with rows of every model, all of them its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from itertools import count
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.db.models import AutoField, Model, UUIDField
from django.utils import timezone
from factory.django import DjangoModelFactory

from config.tests.tenancy.canaries import never_was, plant
from config.tests.tenancy.ownership import foreign_keys, label_of, owned_models, rows_of
from evaluation.models import Replay
from experiments.models import Attempt, ProviderCall, Run, RunArm
from experiments.states import WorkState
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from leaderboards.aggregation import publish
from leaderboards.models import Comparison, RunSummary, SummaryCells
from leaderboards.sealing import seal_replay
from organizations.models import Membership, Organization, User
from organizations.roles import Role

# Numbers that stand in no page by chance, and of which one cannot be taken for another.
FIRST_KEY, SOME = 73_100_000, 10_000_000
_keys = count(FIRST_KEY, 1_000)
OWN = "config.tests.tenancy.factories"
# Made by publishing and by sealing, once all that they show is there.
PUBLISHED = (RunSummary, SummaryCells, Comparison)
GIVEN: dict[type[Model], dict[str, Any]] = {
    User: {"password": None, "is_staff": True},
    Membership: {"role": Role.ADMIN},
    Run: {"finished": True},
    Attempt: {"succeeded": True},
}


class Rows:
    """The first row of every model, by its class; what is asked for may also be told by name."""

    def __init__(
        self, found: dict[type[Model], Any], *, mine: bool = False, real: bool = True
    ) -> None:
        self.found = found
        self.mine = mine
        self.real = real

    def __getitem__(self, model: type[Model]) -> Any:
        return self.found[model]

    def labelled(self, label: str) -> Any:
        return self.found[apps.get_model(label)]

    def __iter__(self) -> Iterator[type[Model]]:
        return iter(self.found)

    def new(self, text: str) -> str:
        """What is free for the organisation itself to take; others ask for what is taken."""
        return "a-name-that-is-free" if self.mine else text

    @property
    def organization(self) -> Organization:
        return self.found[Organization]

    @property
    def user(self) -> User:
        return self.found[User]


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """One's own rows, others', and the like of theirs that never were."""

    mine: Rows
    theirs: Rows
    never: Rows

    @property
    def others(self) -> tuple[Rows, Rows]:
        return self.theirs, self.never


def two_organizations() -> World:
    mine, theirs = build(canaries=False), build(canaries=True)
    rows = rows_in(theirs)
    return World(mine=rows_in(mine, mine=True), theirs=rows, never=absent(rows))


def build(*, canaries: bool) -> Organization:
    found: dict[type[Model], Any] = {}
    for model in _in_order():
        key = {"pk": next(_keys)} if isinstance(model._meta.pk, AutoField) else {}
        found[model] = factory_of(model)(**key, **GIVEN.get(model, {}), **_given(model, found))
    _add_second_arm(found)
    _add_unfinished_run(found)
    organization: Organization = found[Organization]
    if canaries:
        plant(organization)
    publish(Run.objects.get(pk=found[Run].pk))
    seal_replay(found[Replay].work)
    if canaries:
        plant(organization)
    return organization


def rows_in(organization: Organization, *, mine: bool = False) -> Rows:
    """As the database has them now: what was built first, whose numbers are the highest."""
    found: dict[type[Model], Any] = {}
    for model in owned_models():
        order = "-pk" if isinstance(model._meta.pk, AutoField) else "pk"
        found[model] = rows_of(organization, model).order_by(order).first()
    return Rows(found, mine=mine)


def absent(theirs: Rows) -> Rows:
    """Rows of the same form that never were."""
    found = {model: never_was(theirs[model]) for model in theirs}
    for row in found.values():
        row.pk = _unused(row.pk)
    for model, row in found.items():
        for field in foreign_keys(model):
            if field.related_model in found:
                setattr(row, field.attname, found[field.related_model].pk)
    return Rows(found, real=False)


def factory_of(model: type[Model]) -> type[DjangoModelFactory]:
    known = {each._meta.model: each for each in reversed(list(_factories()))}
    assert model in known, (
        f"No factory makes a {label_of(model)}. Add one to the tests/factories.py of its app, so"
        " that the tenancy crawl can tell whether others see such rows; or say in"
        " config/tests/tenancy/ownership.py why they are nobody's."
    )
    return known[model]


def model_named(parameter: str) -> type[Model] | None:
    """The model of which `run_arm_id` is the id."""
    for model in owned_models():
        snake = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).lower()
        if parameter == f"{snake}_id":
            return model
    return None


def _factories() -> Iterator[Any]:
    homes = [f"{app.name}.tests.factories" for app in apps.get_app_configs()]
    for home in [*homes, OWN]:
        try:
            module = import_module(home)
        except ModuleNotFoundError as fault:
            if fault.name is None or not home.startswith(fault.name):
                raise
            continue
        for each in vars(module).values():
            if isinstance(each, type) and issubclass(each, DjangoModelFactory) and each._meta.model:
                yield each


def _in_order() -> list[type[Model]]:
    """Each model after those that its rows point at."""
    left = [model for model in owned_models() if model not in PUBLISHED]
    ordered: list[type[Model]] = []
    while left:
        ready = [model for model in left if not _missing(model, left)]
        assert ready, f"These models point at each other: {left}"
        ordered += ready
        left = [model for model in left if model not in ready]
    return ordered


def _missing(model: type[Model], left: list[type[Model]]) -> bool:
    pointed_at = {field.related_model for field in foreign_keys(model)}
    named = {model_named(field.name) for field in _bare_ids(model)}
    return bool((pointed_at | named) - {model} & set(left))


def _given(model: type[Model], found: dict[type[Model], Any]) -> dict[str, Any]:
    """Every foreign key and every bare id leads to the organisation's own row."""
    keys = {field.name: found.get(field.related_model) for field in foreign_keys(model)}
    for field in _bare_ids(model):
        row = found.get(model_named(field.name))  # type: ignore[arg-type]
        keys[field.name] = row.pk if row else None
    if model is ProviderCall:
        keys["work_id"] = found[Attempt].pk
    return {name: value for name, value in keys.items() if value is not None}


def _bare_ids(model: type[Model]) -> list[Any]:
    """Columns such as `run_id` that are no foreign keys."""
    columns = [f for f in model._meta.concrete_fields if isinstance(f, UUIDField)]
    return [field for field in columns if model_named(field.name)]


def _add_second_arm(found: dict[type[Model], Any]) -> None:
    """To compare the first with."""
    AttemptFactory(arm=RunArmFactory(run=found[Run]), task=found[Attempt].task, succeeded=True)


def _add_unfinished_run(found: dict[type[Model], Any]) -> None:
    """In which one attempt is waiting and another is being made."""
    run = RunFactory(experiment=found[Run].experiment, created_by=found[User])
    arm = RunArmFactory(run=run, connection=found[RunArm].connection)
    task = found[Attempt].task
    AttemptFactory(arm=arm, task=task)
    lease = timezone.now() + timedelta(hours=1)
    running = {"state": WorkState.RUNNING, "lease_expires_at": lease, "claim_token": uuid4()}
    AttemptFactory(arm=arm, task=task, repeat=2, **running)


def _unused(key: Any) -> Any:
    if isinstance(key, UUID):
        return uuid4()
    return key + SOME if isinstance(key, int) else f"{key}-absent"
