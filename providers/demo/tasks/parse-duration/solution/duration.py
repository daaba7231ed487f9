"""Durations as people write them."""

import re

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
DURATION = re.compile("".join(f"(?:([0-9]+){unit})?" for unit in SECONDS))


def parse(text):
    """`text` in seconds. Raises ValueError."""
    match = DURATION.fullmatch(text)
    if not text or match is None:
        raise ValueError(f"{text!r} is not a duration such as 1h30m")
    numbers = zip(match.groups(), SECONDS.values())
    return sum(int(number) * seconds for number, seconds in numbers if number)


def format_seconds(seconds):
    """The shortest text that `parse` reads as `seconds`. Raises ValueError below 0."""
    if seconds < 0:
        raise ValueError("a duration cannot be negative")
    parts = []
    for unit, size in SECONDS.items():
        number, seconds = divmod(seconds, size)
        if number:
            parts.append(f"{number}{unit}")
    return "".join(parts) or "0s"
