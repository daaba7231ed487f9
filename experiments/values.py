"""Values from outside that no column and no JSON document can hold, with their places. Pure."""

import math
from collections.abc import Iterator
from typing import Any

from providers.text import storable


def unstorable(value: Any, *, place: str) -> Iterator[str]:
    """`place.field: what is expected` for each. Raises RecursionError where it has no end."""
    if isinstance(value, str) and storable(value) != value:
        yield f"{place}: text without NUL and without lone surrogates is expected"
    elif isinstance(value, float) and not math.isfinite(value):
        yield f"{place}: a finite number is expected"
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from unstorable(key, place=f"{place}, a key")
            yield from unstorable(inner, place=f"{place}.{key}")
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from unstorable(inner, place=f"{place}.{index}")
