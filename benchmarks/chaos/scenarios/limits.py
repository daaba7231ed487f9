"""What an organisation's allowlist limits holds over all of its runs and all workers."""

from collections import Counter

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_least, at_most, exactly
from benchmarks.chaos.provider import Asked, always, provider, said
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.actions import start_run
from experiments.states import WorkState

ANSWER_SECONDS = 0.05
MINUTE = 60.0
AT_ONCE = 4


def play_rate(world: World, size: int) -> Figures:
    """Over three minutes, by the provider's own clock."""
    world.workers()
    limit = size // 3
    with provider(always(said(delay=ANSWER_SECONDS))) as stub:
        run = runs.start(
            world.new_slug("rate"),
            stub.base_url,
            size=size,
            max_concurrency=IN_FLIGHT,
            limits={"requests_per_minute": limit},
        )
        seconds = runs.await_end(run, seconds=5 * MINUTE)
    return [
        at_most("calls in any 60 s, against the limit", most_in_a_minute(stub.asked), limit),
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
        at_most("until all was done", seconds, 2 * MINUTE + 15, " s"),
    ]


def play_sharing(world: World, size: int) -> Figures:
    """Two runs of one organisation share what it may have in flight."""
    world.workers()
    slug = world.new_slug("sharing")
    with provider(always(said(delay=ANSWER_SECONDS * 2))) as stub:
        defined = [
            runs.define(
                slug,
                {"local": stub.base_url},
                size=size,
                arms=[runs.arm(number)],
                limits={"max_concurrency": AT_ONCE},
                max_concurrency=IN_FLIGHT,
                name=f"run-{number}",
            )
            for number in range(2)
        ]
        pair = [start_run(experiment, actor=None) for experiment in defined]
        runs.await_end(*pair, seconds=120 + size / 2)
        first_half = Counter(asked.model for asked in stub.asked[:size])
    succeeded = sum(runs.states(run)[WorkState.SUCCEEDED] for run in pair)
    slower = min(first_half["model-0"], first_half["model-1"])
    return [
        at_most("calls in flight at once", stub.peak, AT_ONCE),
        at_least("calls of the slower run in the first half of all", slower, size / 4),
        exactly("attempts that succeeded", succeeded, 2 * size),
    ]


def most_in_a_minute(asked: list[Asked]) -> int:
    times = sorted(each.at for each in asked)
    return max(sum(start <= at < start + MINUTE for at in times) for start in times)
