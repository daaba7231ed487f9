"""Identifiers that sort by time of creation, so that indexes grow at one end."""

import secrets
import time
from uuid import UUID


def uuid7() -> UUID:
    """A version 7 UUID (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits."""
    milliseconds = time.time_ns() // 1_000_000
    bits = (milliseconds & 0xFFFFFFFFFFFF) << 80 | 0x7 << 76 | secrets.randbits(76)
    bits = bits & ~(0x3 << 62) | 0x2 << 62
    return UUID(int=bits)
