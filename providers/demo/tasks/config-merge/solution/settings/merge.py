"""Merging of two layers."""

from copy import deepcopy


def merge(defaults, override):
    """A new dictionary: `defaults` with the values of `override` on top, None removing a key."""
    merged = deepcopy(defaults)
    for key, value in override.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            below = merged.get(key)
            merged[key] = merge(below if isinstance(below, dict) else {}, value)
        else:
            merged[key] = deepcopy(value)
    return merged
