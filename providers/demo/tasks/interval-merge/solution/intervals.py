"""Half-open intervals as (start, end) tuples with start < end."""


def merge(intervals):
    """The same time as a list of disjoint intervals."""
    merged = []
    for start, end in sorted(intervals):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def total(intervals):
    """The time that the intervals cover."""
    return sum(end - start for start, end in merge(intervals))
