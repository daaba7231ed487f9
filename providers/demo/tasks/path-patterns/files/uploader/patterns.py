"""Patterns for paths."""

import fnmatch


def matches(pattern, path):
    """Whether `path` (with /) matches `pattern`."""
    return fnmatch.fnmatch(path, pattern)
