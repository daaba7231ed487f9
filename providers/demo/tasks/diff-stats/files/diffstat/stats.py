"""How many lines a unified diff adds and removes."""


def stats(text):
    """{path: (added, removed)}"""
    counts = {}
    path = None
    for line in text.splitlines():
        if line.startswith("+++ "):
            path = line[6:]
            counts[path] = (0, 0)
        added, removed = counts.get(path, (0, 0))
        if line.startswith("+"):
            counts[path] = (added + 1, removed)
        elif line.startswith("-"):
            counts[path] = (added, removed + 1)
    return counts
