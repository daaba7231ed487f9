import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.adapters.openai_family.faults import read_fault
from providers.adapters.openai_family.retry_after import LONGEST_SECONDS, retry_after

NOW = 1_445_412_420.0  # Wed, 21 Oct 2015 07:27:00 GMT


def wait(headers=None, *, message="", metadata=None, status=429):
    fault = read_fault({"message": message, "metadata": metadata}, http_status=status)
    return retry_after(headers or {}, fault=fault, now=NOW)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "60"}, 60),
        ({"retry-after": "1.5"}, 1.5),
        ({"retry-after": "9" * 400}, LONGEST_SECONDS),
        ({"retry-after-ms": "300", "retry-after": "60"}, 0.3),
        ({"retry-after-ms": "-1", "retry-after": "60"}, 60),
        ({"retry-after-ms": "junk", "retry-after": "60"}, 60),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 GMT"}, 60),
        ({"retry-after": "Wed, 21 Oct 2015 07:28:00 -0000"}, 60),
        ({"retry-after": "Wed, 21 Oct 2015 07:26:00 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon"}, None),
        ({"retry-after": "1e30"}, LONGEST_SECONDS),
        ({"retry-after": "20s"}, 20),
        ({"x-rate-limit-reset-tokens": "55"}, 55),
        ({"x-ratelimit-reset-requests": "1s"}, 1),
        ({"x-ratelimit-reset-tokens": "6m0s"}, 360),
        ({"x-ratelimit-reset-tokens": "20ms"}, 0.02),
        ({"x-ratelimit-reset-tokens": "6m0s", "x-ratelimit-reset-requests": "1s"}, 360),
        ({"x-ratelimit-reset": str(int(NOW) + 30)}, 30),
        ({"x-ratelimit-reset": str((int(NOW) + 30) * 1000)}, 30),
        ({"x-ratelimit-reset-tokens": "junk"}, None),
        ({}, None),
    ],
)
def test_headers(headers, seconds):
    assert wait(headers) == (seconds if seconds is None else pytest.approx(seconds))


def test_the_limit_that_is_used_up_counts():
    headers = {
        "x-ratelimit-reset-requests": "1s",
        "x-ratelimit-remaining-requests": "0",
        "x-ratelimit-reset-tokens": "6m0s",
        "x-ratelimit-remaining-tokens": "900",
    }
    assert wait(headers) == 1


def test_resets_say_nothing_about_other_failures():
    assert wait({"x-ratelimit-reset-tokens": "6m0s"}, status=500) is None


@pytest.mark.parametrize(
    ("message", "seconds"),
    [
        ("Please retry after 45 seconds.", 45),
        ("please retry after 86400 seconds", 86_400),
        ("Please try again in 1.5s. Visit …", 1.5),
        ("Please try again in 20ms.", 0.02),
        ("try again in 6m0s", 360),
        ("Try again in 2 minutes", 120),
        ("Retry after 1 hour", 3600),
        ("retry after -1 seconds", None),
        ("Try again later", None),
    ],
)
def test_messages(message, seconds):
    assert wait(message=message) == (seconds if seconds is None else pytest.approx(seconds))


def test_the_headers_a_router_passes_on_in_the_body():
    assert wait(metadata={"headers": {"Retry-After": 7}}) == 7
    assert wait(metadata={"headers": {"X-RateLimit-Reset": str((int(NOW) + 9) * 1000)}}) == 9
    assert wait(metadata={"headers": ["Retry-After"]}) is None


def test_a_long_hostile_message_is_read_in_no_time():
    assert wait(message="retry after " * 100_000 + "1" * 100_000) is None


@given(st.text(), st.text(), st.text())
def test_any_text_gives_a_usable_number_or_none(header, reset, message):
    seconds = wait({"retry-after": header, "x-ratelimit-reset": reset}, message=message)
    assert seconds is None or 0 < seconds <= LONGEST_SECONDS
