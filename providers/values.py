"""Values from outside that no column and no JSON document can hold, with their places. Pure."""

import math
from collections.abc import Iterator
from typing import Any

from providers.text import storable

MAX_VALUES = 1_000_000
MAX_DEPTH = 100  # beyond it, Python's own limit decides who can still write it down again


class _TooMany(Exception):
    pass


def unstorable(value: Any, *, place: str) -> Iterator[str]:
    """`place.field: what is expected` for each. Raises RecursionError beyond MAX_DEPTH, where
    it may have no end.

    Stops after MAX_VALUES: a few lines of YAML aliases can stand for more than ever ends.
    """
    try:
        yield from _walk(value, place=place, left=iter(range(MAX_VALUES)), depth=0)
    except _TooMany:
        yield (
            f"{place}: at most {MAX_VALUES:,} values are expected, those behind each alias"
            " (*name) counted again: use fewer aliases within aliases"
        )


def _walk(value: Any, *, place: str, left: Iterator[int], depth: int) -> Iterator[str]:
    if next(left, None) is None:
        raise _TooMany
    if depth > MAX_DEPTH:
        raise RecursionError
    if isinstance(value, str) and storable(value) != value:
        yield f"{place}: text without NUL and without lone surrogates is expected"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{place}: a finite number is expected"
    for at, inner in _inside(value, place=place):
        yield from _walk(inner, place=at, left=left, depth=depth + 1)


def _inside(value: Any, *, place: str) -> Iterator[tuple[str, Any]]:
    """Keys and members, each with its place."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{place}, a key", key
            yield f"{place}.{storable(str(key))}", inner
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield f"{place}.{index}", inner
