"""Merging of two layers."""


def merge(defaults, override):
    """A new dictionary: `defaults` with the values of `override` on top, None removing a key."""
    merged = dict(defaults)
    for key, value in override.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged
