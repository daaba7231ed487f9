"""A run of which a part failed: its boards are what plain SQL says of the rows."""

import re
from collections import Counter
from collections.abc import Mapping
from math import isclose
from typing import Any

from benchmarks.chaos import oracle, runs
from benchmarks.chaos.figures import Figures, exactly
from benchmarks.chaos.members import member_of, program, signed_in
from benchmarks.chaos.provider import Answer, Asked, provider, refused, said
from benchmarks.chaos.told import failures_told
from benchmarks.chaos.world import IN_FLIGHT, World
from evaluation.models import Evaluation
from experiments.actions import start_run
from experiments.models import Run
from experiments.states import WorkState
from providers.codes import ErrorCode

ARMS, REPEATS = 2, 2
REFUSED, UNFIT = 0, 1  # of five places; a place is a task, an arm and a repeat
MISFIT = runs.PATCH.replace("a = 1", "b = 1")
VERDICT = '{"quality": %s, "risk": %s, "confidence": 0.5, "rationale": "Fine."}'
# What each board leaves out, so that its scores and these make up all attempts.
LEFT_OUT = {
    "quality": ("unscored",),
    "latency": ("model_error", "infra_error", "unscored"),
    "cost": ("unscored",),
    "evaluator": ("unscored",),
}
Json = dict[str, Any]


def respond(asked: Asked) -> Answer:
    """A fifth of the attempts is refused for good, a fifth brings a patch that does not fit; of
    every 20 tasks the judge says nonsense about one."""
    number = int(re.findall(r"\d+", asked.prompt)[0])
    if asked.model == runs.JUDGE:
        return said("Fine, I think." if _is_nonsense(number) else _verdict(number))
    place = number * ARMS * REPEATS + int(asked.model[-1]) * REPEATS + asked.number
    if place % 5 == REFUSED:
        return refused(400)
    patch = MISFIT if place % 5 == UNFIT else runs.PATCH
    return said(patch, cost=0.001 * (1 + place % 3), delay=0.02 * (1 + place % 4))


def play(world: World, size: int) -> Figures:
    crew = world.workers()
    tracebacks = crew.tracebacks()
    tasks = runs.prompts(size // (ARMS * REPEATS), files=runs.FILES, validation={"kind": "applies"})
    with provider(respond) as stub:
        experiment = runs.define(
            world.new_slug("partial"),
            {"local": stub.base_url},
            tasks=tasks,
            arms=[runs.arm(number) for number in range(ARMS)],
            evaluator=runs.judge(),
            repeats=REPEATS,
            max_concurrency=IN_FLIGHT,
        )
        run = start_run(experiment, actor=None)
        runs.await_end(run, seconds=60 + size / 5)
    return [
        *_counts(run, tasks=len(tasks)),
        *_boards(run),
        *failures_told(run),
        exactly("tracebacks in the workers' logs", crew.tracebacks() - tracebacks, 0),
    ]


def _verdict(number: int) -> str:
    return VERDICT % (number % 10 / 10, number % 4 / 10)


def _is_nonsense(number: int) -> bool:
    return number % 20 == 3


def _judge_errors(tasks: int) -> dict[str, int]:
    """How many judgements must fail, and as what: about patches that fit, nonsense is said."""
    places = range(1, tasks * ARMS * REPEATS + 1)
    fit = [place for place in places if place % 5 not in (REFUSED, UNFIT)]
    nonsense = [place for place in fit if _is_nonsense((place - 1) // (ARMS * REPEATS))]
    unfit = [place for place in places if place % 5 == UNFIT]
    return {
        ErrorCode.ARTIFACT_MISSING.value: len(unfit),
        ErrorCode.VERDICT_INVALID.value: len(nonsense),
    }


def _counts(run: Run, *, tasks: int) -> Figures:
    states, size = runs.states(run), tasks * ARMS * REPEATS
    judged = Evaluation.objects.filter(run=run)
    failed = judged.filter(state=WorkState.FAILED).values_list("error_code", flat=True)
    return [
        exactly("attempts, succeeded and failed", states.total(), size),
        exactly("of them failed for good", states[WorkState.FAILED], size // 5),
        exactly("judgements that failed, by code", dict(Counter(failed)), _judge_errors(tasks)),
        exactly("attempts without a judgement", states["succeeded"] - judged.count(), 0),
    ]


def _boards(run: Run) -> Figures:
    """As they are published over HTTP: the API's document, and the page."""
    owner = run.experiment.organization
    member = member_of(owner)
    summary = program(member, owner).get(f"/api/v1/runs/{run.pk}/summary/")
    boards = summary.json()["leaderboards"]
    page = signed_in(member).get(f"/runs/{run.pk}/").content.decode()
    return [
        exactly("figures that differ from plain SQL", _differences(run, boards), []),
        exactly("denominators that do not add up", _unexplained(boards), []),
        exactly("denominators that the page does not show", _unshown(boards, page), []),
    ]


def _differences(run: Run, boards: Mapping[str, Json]) -> list[str]:
    return [
        f"{name} of {entry['arm']}"
        for name, board in boards.items()
        for entry in board["entries"]
        if not _same(entry, oracle.board(name, run=run)[entry["arm"]])
    ]


def _same(entry: Json, row: oracle.Row) -> bool:
    counts = entry["n_tasks"], entry["n_scored"], entry["n_attempts"]
    return counts == (row.tasks, row.scored, row.attempts) and isclose(
        entry["estimate"], row.estimate, rel_tol=1e-9
    )


def _unexplained(boards: Mapping[str, Json]) -> list[str]:
    return [
        f"{name} of {entry['arm']}"
        for name, board in boards.items()
        for entry in board["entries"]
        if entry["n_attempts"]
        != entry["n_scored"] + sum(entry["missing"][reason] or 0 for reason in LEFT_OUT[name])
    ]


def _unshown(boards: Mapping[str, Json], page: str) -> list[str]:
    shown = {
        (name, entry["arm"]): f"{entry['n_scored']:,} of {entry['n_attempts']:,}"
        for name, board in boards.items()
        for entry in board["entries"]
    }
    return [f"{name} of {arm}" for (name, arm), words in shown.items() if words not in page]
