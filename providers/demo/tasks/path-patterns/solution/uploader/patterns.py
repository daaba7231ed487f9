"""Patterns for paths."""

import re
from functools import lru_cache

WILDCARDS = {"*": "[^/]*", "?": "[^/]"}


def matches(pattern, path):
    """Whether `path` (with /) matches `pattern`."""
    return compiled(pattern).fullmatch(path) is not None


@lru_cache(maxsize=1024)
def compiled(pattern):
    """`pattern` as a regular expression."""
    *directories, last = pattern.split("/")
    parts = ["(?:[^/]+/)*" if part == "**" else translated(part) + "/" for part in directories]
    return re.compile("".join(parts) + (".+" if last == "**" else translated(last)), re.DOTALL)


def translated(part):
    return "".join(WILDCARDS.get(letter, re.escape(letter)) for letter in part)
