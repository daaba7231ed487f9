"""Whatever befell a run, an operator is told: in its rows, in metrics, and in one trace."""

import re

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, exactly
from benchmarks.chaos.members import start_over_api
from benchmarks.chaos.provider import Answer, Asked, provider, refused, said
from benchmarks.chaos.told import failures_told, sums_told, trace_told
from benchmarks.chaos.world import IN_FLIGHT, World

VERDICT = '{"quality": 0.5, "risk": 0.5, "confidence": 0.5, "rationale": "Fine."}'
HTML = Answer(body=b"<html>", headers={"content-type": "text/html"})
PASSING = {1: refused(500), 2: refused(429, retry_after="0"), 3: HTML}
NONSENSE = 4


def respond(asked: Asked) -> Answer:
    """Of every ten attempts one is refused for good, three meet a fault that passes, and about one
    the judge talks nonsense."""
    number = int(re.findall(r"\d+", asked.prompt)[0]) % 10
    if asked.model == runs.JUDGE:
        return said("Fine, I think." if number == NONSENSE else VERDICT, cost=0.002)
    if number == 0:
        return refused(400)
    if asked.number == 1 and number in PASSING:
        return PASSING[number]
    return said(runs.PATCH, cost=0.001, delay=0.02)


def play(world: World, size: int) -> Figures:
    """Started over the API by a program that is part of a trace."""
    world.workers()
    watch = world.watched()
    before = watch.sums()
    with provider(respond) as stub:
        experiment = runs.define(
            world.new_slug("telling"),
            {"local": stub.base_url},
            tasks=runs.prompts(size, files=runs.FILES),
            evaluator=runs.judge(),
            max_concurrency=IN_FLIGHT,
        )
        run, trace_id = start_over_api(experiment, traces=watch.traces)
        runs.await_end(run, seconds=60 + size / 5)
    return [
        exactly("calls by the provider's count, less the ledger", stub.total - runs.calls(run), 0),
        *failures_told(run),
        sums_told(run, watch=watch, before=before),
        *trace_told(run, traces=watch.traces, trace_id=trace_id),
    ]
