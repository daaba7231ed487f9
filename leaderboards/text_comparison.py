"""A comparison as plain text for a terminal, a log or a file."""

from collections.abc import Iterator
from typing import Any

from leaderboards.statistics.flags import LOW_N
from leaderboards.text_boards import table

Json = dict[str, Any]
HEAD = ("", "mean shift", "95 % interval", "sd", "agree exactly", "kappa", "alpha", "noise sd")


def render_comparison(found: Json) -> str:
    """What two judges said of the same patches."""
    return (
        "\n".join(
            [*_heading(found), "", *_attributes(found), "", *_validity(found), *_impact(found)]
        )
        + "\n"
    )


def _heading(found: Json) -> Iterator[str]:
    yield f"{found['experiment']}: run {found['run']} judged again"
    yield f"{_judge(found['old_profile'])} → {_judge(found['new_profile'])}"
    yield (
        f"{found['n_paired']} attempts judged by both, {found['only_old']} by the old alone,"
        f" {found['only_new']} by the new alone, {found['errors']} judgements failed"
    )
    for flag in found["flags"]:
        if flag["severity"] == "warn":
            yield f"! {flag['code']}"


def _judge(profile: Json | None) -> str:
    known = profile or {}
    name, version = known.get("name"), known.get("version")
    return f"{name}:{version}" if version else name or "imported scores"


def _attributes(found: Json) -> Iterator[str]:
    noise = found["self_agreement"]["noise_sd"] or {}
    rows = [
        (
            name,
            _signed(each["mean_shift"]),
            _interval(each["ci"]),
            _figure(each["sd"]),
            _figure(each["exact_agreement"]),
            _figure(each["kappa"]),
            _figure(each["krippendorff_alpha"]),
            _figure(noise.get(name)),
        )
        for name, each in found["per_attribute"].items()
    ]
    yield from table([HEAD, *rows])


def _validity(found: Json) -> Iterator[str]:
    known = found.get("validity")
    if known:
        for side in ("old", "new"):
            auc, brier = known[side]["auc"] or {}, known[side]["brier"]
            yield (
                f"Against {known['n']} validations, {side} judge:"
                f" AUC {_figure(auc.get('estimate'))}, Brier score {_figure(brier['estimate'])}"
            )
        yield ""


def _impact(found: Json) -> Iterator[str]:
    flips, impact = found["flips"], found["decision_impact"]
    yield (
        f"Flips: {flips['up']} from fail to pass, {flips['down']} from pass to fail"
        f" (McNemar p = {_figure(flips['mcnemar_p'])})"
    )
    yield (
        f"Order of the arms: Kendall's tau-b {_figure(impact['kendall_tau_b'])};"
        f" pairs flipped {impact['pairs_flipped']}, gained {impact['pairs_gained']},"
        f" lost {impact['pairs_lost']}"
    )
    few = {arm["arm"] for arm in found["arms"] if arm["n_tasks"] < LOW_N}
    for change in (each for each in impact["rank_changes"] if each["arm"] not in few):
        yield f"  {change['arm']}: {_rank(change['old'])} → {_rank(change['new'])}"
    cost = found["cost_usd"]
    yield f"Cost: {'unknown' if cost is None else f'${cost}'}"
    yield f"Sealed as number {found['seal']['number']}: {found['seal']['digest']}"


def _rank(standing: Json) -> str:
    if standing["rank_interval"] is None:
        return "-"
    low, high = standing["rank_interval"]
    return f"rank {standing['rank']} ({low}-{high})"


def _interval(ci: Json | None) -> str:
    return "-" if ci is None else f"{_signed(ci['low'])} to {_signed(ci['high'])}"


def _signed(value: float | None) -> str:
    return "-" if value is None else f"{value:+.3f}"


def _figure(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f}"
