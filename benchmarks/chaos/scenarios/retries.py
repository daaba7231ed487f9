"""What passes is tried again, and not before its time; what does not pass stops at once."""

from collections.abc import Iterable
from itertools import pairwise

from benchmarks.chaos import runs
from benchmarks.chaos.figures import Figures, at_most, exactly
from benchmarks.chaos.provider import Answer, Asked, Respond, provider, refused, said
from benchmarks.chaos.told import failures_told
from benchmarks.chaos.world import IN_FLIGHT, World
from experiments.actions import start_run
from experiments.models import Attempt
from experiments.states import WorkState
from providers.codes import ErrorCode

ANSWER_SECONDS = 0.05
RETRY_AFTER = 2.0
MOST_CALLS = 3
BUSY, BROKEN, FINE = "429", "500", ""
SPENT = {"code": "insufficient_quota"}
LAST_MINUTES = 5


def faults_of(number: int) -> list[str]:
    """Of every 20 attempts one is told to wait and two meet an error, one of them twice."""
    kinds = {0: [BUSY], 5: [BROKEN], 10: [BROKEN, BROKEN]}
    return kinds.get(number % 20, [])


def play(world: World, size: int) -> Figures:
    """Where no attempt meets more than two faults, none fails."""
    world.workers()
    with provider(_faulty) as stub:
        run = runs.start(
            world.new_slug("retry"), stub.base_url, size=size, max_concurrency=IN_FLIGHT
        )
        seconds = runs.await_end(run, seconds=60 * LAST_MINUTES)
    return [
        exactly("attempts that failed", runs.states(run)[WorkState.FAILED], 0),
        exactly("attempts that succeeded", runs.states(run)[WorkState.SUCCEEDED], size),
        at_most("calls for one attempt", max(stub.times.values()), MOST_CALLS),
        exactly("calls before the time that Retry-After named", _early(stub.asked), 0),
        at_most("until all was done", seconds, 60, " s"),
    ]


def play_quota(world: World, size: int) -> Figures:
    """One credential's quota is spent; the other arm goes on."""
    world.workers()
    spent: Respond = lambda asked: refused(429, delay=ANSWER_SECONDS, **SPENT)  # noqa: E731
    fine: Respond = lambda asked: said(delay=ANSWER_SECONDS)  # noqa: E731
    with provider(spent) as empty, provider(fine) as other:
        experiment = runs.define(
            world.new_slug("quota"),
            {"local": empty.base_url, "other": other.base_url},
            size=size,
            arms=[runs.arm(0), runs.arm(1, connection="other")],
            max_concurrency=IN_FLIGHT,
        )
        run = start_run(experiment, actor=None)
        runs.await_end(run, seconds=60)
    failed = Attempt.objects.filter(run=run, state=WorkState.FAILED)
    codes = set(failed.values_list("error_code", "arm__key"))
    return [
        at_most("calls with the spent credential, against slots", empty.total, IN_FLIGHT),
        exactly("how its attempts failed", codes, {(ErrorCode.QUOTA_EXHAUSTED.value, "arm-0")}),
        exactly("failures that do not say why", failed.filter(error_detail="").count(), 0),
        exactly("its attempts that failed", failed.count(), size),
        exactly("calls of the other arm", other.total, size),
        *failures_told(run),
    ]


def _faulty(asked: Asked) -> Answer:
    number = int(asked.prompt.removeprefix("Do ").removesuffix("."))
    fault = [*faults_of(number), *[FINE] * MOST_CALLS][asked.number - 1]
    if fault == BUSY:
        return refused(429, delay=ANSWER_SECONDS, retry_after=f"{RETRY_AFTER:g}")
    if fault == BROKEN:
        return refused(500, delay=ANSWER_SECONDS)
    return said(delay=ANSWER_SECONDS)


def _early(asked: Iterable[Asked]) -> int:
    """Calls that came sooner after a 429 than it had asked for."""
    by_prompt: dict[str, list[Asked]] = {}
    for each in asked:
        by_prompt.setdefault(each.prompt, []).append(each)
    waited = [
        later.at - (earlier.answered_at or earlier.at)
        for prompt, several in by_prompt.items()
        for earlier, later in pairwise(several)
        if _faulty(earlier).status == 429
    ]
    return sum(seconds < RETRY_AFTER for seconds in waited)
