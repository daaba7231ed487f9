"""How many lines a unified diff adds and removes."""


def stats(text):
    """{path: (added, removed)}"""
    counts = {}
    path = old_path = None
    for line in text.splitlines():
        if line.startswith("--- "):
            old_path = line[6:]
            continue
        if line.startswith("+++ "):
            path = old_path if line.endswith("/dev/null") else line[6:]
            counts[path] = (0, 0)
            continue
        added, removed = counts.get(path, (0, 0))
        if line.startswith("+"):
            counts[path] = (added + 1, removed)
        elif line.startswith("-"):
            counts[path] = (added, removed + 1)
    return counts
