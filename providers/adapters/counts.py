"""Token counts that a database can hold, out of whatever a body reports as one."""

from decimal import Decimal
from typing import Any

LARGEST_COUNT = 2**31 - 1


def as_count(value: Any) -> int | None:
    """None for what is no whole number. A negative one is kept as it was reported."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    if not -LARGEST_COUNT <= value <= LARGEST_COUNT or value != int(value):
        return None
    return int(value)


def is_sound(reported: Any, count: int | None) -> bool:
    """Whether `count` says what was `reported`: nothing, or a number of tokens."""
    return reported is None or (count is not None and count >= 0)


def is_part(part: int | None, whole: int | None) -> bool:
    return part is None or whole is None or part <= whole
