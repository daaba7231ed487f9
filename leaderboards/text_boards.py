"""The four boards as plain text for a terminal, a log or a file."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from leaderboards.presenters.flags import Flag, flag_views, without
from leaderboards.unjudged import NOT_IN_RESULTS, why_unjudged

Json = dict[str, Any]
WARN = "warn"
TITLES = {
    "quality": "Quality (higher is better)",
    "latency": "Latency (lower is better)",
    "cost": "Cost (lower is better)",
    "evaluator": "Evaluator score (higher is better)",
}
WHY_EMPTY = {
    "quality": "no attempt was validated",
    "latency": "no attempt succeeded or timed out",
    "cost": "no cost is known, and unknown is not 0",
}
CAVEATS = {"measured_elsewhere": "these times are as they were imported"}
HEAD = ("rank", "arm", "estimate", "95 % interval", "tasks", "attempts", "scored", "flags")
UNITS = {"fraction": "{:.3f}", "ms": "{:,.0f} ms", "USD/task": "${:.5f}"}


def render_boards(summary: Json, *, failures: Mapping[str, str], simulated: bool) -> str:
    """All boards with their pairs. `failures` gives an example sentence for each error code;
    `simulated` labels the figures of fictional models."""
    lines = [*_heading(summary, failures=failures, simulated=simulated)]
    badge = _badge(summary, simulated=simulated)
    for name, title in TITLES.items():
        board = summary["leaderboards"][name]
        lines += ["", f"{title}{badge}"]
        lines += [*_board(board, why=_why_empty(summary, name)), *_caveats(board)]
        lines += _pairs(summary["pairwise"][name], of_run=flag_views(summary["flags"]))
    return "\n".join(lines) + "\n"


def _why_empty(summary: Json, name: str) -> str:
    if summary["run"]["imported"]:
        return NOT_IN_RESULTS[name]
    return WHY_EMPTY.get(name) or why_unjudged(summary)


def _heading(summary: Json, *, failures: Mapping[str, str], simulated: bool) -> Iterator[str]:
    run, attempts = summary["run"], summary["attempts"]
    yield f"{run['experiment']}: run {run['id']} {run['state']}{_badge(summary, simulated=False)}"
    yield (
        f"{_counted(attempts['total'], 'attempt')} ({attempts['succeeded']} succeeded,"
        f" {attempts['failed']} failed, {attempts['cancelled']} cancelled),"
        f" {_counted(run['task_set']['n_tasks'], 'task')}, {_counted(run['repeats'], 'repeat')}"
    )
    for code, n in attempts["by_error_code"].items():
        example = failures.get(code)
        yield f"failed with {code}: {n}{f' ({example})' if example else ''}"
    for each in flag_views(summary["flags"]):
        if each.severity == WARN:
            yield f"! {each.code}: {each.label}. {each.sentence}"
    if simulated:
        yield "The models are fictional: answers are recorded, latency and price simulated."


def _counted(n: int, what: str) -> str:
    return f"{n} {what}{'' if n == 1 else 's'}"


def _badge(summary: Json, *, simulated: bool) -> str:
    imported = " [imported]" if summary["run"]["imported"] else ""
    return f"{imported}{' [simulated]' if simulated else ''}"


def _caveats(board: Json) -> Iterator[str]:
    """What holds for the whole board. Summaries from before there were any have none."""
    for flag in board.get("flags", ()):
        yield f"  {flag['code']}: {CAVEATS.get(flag['code'], '')}"


def _board(board: Json, *, why: str) -> Iterator[str]:
    if not any(entry["estimate"] is not None for entry in board["entries"]):
        yield f"  no data: {why}"
        return
    shape = UNITS.get(board["unit"], "{:.4g}")
    yield from table([HEAD, *(_row(entry, shape=shape) for entry in board["entries"])])


def _row(entry: Json, *, shape: str) -> tuple[str, ...]:
    return (
        _rank(entry),
        entry["arm"],
        _figure(entry["estimate"], shape),
        _interval(entry["ci"], shape),
        str(entry["n_tasks"]),
        str(entry["n_attempts"]),
        str(entry["n_scored"]),
        ", ".join(_warnings(entry["flags"])),
    )


def _warnings(flags: Sequence[Json]) -> Iterator[str]:
    return (flag["code"] for flag in flags if flag["severity"] == WARN)


def _rank(entry: Json) -> str:
    if not entry["rank_interval"]:
        return "-"
    low, high = entry["rank_interval"]
    return str(low) if low == high else f"{low}-{high}"


def _figure(value: float | None, shape: str) -> str:
    return "-" if value is None else shape.format(value)


def _interval(ci: Json | None, shape: str) -> str:
    if not ci or ci["low"] is None or ci["high"] is None:
        return "-"
    return f"{shape.format(ci['low'])} to {shape.format(ci['high'])}"


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Columns as wide as their widest cell."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        yield "  " + "  ".join(cells).rstrip()


def _pairs(pairs: Sequence[Json], *, of_run: Sequence[Flag]) -> Iterator[str]:
    """`of_run`: what was said already of the run as a whole."""
    for pair in pairs:
        if pair["verdict"] == "no_data":
            continue
        said = f"{pair['winner']} is better" if pair["winner"] else "indistinguishable"
        p = pair["p_adjusted"]
        shown = "" if p is None else f", p = {p:.2g} (Holm)"
        own = without(flag_views(pair["flags"]), said=of_run)
        flags = ", ".join(flag.code for flag in own if flag.severity == WARN)
        yield (
            f"  {pair['a']} / {pair['b']}: {said} on {_counted(pair['n_tasks'], 'task')}"
            f" ({pair['wins']} won, {pair['ties']} tied, {pair['losses']} lost{shown})"
            f"{f'; {flags}' if flags else ''}"
        )
