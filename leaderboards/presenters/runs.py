"""The run as a whole: its summary strip, its four boards, and what there is instead before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from experiments.models import Run
from leaderboards.presenters import figures
from leaderboards.presenters.boards import STYLES, BoardView, board_view
from leaderboards.presenters.flags import Flag, flag_views
from leaderboards.presenters.pairs import PairsView, pairs_view

Json = Mapping[str, Any]
PAIRS_OPEN = 10


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
    input_digest: str
    digest_short: str | None
    methods: str
    computed_at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardSection:
    board: BoardView
    pairs: PairsView
    open: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    strip: Strip
    flags: tuple[Flag, ...]
    sections: tuple[BoardSection, ...]
    simulated: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyView:
    """Of a run that has a budget. `reserved` is None where nothing is."""

    budget: str
    spent: str
    reserved: str | None


def money_view(run: Run) -> MoneyView | None:
    if run.budget_usd is None:
        return None
    return MoneyView(
        budget=figures.usd(run.budget_usd),
        spent=figures.usd(run.spent_usd),
        reserved=figures.usd(run.reserved_usd) if run.reserved_usd else None,
    )


def summary_view(summary: Json, *, simulated: frozenset[str]) -> SummaryView:
    return SummaryView(
        strip=_strip(summary),
        flags=flag_views(summary["flags"]),
        sections=tuple(_section(summary, name, simulated=simulated) for name in STYLES),
        simulated=simulated,
    )


def _section(summary: Json, name: str, *, simulated: frozenset[str]) -> BoardSection:
    pairs = pairs_view(summary, name)
    return BoardSection(
        board=board_view(summary, name, simulated=simulated),
        pairs=pairs,
        open=len(pairs.rows) <= PAIRS_OPEN,
    )


def _is_judged(summary: Json) -> bool:
    entries = summary["leaderboards"]["evaluator"]["entries"]
    return any(entry["n_scored"] for entry in entries)


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
        input_digest=summary["input_digest"],
        digest_short=figures.digest(summary["input_digest"]),
        methods=methods,
        computed_at=summary["computed_at"],
    )
