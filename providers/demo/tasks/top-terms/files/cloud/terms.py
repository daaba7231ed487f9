"""The most frequent words."""

from collections import Counter

from cloud.words import words


def top_terms(text, limit=10, stop_words=(), shortest=1):
    counts = Counter(
        word for word in words(text) if word not in stop_words and len(word) >= shortest
    )
    return counts.most_common(limit)
