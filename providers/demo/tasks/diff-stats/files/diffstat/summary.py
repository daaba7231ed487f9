"""One line about a patch."""

from diffstat.stats import stats


def summary(text):
    """For example "2 files, +10 -3"."""
    counts = stats(text).values()
    added = sum(plus for plus, _ in counts)
    removed = sum(minus for _, minus in counts)
    return f"{len(counts)} files, +{added} -{removed}"
