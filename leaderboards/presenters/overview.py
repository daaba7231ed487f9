"""An organisation's home and its list of experiments, in words and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from experiments.overview import FailedGroup, Going, ProviderSpend, name_of
from experiments.queries import RunRow
from leaderboards.headlines import Headline
from leaderboards.presenters import figures
from leaderboards.presenters.figures import known
from leaderboards.statistics.flags import LOW_N
from providers.kinds import ProviderKind
from providers.registry import is_simulated

Json = Mapping[str, Any]
GROUPS_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """An interval on a line from 0 to 1: where it begins, where the estimate is, how wide it is.
    Per cent of the line; `x1` is None without an interval."""

    x: str
    x1: str | None
    width: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BestView:
    """The arm with the best quality of a run, and how far that is certain. `beside` are the arms
    that the tests do not tell from the best."""

    arm: str
    simulated: bool
    estimate: str
    interval: str | None
    rank: str
    rank_note: str
    beside: tuple[str, ...]
    n_tasks: str
    strip: Strip


@dataclass(frozen=True, slots=True, kw_only=True)
class CostView:
    """What all answers of a run came to; `unknown` arms are not in it."""

    total: str
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LastRun:
    """`done` of `total` attempts have ended; `succeeded` is None as long as the run goes on."""

    id: UUID
    state: str
    imported: bool
    started_at: datetime
    done: int
    total: int
    succeeded: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRow:
    id: UUID
    name: str
    owner: str
    task_set: str
    n_tasks: int
    n_arms: int
    repeats: int
    last_run: LastRun | None
    best: BestView | None
    cost: CostView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningView:
    id: UUID
    experiment: str
    started_at: datetime
    done: int
    total: int
    failed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FailedView:
    total: int
    groups: tuple[FailedGroup, ...]
    more: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendRow:
    """`share` of the budget in per cent, 100 at the most, or None without a budget."""

    label: str
    simulated: bool
    usd: str
    budget: str | None
    share: int | None
    over: bool
    unknown: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SpendView:
    """`total` is without what is simulated, unless everything is; None where nothing is known."""

    total: str | None
    simulated: bool
    unknown: int
    rows: tuple[SpendRow, ...]


def experiment_rows(
    experiments: Sequence[Any],
    *,
    n_arms: Mapping[Any, int],
    running: Mapping[UUID, RunRow],
    headlines: Mapping[UUID, Headline],
) -> list[ExperimentRow]:
    """Of experiments as `experiments_in` gives them."""
    return [
        _experiment_row(
            each,
            n_arms=n_arms.get(each.pk, 0),
            running=running.get(each.last_run_id),
            headline=headlines.get(each.last_run_id),
        )
        for each in experiments
    ]


def best_view(headline: Headline) -> BestView | None:
    """None where no arm has a quality."""
    measured = [entry for entry in headline.quality if entry["estimate"] is not None]
    if not measured:
        return None
    best = max(measured, key=lambda entry: entry["estimate"])
    providers = {arm["key"]: arm["provider"] for arm in headline.arms}
    return BestView(
        arm=best["arm"],
        simulated=is_simulated(providers.get(best["arm"], "")),
        estimate=figures.percent(best["estimate"]),
        interval=_interval(best["ci"]),
        rank=_rank(best),
        rank_note="" if best["rank_interval"] else f"Ranks are withheld below {LOW_N} tasks",
        beside=tuple(entry["arm"] for entry in measured if entry is not best and _may_lead(entry)),
        n_tasks=figures.count(best["n_tasks"]),
        strip=strip_of(best),
    )


def strip_of(entry: Json) -> Strip:
    low, high = known(entry["ci"], "low"), known(entry["ci"], "high")
    bounded = low is not None and high is not None
    return Strip(
        x=_percent(entry["estimate"]),
        x1=_percent(low) if bounded else None,
        width=_percent(high - low) if bounded else None,
    )


def cost_view(headline: Headline) -> CostView | None:
    """None where no arm's cost is known."""
    totals = [entry["total_usd"] for entry in headline.cost]
    told = [total for total in totals if total is not None]
    if not told:
        return None
    return CostView(total=figures.usd(sum(told)), unknown=len(totals) - len(told))


def running_views(going: Sequence[Going]) -> list[RunningView]:
    return [
        RunningView(
            id=each.row.id,
            experiment=each.experiment,
            started_at=each.row.started_at,
            done=each.row.attempts.done,
            total=each.row.attempts.total,
            failed=each.row.attempts.failed,
        )
        for each in going
    ]


def failed_view(groups: Sequence[FailedGroup]) -> FailedView:
    shown = tuple(groups[:GROUPS_SHOWN])
    total = sum(group.n for group in groups)
    return FailedView(total=total, groups=shown, more=total - sum(group.n for group in shown))


def spend_view(spent: Sequence[ProviderSpend]) -> SpendView:
    real = [each for each in spent if not is_simulated(each.provider)]
    simulated = bool(spent) and not any(each.usd or each.unknown for each in real)
    simulated = simulated and any(is_simulated(each.provider) for each in spent)
    counted = [each for each in spent if is_simulated(each.provider)] if simulated else real
    usd = sum((each.usd for each in counted), Decimal(0))
    unknown = sum(each.unknown for each in counted)
    return SpendView(
        total=None if unknown and not usd else figures.usd(usd),
        simulated=simulated,
        unknown=unknown,
        rows=tuple(_spend_row(each) for each in spent),
    )


def _experiment_row(
    each: Any, *, n_arms: int, running: RunRow | None, headline: Headline | None
) -> ExperimentRow:
    return ExperimentRow(
        id=each.pk,
        name=each.name,
        owner=name_of(each.created_by),
        task_set=str(each.task_set),
        n_tasks=each.task_set.n_tasks,
        n_arms=n_arms,
        repeats=each.repeats,
        last_run=_last_run(each, running=running, headline=headline) if each.last_run_id else None,
        best=best_view(headline) if headline else None,
        cost=cost_view(headline) if headline else None,
    )


def _last_run(each: Any, *, running: RunRow | None, headline: Headline | None) -> LastRun:
    attempts: Json = headline.attempts if headline else {}
    counts = running.attempts if running else None
    return LastRun(
        id=each.last_run_id,
        state=each.last_run_state,
        imported=each.last_run_imported,
        started_at=each.last_run_at,
        done=counts.done if counts else 0,
        total=counts.total if counts else attempts.get("total", 0),
        succeeded=None if counts else attempts.get("succeeded"),
    )


def _interval(ci: Json | None) -> str | None:
    low, high = known(ci, "low"), known(ci, "high")
    if low is None or high is None:
        return None
    return figures.interval(figures.percent(low), figures.percent(high))


def _may_lead(entry: Json) -> bool:
    return entry["rank_interval"] is not None and entry["rank_interval"][0] == 1


def _rank(entry: Json) -> str:
    if entry["rank_interval"] is None:
        return "rank withheld"
    low, high = entry["rank_interval"]
    return f"rank {low}" if low == high else f"rank {figures.between(low, high)}"


def _percent(share: float) -> str:
    return f"{min(max(share, 0.0), 1.0) * 100:.2f}%"


def _spend_row(each: ProviderSpend) -> SpendRow:
    budget = each.budget_usd
    labels = dict(ProviderKind.choices)
    return SpendRow(
        label=str(labels.get(each.provider, each.provider)),
        simulated=is_simulated(each.provider),
        usd=figures.usd(each.usd),
        budget=None if budget is None else figures.usd(budget),
        share=None if budget is None else _share(each.usd, budget),
        over=budget is not None and each.usd >= budget,
        unknown=each.unknown,
    )


def _share(usd: Decimal, budget: Decimal) -> int:
    """Rounded down, so that a full bar is a budget that is used up."""
    return int(min(usd / budget, Decimal(1)) * 100) if budget > 0 else 100
