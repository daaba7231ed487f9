"""Judges that answer with anything but a verdict, or not at all: a code for each answer, never a
score, and no attempt waits for them."""

import json
import re

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_least, at_most, exactly
from benchmarks.chaos.patience import until
from benchmarks.chaos.provider import Answer, Asked, always, provider, refused, said
from benchmarks.chaos.told import failures_told
from benchmarks.chaos.world import IN_FLIGHT, World
from evaluation.models import Evaluation
from experiments.actions import start_run
from experiments.run_controls import cancel_run
from experiments.states import RunState, WorkState
from providers.codes import ErrorCode

ANSWER_SECONDS, START_SECONDS = 0.2, 5
GOOD = {"quality": 0.75, "risk": 0.25, "confidence": 0.5, "rationale": "Fine."}
INVALID, RANGE = ErrorCode.VERDICT_INVALID, ErrorCode.VERDICT_OUT_OF_RANGE


def verdict(**changes: object) -> Answer:
    return said(json.dumps(GOOD | changes))


MALFORMED: tuple[tuple[Answer, ErrorCode], ...] = (
    (said("Looks good to me."), INVALID),
    (said(""), ErrorCode.EMPTY_RESPONSE),
    (verdict(quality=7), RANGE),
    (verdict(risk=-0.1), RANGE),
    (verdict(quality="0.5"), INVALID),
    (verdict(confidence=True), INVALID),
    (said('{"quality": 1, "quality": 0.1, "risk": 0, "confidence": 1, "rationale": ""}'), INVALID),
    (said('{"quality": NaN, "risk": 0, "confidence": 1, "rationale": ""}'), INVALID),
    (said('{"quality": 1, "risk": 0, "rationale": "No confidence."}'), INVALID),
    (said(json.dumps(GOOD) + json.dumps(GOOD)), INVALID),
    (said("[" * 50_000), INVALID),
    (Answer(body=b'{"choices": [{"mess'), ErrorCode.INVALID_RESPONSE),
)


def respond(asked: Asked) -> Answer:
    if asked.model != runs.JUDGE:
        return said(runs.PATCH)
    number = int(re.findall(r"\d+", asked.prompt)[0])
    return MALFORMED[number][0] if number < len(MALFORMED) else refused(418)


def play(world: World, size: int) -> Figures:
    """Each malformed body once: there are no more of them, whatever the size."""
    size = min(size, len(MALFORMED))
    crew = world.workers()
    tracebacks = crew.tracebacks()
    with provider(respond) as stub:
        experiment = runs.define(
            world.new_slug("verdicts"),
            {"local": stub.base_url},
            tasks=runs.prompts(size, files=runs.FILES),
            evaluator=runs.judge(),
        )
        run = start_run(experiment, actor=None)
        runs.await_end(run, seconds=60)
    rows = list(Evaluation.objects.filter(run=run).order_by("attempt__task__key"))
    wanted = [code for _, code in MALFORMED[:size]]
    return [
        exactly("structured errors", sum(row.state == WorkState.FAILED for row in rows), size),
        exactly("codes that are not the expected", _others(rows, wanted), []),
        exactly("scores", sum(row.quality is not None for row in rows), 0),
        exactly("tracebacks in the workers' logs", crew.tracebacks() - tracebacks, 0),
        exactly("what became of the run", run.state, RunState.COMPLETED),
        exactly("attempts that failed with their judge", runs.states(run)[WorkState.FAILED], 0),
        *failures_told(run),
    ]


def play_slow(world: World, size: int) -> Figures:
    """A judge that never answers holds up nothing but judgements."""
    world.workers()
    arms = always(said(runs.PATCH, delay=ANSWER_SECONDS))
    with provider(arms) as stub, provider(always(said(delay=None))) as silent:
        experiment = runs.define(
            world.new_slug("slow"),
            {"local": stub.base_url, "judge": silent.base_url},
            tasks=runs.prompts(size, files=runs.FILES),
            evaluator=runs.judge(connection="judge"),
            max_concurrency=IN_FLIGHT,
        )
        run = start_run(experiment, actor=None)
        asked = until(lambda: silent.total > 0, seconds=30, what="the judge is asked")
        seconds = asked + runs.await_done(run, size, seconds=60 + size / 10)
        waiting = silent.in_flight
        cancel_run(run)
        runs.await_end(run, seconds=30)
    alone = size / IN_FLIGHT * ANSWER_SECONDS
    return [
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
        at_least("judgements that waited meanwhile", waiting, 1),
        at_most("until the attempts were done", seconds, 2 * alone + START_SECONDS, " s"),
    ]


def _others(rows: list[Evaluation], wanted: list[ErrorCode]) -> list[str]:
    return [
        f"{row.error_code} for {code}"
        for row, code in zip(rows, wanted, strict=True)
        if row.error_code != code or not row.error_detail
    ]
