"""The statement that reads a run's attempts with what validated and judged them.

Words are told as small numbers. Which number a word is comes from the rules themselves, each asked
about every word there is, so that a rule is spelled in one place.
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
N_KINDS = NO_VALIDATION + 1
MEASURED: dict[str, Holds] = {"latency_ms": "float", "cost_usd": "float", "score": "float"}
JUDGED: dict[str, Holds] = dict.fromkeys(
    ("judge_quality", "judge_risk", "judge_confidence"), "float"
)


def columns_of(*, judged: bool) -> dict[str, Holds]:
    """`packed`: the repeat, the outcome and the kind of the validation."""
    keys: dict[str, Holds] = {"arm_id": "id", "task_id": "id", "packed": "int"}
    return keys | MEASURED | (JUDGED if judged else {})


def of_repeats(number: int) -> str:
    """An expression that so many successive repeats have in common."""
    return f"packed / {len(Outcome) * N_KINDS * number}"


def rows_sql(*, judged: bool) -> str:
    """A row for each attempt of the run (parameter `run`) and each of its validations, and one for
    an attempt without any."""
    scores = ", ".join(f"e.{name.removeprefix('judge_')} AS {name}" for name in JUDGED)
    judgement = (
        f" LEFT JOIN {Evaluation._meta.db_table} e ON e.attempt_id = a.id AND e.run_id = a.run_id"
    )
    return (
        "SELECT a.arm_id, a.task_id,"  # noqa: S608 - words of ours alone
        f" (a.repeat * {len(Outcome)} + {_outcome()}) * {N_KINDS} + {_kind()} AS packed,"
        f" a.latency_ms, a.cost_usd, v.score{', ' + scores if judged else ''}"
        f" FROM {Attempt._meta.db_table} a"
        f" LEFT JOIN {Validation._meta.db_table} v ON v.attempt_id = a.id"
        f"{judgement if judged else ''}"
        " WHERE a.run_id = %(run)s"
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
