"""Choosing among versions."""

from semver.version import Version


def latest(texts):
    """The text of the highest version, or None for an empty list."""
    return max(texts, key=Version, default=None)
