"""How much memory a process and all that descend from it hold, from /proc."""

import os
from collections.abc import Iterator
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")


def held_bytes(pid: int) -> int:
    """Resident memory that is not shared with a file, summed. 0 where /proc does not tell."""
    return sum(_private_bytes(other) for other in _family(pid))


def _family(pid: int) -> Iterator[int]:
    waiting = [pid]
    while waiting:
        current = waiting.pop()
        yield current
        waiting.extend(_children(current))


def _children(pid: int) -> list[int]:
    # A process that ends while it is looked at is no longer of interest.
    try:
        threads = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(word) for thread in threads for word in _words(thread / "children")]
    except OSError:
        return []


def _private_bytes(pid: int) -> int:
    try:
        words = _words(Path(f"/proc/{pid}/statm"))
    except OSError:
        return 0
    return (int(words[1]) - int(words[2])) * _PAGE if len(words) > 2 else 0


def _words(path: Path) -> list[str]:
    return path.read_text().split()
