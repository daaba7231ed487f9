"""The statements that read a run's attempts, what validated them and what judged them.

Three, each one look through one table: what belongs together is found by its ids, which costs less
than a join. Words are told as small numbers; which number a word is comes from the rules
themselves, each asked about every word there is, so that a rule is spelled in one place.
"""

from collections.abc import Iterable

from evaluation.models import Evaluation
from experiments.columns import Holds
from experiments.models import Attempt, Validation
from experiments.states import ENGINE_SOURCE, WorkState
from leaderboards.statistics.outcomes import Outcome, outcome_of
from leaderboards.validations import KINDS, STATUSES, Kind
from providers.codes import ErrorCode

UNKNOWN_CODE = "?"
NO_VALIDATION = len(KINDS)  # none that has ended
# `packed`: the repeat and the outcome.
ATTEMPTS: dict[str, Holds] = {
    "arm_id": "id",
    "task_id": "id",
    "id": "mark",
    "packed": "int",
    "latency_ms": "float",
    "cost_usd": "decimal",
}
VALIDATIONS: dict[str, Holds] = {"attempt_id": "mark", "kind": "int", "score": "float"}
SCORES = ("quality", "risk", "confidence")
EVALUATIONS: dict[str, Holds] = {"attempt_id": "mark", **dict.fromkeys(SCORES, "float")}
# What parts the rows at next to no cost, so that they are not held twice all at once.
PARTS = {"validations": "score > 0.5", "evaluations": "trunc(quality * 4)"}


def attempts_sql() -> str:
    """With the repeat once more, as what its rows can be told apart by."""
    return (
        "SELECT a.arm_id, a.task_id, a.id,"  # noqa: S608 - words of ours alone
        f" a.repeat * {len(Outcome)} + {_outcome()} AS packed, a.latency_ms, a.cost_usd,"
        " a.repeat"
        f" FROM {Attempt._meta.db_table} a WHERE a.run_id = %(run)s"
    )


def validations_sql() -> str:
    return (
        f"SELECT v.attempt_id, {_kind()} AS kind, v.score"  # noqa: S608 - words of ours alone
        f" FROM {Validation._meta.db_table} v WHERE v.run_id = %(run)s"
    )


def evaluations_sql() -> str:
    return (
        f"SELECT e.attempt_id, {', '.join(SCORES)}"  # noqa: S608 - words of ours alone
        f" FROM {Evaluation._meta.db_table} e WHERE e.run_id = %(run)s"
    )


def _outcome() -> str:
    codes: dict[Outcome, list[str]] = {}
    for code in ("", *ErrorCode):
        codes.setdefault(outcome_of(succeeded=False, error_code=code), []).append(code)
    other = outcome_of(succeeded=False, error_code=UNKNOWN_CODE)
    named = "".join(
        f" WHEN a.error_code IN ({_listed(of_outcome)}) THEN {outcome.value}"
        for outcome, of_outcome in codes.items()
        if outcome is not other
    )
    return (
        f"CASE WHEN a.state = '{WorkState.SUCCEEDED}' THEN {Outcome.SUCCEEDED.value}"
        f"{named} ELSE {other.value} END"
    )


def _kind() -> str:
    """A validation failed by itself is the engine's, or has not ended; whether its task defines
    checks is looked at where the rows are read."""
    ours = f"v.source = '{ENGINE_SOURCE}'"
    statuses = "".join(
        f" WHEN '{status}' THEN {place}" for place, status in enumerate(STATUSES) if status
    )
    of_ours = KINDS.index(Kind(ours=True, status=None))
    return (
        f"CASE WHEN v.state = '{WorkState.SUCCEEDED}' THEN"
        f" CASE v.status{statuses} ELSE 0 END + CASE WHEN {ours} THEN {of_ours} ELSE 0 END"
        f" WHEN v.state = '{WorkState.FAILED}' AND {ours} THEN {len(KINDS) - 1}"
        f" ELSE {NO_VALIDATION} END"
    )


def _listed(words: Iterable[str]) -> str:
    return ", ".join(f"'{word}'" for word in words)
