"""Durations as people write them."""

import re

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def parse(text):
    """`text` in seconds. Raises ValueError."""
    parts = re.findall(r"([0-9]+)([dhms])", text)
    units = [unit for _, unit in parts]
    in_order = [unit for unit in SECONDS if unit in units]
    if not parts or units != in_order or "".join(n + unit for n, unit in parts) != text:
        raise ValueError(f"not a duration: {text!r}")
    return sum(int(number) * SECONDS[unit] for number, unit in parts)


def format_seconds(seconds):
    """The shortest text that `parse` reads as `seconds`. Raises ValueError below 0."""
    if seconds < 0:
        raise ValueError(f"negative duration: {seconds}")
    text = ""
    for unit, size in SECONDS.items():
        if seconds >= size:
            text += f"{seconds // size}{unit}"
            seconds %= size
    return text or "0s"
