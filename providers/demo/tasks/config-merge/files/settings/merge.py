"""Merging of two layers."""


def merge(defaults, override):
    """`defaults` with the values of `override` on top."""
    merged = dict(defaults)
    for key, value in override.items():
        if isinstance(value, dict) and key in merged:
            merged[key].update(value)
        else:
            merged[key] = value
    return merged
