"""How long to wait, in any of the ways in which servers say it."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from email.utils import parsedate_to_datetime
from typing import Any

from providers.adapters.openai_family.faults import Fault

LONGEST_SECONDS = 365 * 86_400.0  # past any deadline, and still fit for date arithmetic
_UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86_400.0}
_TERM = re.compile(r"(\d{1,12}(?:\.\d{1,12})?)(ms|[smhd])")
_DURATION = re.compile(r"(?:\d{1,12}(?:\.\d{1,12})?(?:ms|[smhd])){1,5}")
_SPOKEN = re.compile(
    r"(?:retry|try again)\s{1,5}(?:after|in)\s{1,5}(\d[\d.hmsd]{0,40})\s{0,5}"
    r"(milli|sec|min|hour|day)?"
)
_SPOKEN_UNITS = {"milli": "ms", "sec": "s", "min": "m", "hour": "h", "day": "d"}
_EPOCH_SECONDS, _EPOCH_MILLISECONDS = 1e9, 1e12


def retry_after(headers: Mapping[str, str], *, fault: Fault, now: float) -> float | None:
    """Seconds from `now` (Unix time), None where the server names no time that is ahead."""
    lowered = fault.metadata.get("headers")
    nested = _lower(lowered) if isinstance(lowered, dict) else {}
    for seconds in _said(headers, nested, fault=fault, now=now):
        if seconds is not None and math.isfinite(seconds) and seconds > 0:
            return min(seconds, LONGEST_SECONDS)
    return None


def _said(
    headers: Mapping[str, str], nested: Mapping[str, str], *, fault: Fault, now: float
) -> Iterator[float | None]:
    for source in (headers, nested):
        yield _milliseconds(source.get("retry-after-ms"))
        yield _seconds_or_date(source.get("retry-after"), now=now)
    if fault.status == 429:
        yield _longest_reset(headers, now=now)
        yield _longest_reset(nested, now=now)
    yield _moment(fault.metadata.get("resets_at"), now=now)
    yield _spoken(fault.message)


def _lower(raw: dict[Any, Any]) -> dict[str, str]:
    return {str(name).lower(): str(value) for name, value in raw.items()}


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else None
    except ValueError:
        return None
    # Digits beyond what a float holds are a long wait, not none.
    return LONGEST_SECONDS if number == math.inf and text and text.strip().isdigit() else number


def _milliseconds(text: str | None) -> float | None:
    number = _number(text)
    return None if number is None else number / 1000


def _seconds_or_date(text: str | None, *, now: float) -> float | None:
    number = _number(text)
    if number is not None or not text:
        return number
    return _date(text, now=now) or _duration(text.strip())


def _date(text: str, *, now: float) -> float | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now


def _duration(text: str) -> float | None:
    """`1s`, `6m0s`, `20ms`."""
    if not _DURATION.fullmatch(text):
        return None
    return sum(float(amount) * _UNITS[unit] for amount, unit in _TERM.findall(text))


def _longest_reset(headers: Mapping[str, str], *, now: float) -> float | None:
    """When the used-up limit renews; where none says that it is used up, the later one."""
    waits: dict[str, float] = {}
    for spelling in ("x-ratelimit", "x-rate-limit"):
        for limit in ("-requests", "-tokens", ""):
            wait = _reset(headers.get(f"{spelling}-reset{limit}"), now=now)
            if wait is not None:
                waits[f"{spelling}-remaining{limit}"] = wait
    used_up = [wait for name, wait in waits.items() if _number(headers.get(name)) == 0]
    return max(used_up or waits.values(), default=None)


def _reset(text: str | None, *, now: float) -> float | None:
    number = _number(text)
    if number is None:
        return _duration(text.strip()) if text else None
    if number > _EPOCH_MILLISECONDS:
        return number / 1000 - now
    return number - now if number > _EPOCH_SECONDS else number


def _moment(raw: Any, *, now: float) -> float | None:
    """OpenRouter says when a budget renews: an ISO 8601 date, or Unix time."""
    try:
        moment = datetime.fromisoformat(raw) if isinstance(raw, str) else None
    except ValueError:
        moment = None
    if moment is None:
        return _reset(str(raw), now=now) if isinstance(raw, str | int | Decimal) else None
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now


def _spoken(message: str) -> float | None:
    """`retry after 45 seconds`, `try again in 6m0s`; `message` is in lower case."""
    found = _SPOKEN.search(message)
    if not found:
        return None
    amount, unit = found[1].rstrip("."), found[2]
    number = _number(amount)
    if number is None:
        return _duration(amount)
    return number * _UNITS[_SPOKEN_UNITS.get(unit or "sec", "s")]
