"""What an attempt means: how it ended, and which quality score it has. Pure rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum
from itertools import product

import numpy as np
from numpy.typing import NDArray

from providers.codes import ErrorCode


class Outcome(IntEnum):
    """How an attempt counts. Every one but SUCCEEDED is a reason for a missing or zero value."""

    SUCCEEDED = 0
    MODEL_ERROR = 1
    TIMEOUT = 2
    INFRA_ERROR = 3
    UNSCORED = 4


# The model's own doing: a result, and a bad one. What is in neither table is infrastructure.
MODEL_ERRORS = frozenset(
    {
        ErrorCode.CONTENT_FILTERED,
        ErrorCode.CONTEXT_LENGTH_EXCEEDED,
        ErrorCode.EMPTY_RESPONSE,
        ErrorCode.INVALID_RESPONSE,
        ErrorCode.PAYLOAD_TOO_LARGE,
        ErrorCode.RESPONSE_TOO_LARGE,
    }
)


# What a validation's status is worth when it carries no score of its own.
SCORE_BY_STATUS = {"passed": 1.0, "failed": 0.0}
ERROR = "error"  # the validation did not come about: 0, and nobody's fault but ours
NOT_RUN = "not_run"
_SOME_SCORE = 0.123  # which no rule knows: where it comes out, the score is the quality


@dataclass(frozen=True, slots=True, kw_only=True)
class Quality:
    """The quality of one attempt: `value` in 0..1, or None when it is unscored."""

    value: float | None
    outcome: Outcome


def outcome_of(*, succeeded: bool, error_code: str | None) -> Outcome:
    """Class of an attempt's end; a failure that names no code is the model's."""
    if succeeded:
        return Outcome.SUCCEEDED
    if error_code == ErrorCode.TIMEOUT:
        return Outcome.TIMEOUT
    if not error_code or error_code in MODEL_ERRORS:
        return Outcome.MODEL_ERROR
    return Outcome.INFRA_ERROR


def validation_score_of(*, status: str | None, score: float | None) -> float | None:
    """The score that a validation gave, or its pass (1) or fail (0); None when it gave neither."""
    return float(score) if score is not None else SCORE_BY_STATUS.get(status or NOT_RUN)


def quality_of(outcome: Outcome, *, status: str | None, score: float | None) -> Quality:
    """The quality of an attempt that ended with `outcome` and was validated with `status`."""
    if outcome != Outcome.SUCCEEDED:
        return Quality(value=0.0, outcome=outcome)
    value = validation_score_of(status=status, score=score)
    if value is not None:
        return Quality(value=value, outcome=Outcome.SUCCEEDED)
    if status == ERROR:
        return Quality(value=0.0, outcome=Outcome.INFRA_ERROR)
    return Quality(value=None, outcome=Outcome.UNSCORED)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Graded:
    """The quality of many attempts, NaN where it is unscored, and what their validations gave."""

    quality: NDArray[np.float64]
    quality_outcome: NDArray[np.int8]
    validation_score: NDArray[np.float64]


def graded(
    outcome: NDArray[np.integer],
    status: NDArray[np.integer],
    score: NDArray[np.float64],
    *,
    statuses: Sequence[str | None],
) -> Graded:
    """`quality_of` and `validation_score_of` of many attempts: the rules are asked once for each
    combination. `status` indexes `statuses`; `score` is NaN where there is none.
    """
    cases = list(product(Outcome, statuses, (None, _SOME_SCORE)))
    qualities = [quality_of(ended, status=said, score=given) for ended, said, given in cases]
    scores = [validation_score_of(status=said, score=given) for _, said, given in cases]
    case = (outcome.astype(np.int16) * len(statuses) + status) * 2 + ~np.isnan(score)
    return Graded(
        quality=_looked_up([each.value for each in qualities], case, score),
        quality_outcome=np.array([each.outcome for each in qualities], dtype=np.int8)[case],
        validation_score=_looked_up(scores, case, score),
    )


def _looked_up(
    values: Sequence[float | None], case: NDArray[np.integer], score: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The value of each case; where it is the score that was given, the attempt's own."""
    table = np.array(values, dtype=float)
    return np.where((table == _SOME_SCORE)[case], score, table[case])
