"""What a run will cost, told before it starts.

A token has BYTES_PER_TOKEN bytes as a rule, and one at the least. Answers are as long as their arm
allows; where it says nothing, EXPECTED_OUTPUT_TOKENS as a rule, and what a budget would hold for
them at the most. Judges read patches that are as long as the answers. Calls that have to be
repeated come on top.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil

from django.utils import timezone

from experiments.models import Experiment
from experiments.preflight import RunDraft, draft_run
from experiments.sizes import Sizes, sizes_of
from experiments.work.stage import PlannedCalls, stages
from providers.contract import Usage
from providers.own_prices import PriceBook, price_book
from providers.worst_case import TOKENS_AROUND_A_MESSAGE, UNBOUNDED_OUTPUT_TOKENS, priced

BYTES_PER_TOKEN = 4
EXPECTED_OUTPUT_TOKENS = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelEstimate:
    """All calls of one arm, or (`arm` is None) of the evaluator. USD; None: no price is known."""

    arm: str | None
    provider: str
    model: str
    calls: int
    expected_usd: Decimal | None
    worst_usd: Decimal | None

    @property
    def name(self) -> str:
        return self.arm or "evaluator"


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    models: tuple[ModelEstimate, ...]
    budget_usd: Decimal | None = None

    @property
    def expected_usd(self) -> Decimal | None:
        """Of the models that have a price; None where none has."""
        return _sum(each.expected_usd for each in self.models)

    @property
    def worst_usd(self) -> Decimal | None:
        return _sum(each.worst_usd for each in self.models)

    @property
    def unpriced(self) -> tuple[str, ...]:
        """Arms without a known price, and the evaluator."""
        return tuple(each.name for each in self.models if each.worst_usd is None)

    @property
    def calls(self) -> int:
        return sum(each.calls for each in self.models)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tokens:
    expected: int
    worst: int


def estimate_of(experiment: Experiment) -> Estimate:
    """The same number of queries however many tasks and arms there are."""
    return estimate_draft(draft_run(experiment, starting=False))


def estimate_draft(draft: RunDraft) -> Estimate:
    """Also of an experiment that is not stored yet."""
    experiment = draft.experiment
    return estimate(
        [calls for stage in stages() for calls in stage.planned_calls(draft)],
        sizes=sizes_of(experiment.task_set),
        repeats=experiment.repeats,
        budget_usd=experiment.budget_usd,
        own=price_book(draft.organization),
        at=timezone.now(),
    )


def estimate(
    planned: Sequence[PlannedCalls],
    *,
    sizes: Sizes,
    repeats: int,
    own: PriceBook,
    at: datetime,
    budget_usd: Decimal | None = None,
) -> Estimate:
    """Without a query. Every call is taken for the average one of its model."""
    arms = [each for each in planned if each.arm is not None]
    per_arm = sizes.n_tasks * repeats
    patch = _mean([_output(each) for each in arms])
    models = tuple(
        estimate_calls(
            each,
            calls=per_arm if each.arm is not None else per_arm * len(arms),
            reads=_input(each, sizes=sizes, patch=patch),
            own=own,
            at=at,
        )
        for each in planned
    )
    return Estimate(models=models, budget_usd=budget_usd)


def estimate_calls(
    planned: PlannedCalls, *, calls: int, reads: Tokens, own: PriceBook, at: datetime
) -> ModelEstimate:
    """So many calls of one model that read so much each."""
    writes = _output(planned)
    expected, worst = (
        _price(planned, calls, tokens_in=read, tokens_out=written, own=own, at=at)
        for read, written in ((reads.expected, writes.expected), (reads.worst, writes.worst))
    )
    return ModelEstimate(
        arm=planned.arm,
        provider=planned.provider,
        model=planned.model,
        calls=calls,
        expected_usd=expected,
        worst_usd=worst,
    )


def tokens_of(length: int) -> Tokens:
    """Of a prompt of so many bytes."""
    return Tokens(
        expected=ceil(length / BYTES_PER_TOKEN) + TOKENS_AROUND_A_MESSAGE,
        worst=length + TOKENS_AROUND_A_MESSAGE,
    )


def _price(
    planned: PlannedCalls,
    calls: int,
    *,
    tokens_in: int,
    tokens_out: int,
    own: PriceBook,
    at: datetime,
) -> Decimal | None:
    usage = Usage(input_tokens=tokens_in, output_tokens=tokens_out)
    one = priced(usage, kind=planned.provider, model=planned.model, own=own, at=at)
    return None if one is None else one * calls


def _input(planned: PlannedCalls, *, sizes: Sizes, patch: Tokens) -> Tokens:
    shown = {"prompt": sizes.prompts, "files": sizes.files}
    total = sum(size for name, size in shown.items() if name in planned.shows)
    length = planned.around + ceil(total / max(1, sizes.n_tasks))
    expected, worst = ceil(length / BYTES_PER_TOKEN), length
    if "patch" in planned.shows:
        expected, worst = expected + patch.expected, worst + patch.worst * BYTES_PER_TOKEN
    return Tokens(
        expected=expected + TOKENS_AROUND_A_MESSAGE, worst=worst + TOKENS_AROUND_A_MESSAGE
    )


def _output(planned: PlannedCalls) -> Tokens:
    limit = planned.max_output_tokens
    return Tokens(expected=limit or EXPECTED_OUTPUT_TOKENS, worst=limit or UNBOUNDED_OUTPUT_TOKENS)


def _mean(each: Sequence[Tokens]) -> Tokens:
    n = max(1, len(each))
    return Tokens(
        expected=ceil(sum(tokens.expected for tokens in each) / n),
        worst=ceil(sum(tokens.worst for tokens in each) / n),
    )


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None
