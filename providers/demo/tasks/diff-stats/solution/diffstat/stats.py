"""How many lines a unified diff adds and removes."""

import re

HUNK = re.compile(r"@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@")


def stats(text):
    """{path: (added, removed)}"""
    counts = {}
    old_path = path = None
    old_left = new_left = 0
    for line in text.splitlines():
        if old_left or new_left:
            old, new = sides(line)
            old_left -= old
            new_left -= new
            if old != new:
                added, removed = counts[path]
                counts[path] = (added + new, removed + old)
        elif line.startswith("--- "):
            old_path = line[6:]
        elif line.startswith("+++ "):
            path = old_path if line == "+++ /dev/null" else line[6:]
            counts[path] = (0, 0)
        elif match := HUNK.match(line):
            old_left, new_left = (1 if n is None else int(n) for n in match.groups())
    return counts


def sides(line):
    """How many lines of the old and of the new file a line of a hunk stands for."""
    return {"-": (1, 0), "+": (0, 1), "\\": (0, 0)}.get(line[:1], (1, 1))
