"""The warnings of a summary, in words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from leaderboards.presenters import figures

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag:
    """`label` is short enough for a table cell, `sentence` says what follows from it. `threshold`
    is None where the warning has none."""

    code: str
    severity: str
    label: str
    sentence: str
    threshold: str | None = None


Words = tuple[Callable[[Any, Any], str], str]


def _of(template: str) -> Callable[[Any, Any], str]:
    return lambda observed, threshold: template.format(
        observed=_plain(observed), threshold=_plain(threshold)
    )


def _share(template: str) -> Callable[[Any, Any], str]:
    return lambda observed, threshold: template.format(observed=figures.percent(observed or 0))


# code → its label, made from what was observed and the threshold, and its sentence.
WORDS: Mapping[str, Words] = {
    "no_interval": (
        lambda observed, _: f"only {_plain(observed)} task" if observed else "no task",
        "One task says nothing about others: there is no interval.",
    ),
    "low_n": (
        _of("few tasks ({observed} of {threshold})"),
        "With so few tasks the boards withhold ranks: they would change with other tasks.",
    ),
    "few_df": (
        _of("{observed} degrees of freedom"),
        "The spread over tasks is itself hardly known, so intervals are rough.",
    ),
    "few_clusters": (
        _of("under {threshold} tasks"),
        "Tasks are the clusters of the analysis; with fewer, intervals tend to be too narrow.",
    ),
    "clt_unreliable": (
        _of("under {threshold} tasks"),
        "Below this size small-sample intervals are used instead of the normal approximation.",
    ),
    "wide_interval": (
        _share("interval {observed} wide"),
        "The interval is too wide to say more than the rough place.",
    ),
    "quantile_ci_unbounded": (
        _of("outer percentiles open"),
        "There are too few tasks to enclose the outer percentiles on both sides.",
    ),
    "censored": (
        _of("{observed} timed out"),
        "Timeouts took at least as long as was waited; the true figures are higher.",
    ),
    "incomplete": (
        _share("{observed} of the tasks"),
        "Some tasks have no value here; the arm may look different on them.",
    ),
    "measured_elsewhere": (
        _of("measured elsewhere"),
        "These times came with the results: where from, to where and how they were taken is not "
        "known here.",
    ),
    "judging_failed": (
        _of("none of {observed} judgements succeeded"),
        "The evaluator board is empty for that reason; the other three stand.",
    ),
    "underpowered": (
        _of("cannot see the margin of interest"),
        "The smallest difference that this comparison would probably show is larger than the one "
        "that matters.",
    ),
    "cannot_reach_significance": (
        _of("{observed} differing tasks, {threshold} needed"),
        "Too few tasks differ: no outcome of this comparison could have been decided.",
    ),
    "no_pairs": (
        _of("nothing to compare"),
        "No attempt was scored by both judges.",
    ),
    "identical_scores": (
        _of("identical scores"),
        "Both judges gave the very same scores to all attempts: were they the same judge?",
    ),
    "originals_changed": (
        _of("the original scores changed meanwhile"),
        "The run's own judgements are no longer those that it had when the replay started.",
    ),
    "profile_unknown": (
        _of("not all of a judge is known"),
        "Scores were imported: what judge, rubric and prompt they come from is not recorded here.",
    ),
    "tasks_unseen": (
        _of("{observed} tasks not shown"),
        "The results were imported without the prompts of their tasks, so the new judge saw the "
        "patches alone.",
    ),
    "self_agreement_unmeasured": (
        _of("noise not measured"),
        "How far a judge differs from itself is not known, so a difference between the two cannot "
        "be told from it. Judge the run again under the same profile to measure it.",
    ),
    "judge_errors": (
        _of("{observed} judgements failed"),
        "They are left out, not counted as zero.",
    ),
}


def flag_views(flags: Iterable[Json]) -> tuple[Flag, ...]:
    return tuple(_view(flag) for flag in flags)


def shared_flags(entries: Iterable[Json]) -> tuple[Flag, ...]:
    """What is to be said of every entry with an estimate, which then is the board's own."""
    lists = [flag_views(entry["flags"]) for entry in entries if entry["estimate"] is not None]
    if len(lists) < 2:
        return ()
    return tuple(flag for flag in lists[0] if all(flag in other for other in lists[1:]))


def own_flags(entry: Json, *, said: Iterable[Flag]) -> tuple[Flag, ...]:
    """What is to be said of this entry's figure and was not yet; nothing where it has none."""
    return () if entry["estimate"] is None else without(flag_views(entry["flags"]), said=said)


def without(flags: Iterable[Flag], *, said: Iterable[Flag]) -> tuple[Flag, ...]:
    """The flags that were not said already at a place that holds for this one too."""
    said = set(said)
    return tuple(flag for flag in flags if flag not in said)


def _view(flag: Json) -> Flag:
    code = flag["code"]
    label, sentence = WORDS.get(code, (_of(code.replace("_", " ")), ""))
    return Flag(
        code=code,
        severity=flag["severity"],
        label=label(flag["observed"], flag["threshold"]),
        sentence=sentence,
        threshold=None if flag["threshold"] is None else _plain(flag["threshold"]),
    )


def _plain(value: float | None) -> str:
    return "—" if value is None else f"{value:,.4g}"
