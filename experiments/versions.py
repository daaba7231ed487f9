"""The configurations that an experiment has run with, numbered in the order of their coming."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min

from experiments.actions import frozen_config
from experiments.models import Experiment
from organizations.digests import digest

NOW = "now"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """`runs`: how many had it; the first began `first_at`. `current`: one would have it now."""

    number: int
    digest: str
    runs: int
    first_at: datetime
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Versions:
    """`unrun`: nothing has run with the experiment as it is now."""

    listed: tuple[Version, ...]
    unrun: bool

    @property
    def keys(self) -> list[str]:
        """How an address names them, the oldest first."""
        return [*(str(version.number) for version in self.listed), *([NOW] if self.unrun else [])]

    @property
    def current(self) -> str:
        """The key of what would run now."""
        return next((str(each.number) for each in self.listed if each.current), NOW)

    def by_digest(self) -> Mapping[str, Version]:
        return {version.digest: version for version in self.listed}


def versions_of(experiment: Experiment) -> Versions:
    """Imported results have no configuration of the experiment's, and no number."""
    own = experiment.runs.filter(imported=False).order_by()
    rows = own.values_list("config_digest").annotate(at=Min("started_at"), n=Count("pk"))
    current = digest(config_now(experiment))
    listed = tuple(
        Version(number=number, digest=of, runs=n, first_at=at, current=of == current)
        for number, (of, at, n) in enumerate(rows.order_by("at", "config_digest"), start=1)
    )
    return Versions(listed=listed, unrun=all(not version.current for version in listed))


def config_now(experiment: Experiment) -> dict[str, Any]:
    """What a run would freeze at this moment."""
    return frozen_config(experiment, tuple(experiment.arms.select_related("connection")))


def config_named(experiment: Experiment, versions: Versions, *, key: str) -> dict[str, Any]:
    """One of the keys of `versions`; with the task set by its name, as far as it is known."""
    if key == NOW:
        return config_now(experiment) | {"task_set": _named(experiment.task_set)}
    version = versions.listed[int(key) - 1]
    runs = experiment.runs.select_related("task_set")
    run = runs.filter(imported=False, config_digest=version.digest).order_by("started_at").first()
    assert run is not None
    return dict(run.config) | {"task_set": _named(run.task_set)}


def _named(task_set: Any) -> str:
    return f"{task_set} ({task_set.digest.removeprefix('sha256:')[:12]}…)"
