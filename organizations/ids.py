"""Identifiers that sort by time of creation, so that indexes grow at one end."""

import secrets
import time
from collections.abc import Iterator
from itertools import accumulate, chain
from struct import iter_unpack
from uuid import UUID

TAIL_BITS = 74  # those of a UUID that are neither time nor version nor variant
HALF_BITS = 62  # those of them behind the variant
STEPS_AT_A_TIME = 1_024


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits."""
    return _uuid7(_milliseconds(), secrets.randbits(TAIL_BITS))


def ascending_uuid7s() -> Iterator[UUID]:
    """Version 7 UUIDs of this moment, each greater than the one before: the bits after the time
    begin at random and grow by random steps (RFC 9562 §6.2, method 2). Good for 2^40 of them."""
    now = _milliseconds()
    first = secrets.randbits(TAIL_BITS - 1)  # the highest bit stays free to be counted into
    for tail in accumulate(chain([first], _steps())):
        yield _uuid7(now, tail)


def _steps() -> Iterator[int]:
    """Between 1 and 2^32."""
    while True:
        for (number,) in iter_unpack("I", secrets.token_bytes(4 * STEPS_AT_A_TIME)):
            yield number + 1


def _milliseconds() -> int:
    return time.time_ns() // 1_000_000


def _uuid7(milliseconds: int, tail: int) -> UUID:
    high, low = tail >> HALF_BITS, tail & ((1 << HALF_BITS) - 1)
    moment = (milliseconds & 0xFFFFFFFFFFFF) << 80
    return UUID(int=moment | 0x7 << 76 | high << 64 | 0x2 << 62 | low)
