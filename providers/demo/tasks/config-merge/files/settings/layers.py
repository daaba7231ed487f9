"""All the layers of one customer."""

from functools import reduce

from settings.merge import merge

DEFAULTS = {
    "limits": {"requests": 100, "burst": {"size": 10, "seconds": 1}},
    "features": ["export"],
    "theme": "light",
}


def load(*layers):
    """The settings that result from `layers`, the last one on top."""
    return reduce(merge, layers, DEFAULTS)
