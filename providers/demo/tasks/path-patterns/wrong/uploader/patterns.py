"""Patterns for paths."""

import re


def matches(pattern, path):
    """Whether `path` (with /) matches `pattern`."""
    expression = re.escape(pattern)
    expression = expression.replace(r"\*\*", ".*").replace(r"\*", "[^/]*").replace(r"\?", "[^/]")
    return re.fullmatch(expression, path) is not None
