"""The most frequent words."""

from collections import Counter

from cloud.words import words


def top_terms(text, limit=10, stop_words=(), shortest=1):
    stopped = {word.lower() for word in stop_words}
    counts = Counter(
        word for word in words(text) if word not in stopped and len(word) >= shortest
    )
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:limit]
