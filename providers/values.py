"""Values from outside that no column and no JSON document can hold, with their places. Pure."""

import math
from collections.abc import Iterator
from typing import Any

from providers.text import storable

MAX_VALUES = 1_000_000


class _TooMany(Exception):
    pass


def unstorable(value: Any, *, place: str) -> Iterator[str]:
    """`place.field: what is expected` for each. Raises RecursionError where it has no end.

    Stops after MAX_VALUES: a few lines of YAML aliases can stand for more than ever ends.
    """
    try:
        yield from _walk(value, place=place, left=iter(range(MAX_VALUES)))
    except _TooMany:
        yield (
            f"{place}: at most {MAX_VALUES:,} values are expected, those behind each alias"
            " (*name) counted again: use fewer aliases within aliases"
        )


def _walk(value: Any, *, place: str, left: Iterator[int]) -> Iterator[str]:
    if next(left, None) is None:
        raise _TooMany
    if isinstance(value, str) and storable(value) != value:
        yield f"{place}: text without NUL and without lone surrogates is expected"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{place}: a finite number is expected"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _walk(key, place=f"{place}, a key", left=left)
            yield from _walk(inner, place=f"{place}.{storable(str(key))}", left=left)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _walk(inner, place=f"{place}.{index}", left=left)
