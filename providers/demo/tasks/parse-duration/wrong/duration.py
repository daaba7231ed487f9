"""Durations as people write them."""

import re

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def parse(text):
    """`text` in seconds. Raises ValueError."""
    if not re.fullmatch(r"(\d+[dhms])+", text):
        raise ValueError(f"{text!r} is not a duration")
    return sum(int(number) * SECONDS[unit] for number, unit in re.findall(r"(\d+)([dhms])", text))


def format_seconds(seconds):
    """The shortest text that `parse` reads as `seconds`. Raises ValueError below 0."""
    if seconds < 0:
        raise ValueError("a duration cannot be negative")
    text = ""
    for unit, size in SECONDS.items():
        number, seconds = divmod(seconds, size)
        if number:
            text += f"{number}{unit}"
    return text
