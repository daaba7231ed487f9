"""A credential that is not there stops the run before anything is claimed or called."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.provider import Provider, always, provider, said
from benchmarks.chaos.world import World
from experiments.actions import start_run
from experiments.models import Attempt, Experiment, ProviderCall
from experiments.preflight import RunRefused
from experiments.states import WorkState
from providers.codes import ErrorCode
from providers.models import Connection

MOST_SECONDS = 2.0
REFUSED = "credential_unavailable"


def play(world: World, size: int) -> Figures:
    world.workers()
    with provider(always(said())) as stub:
        figures = [
            *refused(world, stub, size, how="unset", harm=_nothing),
            *refused(world, stub, size, how="empty", harm=_empty),
            *refused(world, stub, size, how="forbidden", harm=_forbid),
            *refused(world, stub, size, how="unset for the judge alone", harm=_judge_alone),
            *vanished(world, stub, size),
        ]
        return [*figures, exactly("calls in all of these", stub.total, 0)]


def refused(
    world: World, stub: Provider, size: int, *, how: str, harm: Callable[[Experiment], None]
) -> Figures:
    experiment = _experiment(world, stub, size)
    harm(experiment)
    began, codes = time.monotonic(), set()
    try:
        start_run(experiment, actor=None)
    except RunRefused as refusal:
        codes = {problem.code for problem in refusal.problems}
    seconds = time.monotonic() - began
    return [
        exactly(f"{how}: refused with", codes, {REFUSED}),
        exactly(f"{how}: attempts that were planned", _attempts(experiment), 0),
        at_most(f"{how}: until it was refused", seconds, MOST_SECONDS, " s"),
    ]


def vanished(world: World, stub: Provider, size: int) -> Figures:
    """Where the run is started there is a value; where it is worked there is none."""
    experiment = _experiment(world, stub, size)
    with _value(experiment, "sk-only-here"):
        run = start_run(experiment, actor=None)
        seconds = runs.await_end(run, seconds=30)
    states, how = runs.states(run), "unset for the workers"
    return [
        exactly(f"{how}: attempts that failed", states[WorkState.FAILED], size),
        exactly(f"{how}: with", set(runs.error_codes(run)), {ErrorCode.CREDENTIAL_UNAVAILABLE}),
        exactly(f"{how}: rows of the ledger", _calls(experiment), 0),
        at_most(f"{how}: until the run had ended", seconds, MOST_SECONDS, " s"),
    ]


def _experiment(world: World, stub: Provider, size: int) -> Experiment:
    slug = world.new_slug("credential")
    return runs.define(
        slug,
        {"local": stub.base_url},
        size=size,
        references={"local": f"env:{_variable(slug)}"},
    )


def _variable(slug: str) -> str:
    return f"BAKEOFF_CREDENTIAL_{slug.upper().replace('-', '_')}_LOCAL"


@contextmanager
def _value(experiment: Experiment, value: str) -> Iterator[None]:
    name = _variable(experiment.organization.slug)
    os.environ[name] = value
    try:
        yield
    finally:
        del os.environ[name]


def _nothing(_: Experiment) -> None:
    """The variable was never set."""


def _empty(experiment: Experiment) -> None:
    os.environ[_variable(experiment.organization.slug)] = "  "


def _forbid(experiment: Experiment) -> None:
    """As a row that got past every edge."""
    rows = Connection.objects.filter(organization=experiment.organization)
    rows.update(credential_reference="env:DATABASE_URL")


def _judge_alone(experiment: Experiment) -> None:
    """The arms' connection needs none; the judge has one of its own that names none."""
    rows = Connection.objects.filter(organization=experiment.organization)
    rows.update(credential_reference="")
    url = rows.get().settings["base_url"]
    slug = experiment.organization.slug
    reference = f"env:BAKEOFF_CREDENTIAL_{slug.upper().replace('-', '_')}_JUDGE"
    judged = runs.define(
        slug,
        {"local": url, "judge": url},
        size=experiment.task_set.n_tasks,
        references={"judge": reference},
        evaluator=runs.judge(connection="judge"),
    )
    experiment.refresh_from_db()
    assert judged.pk == experiment.pk


def _attempts(experiment: Experiment) -> int:
    return Attempt.objects.filter(run__experiment=experiment).count()


def _calls(experiment: Experiment) -> int:
    return ProviderCall.objects.filter(run__experiment=experiment).count()
