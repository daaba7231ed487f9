"""When the engine calls again: by code, by count, never early, never past the deadline."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.work.retry import CAP_SECONDS, LONGEST_SECONDS, MAX_CALLS, decide
from providers.codes import CREDENTIAL_BLOCKING, RETRYABLE, ErrorCode
from providers.contract import ProviderError

FOREVER = float("inf")
REPAIRED_ONCE = {ErrorCode.VERDICT_INVALID, ErrorCode.VERDICT_OUT_OF_RANGE}


def decided(code, *, failures=1, retry_after=None, seconds_left=FOREVER, **changes):
    error = ProviderError(code, "No.", retry_after=retry_after)
    counts = {"failures": failures, "timeouts": int(code == ErrorCode.TIMEOUT)} | changes
    return decide(error, seconds_left=seconds_left, jitter=random.Random(failures), **counts)


@pytest.mark.parametrize("code", list(ErrorCode))
def test_only_faults_that_pass_are_tried_again(code):
    assert (decided(code) is not None) == (code in RETRYABLE | REPAIRED_ONCE)


@pytest.mark.parametrize("code", list(ErrorCode))
def test_no_row_gets_more_than_three_failures(code):
    assert decided(code, failures=MAX_CALLS) is None


def test_a_time_out_is_tried_once_more_only():
    assert decided(ErrorCode.TIMEOUT, failures=1, timeouts=1)
    assert decided(ErrorCode.TIMEOUT, failures=2, timeouts=2) is None


def test_another_fault_does_not_use_up_the_second_chance_of_a_time_out():
    assert decided(ErrorCode.TIMEOUT, failures=2, timeouts=1)


@pytest.mark.parametrize("code", sorted(CREDENTIAL_BLOCKING))
def test_a_refused_credential_is_never_tried_again(code):
    assert decided(code, retry_after=1.0) is None


def test_a_malformed_verdict_gets_one_repair_call_at_once():
    assert decided(ErrorCode.VERDICT_INVALID).delay_seconds == 0
    assert decided(ErrorCode.VERDICT_INVALID, failures=2).delay_seconds == 0
    assert decided(ErrorCode.VERDICT_INVALID, failures=2, repaired=True) is None


@given(
    failures=st.integers(1, MAX_CALLS - 1),
    retry_after=st.none() | st.floats(0, 1e7),
    seconds_left=st.floats(-10, 1e8) | st.just(FOREVER),
    seed=st.integers(0, 1000),
)
def test_a_wait_is_bounded_and_never_shorter_than_asked(failures, retry_after, seconds_left, seed):
    error = ProviderError(ErrorCode.RATE_LIMITED, "Slow.", retry_after=retry_after)
    counts = {"failures": failures, "timeouts": 0}
    retry = decide(error, seconds_left=seconds_left, jitter=random.Random(seed), **counts)
    if retry is None:
        asked_for = retry_after or 0
        assert asked_for > LONGEST_SECONDS or seconds_left <= max(asked_for, CAP_SECONDS)
        return
    assert retry.delay_seconds <= LONGEST_SECONDS
    assert retry.delay_seconds >= (retry_after or 0)
    assert retry.delay_seconds <= max(retry_after or 0, 2.0 ** (failures - 1))
    assert retry.delay_seconds < seconds_left
