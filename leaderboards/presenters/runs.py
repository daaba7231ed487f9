"""The run as a whole: its summary strip, its four boards, and what there is instead before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.models import Run
from leaderboards.presenters import figures
from leaderboards.presenters.boards import BoardView, board_view
from leaderboards.presenters.caveats import Caveat, run_caveats
from leaderboards.presenters.pairs import PairsView, pairs_view
from leaderboards.presenters.pareto import ParetoView, pareto_views
from leaderboards.presenters.styles import STYLES

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    n_tasks: int
    task_set: str
    repeats: int
    total: int
    succeeded: int
    failed: int
    cancelled: int
    evaluator: str | None
    judged_elsewhere: bool
    cost: str | None
    cost_note: str
    input_digest: str
    digest_short: str | None
    methods: str
    computed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSection:
    board: BoardView
    pairs: PairsView


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    strip: Strip
    caveats: tuple[Caveat, ...]
    sections: tuple[BoardSection, ...]
    scatters: tuple[ParetoView, ...]
    simulated: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyView:
    """Of a run that has a budget. `reserved` is None where nothing is. `used` of `most` is the same
    for a bar."""

    used: str
    most: str
    budget: str
    spent: str
    reserved: str | None


def money_view(run: Run) -> MoneyView | None:
    if run.budget_usd is None:
        return None
    return MoneyView(
        used=f"{min(run.spent_usd, run.budget_usd):f}",
        most=f"{run.budget_usd:f}",
        budget=figures.usd(run.budget_usd),
        spent=figures.usd(run.spent_usd),
        reserved=figures.usd(run.reserved_usd) if run.reserved_usd else None,
    )


def summary_view(
    summary: Json, *, simulated: frozenset[str], asked: Mapping[str, str] | None = None
) -> SummaryView:
    """`asked`: board → the order of its rows."""
    asked = asked or {}
    return SummaryView(
        strip=_strip(summary),
        caveats=run_caveats(summary["flags"]),
        sections=tuple(
            _section(summary, name, simulated=simulated, asked=asked.get(name, ""))
            for name in STYLES
        ),
        scatters=pareto_views(summary),
        simulated=simulated,
    )


def _section(summary: Json, name: str, *, simulated: frozenset[str], asked: str) -> BoardSection:
    return BoardSection(
        board=board_view(summary, name, simulated=simulated, asked=asked),
        pairs=pairs_view(summary, name),
    )


def _is_judged(summary: Json) -> bool:
    entries = summary["leaderboards"]["evaluator"]["entries"]
    return any(entry["n_scored"] for entry in entries)


def _cost(summary: Json) -> float | None:
    """Of all attempts whose cost is known; None where none is."""
    entries = summary["leaderboards"]["cost"]["entries"]
    known = [entry["total_usd"] for entry in entries if entry["total_usd"] is not None]
    return sum(known) if known else None


def _cost_note(summary: Json) -> str:
    entries = summary["leaderboards"]["cost"]["entries"]
    unknown = sum(entry["missing"]["unscored"] for entry in entries)
    return f"{figures.count(unknown)} attempts have none" if unknown else "of all attempts"


def _strip(summary: Json) -> Strip:
    run, attempts = summary["run"], summary["attempts"]
    task_set, profile = run["task_set"], run["evaluator_profile"]
    methods = ", ".join(f"{name} {version}" for name, version in summary["methods"].items())
    return Strip(
        n_tasks=task_set["n_tasks"],
        task_set=f"{task_set['name']} v{task_set['version']}",
        repeats=run["repeats"],
        total=attempts["total"],
        succeeded=attempts["succeeded"],
        failed=attempts["failed"],
        cancelled=attempts["cancelled"],
        evaluator=f"{profile['name']} v{profile['version']}" if profile else run.get("judge"),
        judged_elsewhere=run["imported"] and _is_judged(summary),
        cost=figures.written(_cost(summary), figures.usd),
        cost_note=_cost_note(summary),
        input_digest=summary["input_digest"],
        digest_short=figures.digest(summary["input_digest"]),
        methods=methods,
        computed_at=summary["computed_at"],
    )
