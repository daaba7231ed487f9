"""When to try again, and when not. Pure. The only layer that retries."""

import random
from dataclasses import dataclass

from providers.codes import ErrorCode
from providers.contract import ProviderError

MAX_CALLS = 3
MAX_TIMEOUTS = 2  # a call that timed out was probably billed: try it once more only
BASE_SECONDS = 1.0
CAP_SECONDS = 60.0
LONGEST_SECONDS = 3600.0  # a Retry-After beyond it is an end, not a pause
REPAIRABLE = frozenset({ErrorCode.VERDICT_INVALID, ErrorCode.VERDICT_OUT_OF_RANGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Retry:
    delay_seconds: float


def decide(
    error: ProviderError,
    *,
    failures: int,
    timeouts: int,
    repaired: bool = False,
    seconds_left: float,
    jitter: random.Random,
) -> Retry | None:
    """Whether to call again after so many failed calls, and after how many seconds at the
    earliest. Both counts include this failure; calls that our side cut off are in neither.

    Full jitter (AWS Architecture Blog, "Exponential Backoff and Jitter", 2015) under a cap,
    never before the provider's own Retry-After. None: the error is final; also where the
    wait would outlast `seconds_left` of the run, or an hour. A malformed verdict gets one repair
    call.
    """
    if error.code in REPAIRABLE:
        return None if repaired or failures >= MAX_CALLS else Retry(delay_seconds=0)
    if not error.retryable or failures >= MAX_CALLS or timeouts >= MAX_TIMEOUTS:
        return None
    backoff = jitter.uniform(0, min(CAP_SECONDS, BASE_SECONDS * 2 ** (failures - 1)))
    delay = max(error.retry_after or 0.0, backoff)
    if delay > LONGEST_SECONDS or delay >= seconds_left:
        return None
    return Retry(delay_seconds=delay)
