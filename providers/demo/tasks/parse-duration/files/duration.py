"""Durations as people write them."""

import re

SECONDS = {"d": 86400, "h": 3600, "m": 60, "s": 1}


def parse(text):
    """`text` in seconds."""
    return sum(int(number) * SECONDS[unit] for number, unit in re.findall(r"(\d+) ?([dhms])", text))


def format_seconds(seconds):
    """The text for a number of seconds."""
    return f"{seconds}s"
