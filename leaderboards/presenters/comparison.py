"""A sealed comparison of two judges, in words and figures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures
from leaderboards.presenters.flags import Flag, flag_views
from leaderboards.statistics.flags import LOW_N
from leaderboards.statistics.trust import PASS

Json = Mapping[str, Any]
MEANINGS = {
    "quality": "how good the patch is",
    "risk": "what it may break",
    "confidence": "how sure the judge is",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeView:
    name: str
    model: str | None
    digest: str | None
    digest_short: str | None
    rubric: str | None
    prompt_template: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeView:
    """Figures as text; None where the data define none."""

    name: str
    meaning: str
    shift: str | None
    interval: str | None
    limits: str | None
    sd: str | None
    noise: str | None
    exact: str | None
    kappa: str | None
    alpha: str | None
    spearman: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ValidityView:
    """How well a judge's quality scores foretell the validations."""

    side: str
    auc: str | None
    auc_interval: str | None
    brier: str
    brier_interval: str | None
    ece: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SideView:
    estimate: str | None
    interval: str | None
    rank: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArmView:
    arm: str
    n_paired: int
    n_tasks: int
    old: SideView
    new: SideView
    rank_changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FlipView:
    attempt: str
    arm: str
    task: str
    repeat: int
    old: str
    new: str
    up: bool
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PairChange:
    a: str
    b: str
    old: str
    new: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SelfView:
    """How a judge agreed with itself; None for each figure where that was not measured."""

    side: str
    artifacts: int
    judgements: int
    rows: tuple[tuple[str, str, str, str | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonView:
    document: Json
    old: JudgeView
    new: JudgeView
    flags: tuple[Flag, ...]
    attributes: tuple[AttributeView, ...]
    validity: tuple[ValidityView, ...]
    brier_shift: str | None
    brier_interval: str | None
    arms: tuple[ArmView, ...]
    flips: tuple[FlipView, ...]
    pairs: tuple[PairChange, ...]
    own: tuple[SelfView, ...]
    mcnemar: str | None
    tau: str | None
    cost: str | None
    digest_short: str | None


def comparison_view(found: Json) -> ComparisonView:
    noise = found["self_agreement"]["noise_sd"] or {}
    impact = found["decision_impact"]
    shift = (found.get("validity") or {}).get("brier_shift") or {}
    return ComparisonView(
        document=found,
        old=_judge(found["old_profile"]),
        new=_judge(found["new_profile"]),
        flags=flag_views(found["flags"]),
        attributes=tuple(
            _attribute(name, each, noise=noise.get(name))
            for name, each in found["per_attribute"].items()
        ),
        validity=_validity(found.get("validity")),
        brier_shift=figures.written(shift.get("estimate"), figures.score_difference),
        brier_interval=_between(shift.get("ci")),
        arms=_arms(found["arms"]),
        flips=tuple(_flip(each) for each in found["flips"]["attempts"]),
        pairs=tuple(_pair(each) for each in impact["pair_changes"]),
        own=_own(found["self_agreement"]),
        mcnemar=figures.p_value(found["flips"]["mcnemar_p"]),
        tau=figures.written(impact["kendall_tau_b"], _coefficient),
        cost=None if found["cost_usd"] is None else figures.usd(float(found["cost_usd"])),
        digest_short=figures.digest(found["seal"]["digest"]),
    )


def _judge(profile: Json | None) -> JudgeView:
    """Of imported scores nothing is known but, at the most, a name."""
    known = profile or {}
    named, numbered = known.get("name"), known.get("version")
    return JudgeView(
        name=f"{named} v{numbered}" if numbered else named or "imported scores",
        model=known.get("model"),
        digest=known.get("digest"),
        digest_short=figures.digest(known.get("digest")),
        rubric=figures.known(known.get("rubric"), "version"),
        prompt_template=figures.known(known.get("prompt_template"), "version"),
    )


def _attribute(name: str, each: Json, *, noise: float | None) -> AttributeView:
    return AttributeView(
        name=name,
        meaning=MEANINGS.get(name, ""),
        shift=figures.written(each["mean_shift"], figures.score_difference),
        interval=_between(each["ci"]),
        limits=_between(each["limits_of_agreement"]),
        sd=figures.written(each["sd"], figures.score),
        noise=figures.written(noise, figures.score),
        exact=figures.written(each["exact_agreement"], figures.percent),
        kappa=figures.written(each["kappa"], _coefficient),
        alpha=figures.written(each["krippendorff_alpha"], _coefficient),
        spearman=figures.written(each["spearman"], _coefficient),
    )


def _between(ends: Json | None) -> str | None:
    if ends is None:
        return None
    low, high = (figures.score_difference(ends[end]) for end in ("low", "high"))
    return figures.interval(low, high)


def _validity(found: Json | None) -> tuple[ValidityView, ...]:
    """None: nothing is known of the validations, or it was sealed before they were asked."""
    return tuple(_foretold(side, found[side]) for side in ("old", "new")) if found else ()


def _foretold(side: str, each: Json) -> ValidityView:
    auc, brier = each["auc"], each["brier"]
    return ValidityView(
        side=side,
        auc=auc and figures.score(auc["estimate"]),
        auc_interval=auc and _within(auc["ci"]),
        brier=figures.score(brier["estimate"]),
        brier_interval=_within(brier["ci"]),
        ece=figures.score(each["ece"]),
    )


def _within(ci: Json | None) -> str | None:
    if ci is None:
        return None
    return figures.interval(figures.score(ci["low"]), figures.score(ci["high"]))


def _arms(arms: Sequence[Json]) -> tuple[ArmView, ...]:
    """The best by the new judge first."""
    shown = [
        ArmView(
            arm=each["arm"],
            n_paired=each["n_paired"],
            n_tasks=each["n_tasks"],
            old=_side(each["old"], withheld=each["n_tasks"] < LOW_N),
            new=_side(each["new"], withheld=each["n_tasks"] < LOW_N),
            rank_changed=each["n_tasks"] >= LOW_N
            and _standing(each["old"]) != _standing(each["new"]),
        )
        for each in sorted(arms, key=lambda each: (each["new"]["rank"] or 0, each["arm"]))
    ]
    return tuple(shown)


def _side(side: Json, *, withheld: bool) -> SideView:
    return SideView(
        estimate=figures.written(side["estimate"], figures.score),
        interval=_within(side["ci"]),
        rank="withheld" if withheld else _standing(side),
    )


def _standing(side: Json) -> str | None:
    if side["rank_interval"] is None:
        return None
    low, high = side["rank_interval"]
    return str(low) if low == high else figures.between(low, high)


def _flip(each: Json) -> FlipView:
    return FlipView(
        attempt=each["attempt"],
        arm=each["arm"],
        task=each["task"],
        repeat=each["repeat"],
        old=figures.score(each["old"]),
        new=figures.score(each["new"]),
        up=each["direction"] == "up",
        outcome=_passed(each.get("outcome")),
    )


def _passed(outcome: float | None) -> str | None:
    if outcome is None:
        return None
    return "passed" if outcome >= PASS else "failed"


def _pair(change: Json) -> PairChange:
    a, b = change["a"], change["b"]
    said = {"a_better": f"{a} is better", "b_better": f"{b} is better"}
    old, new = (said.get(change[side]["verdict"], "indistinguishable") for side in ("old", "new"))
    return PairChange(a=a, b=b, old=old, new=new)


def _own(found: Json) -> tuple[SelfView, ...]:
    return tuple(
        SelfView(
            side=side,
            artifacts=found[side]["n_artifacts"],
            judgements=found[side]["n_judgements"],
            rows=tuple(
                (
                    name,
                    figures.score(found[side][name]["sd"]),
                    figures.percent(found[side][name]["exact_agreement"]),
                    figures.written(found[side][name]["krippendorff_alpha"], _coefficient),
                )
                for name in MEANINGS
            ),
        )
        for side in ("old", "new")
        if found[side]
    )


def _coefficient(value: float) -> str:
    return figures.signed(value, digits=2) if value < 0 else f"{value:.2f}"
