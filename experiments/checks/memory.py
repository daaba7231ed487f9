"""How much memory a process and all that descend from it hold, from /proc."""

from collections.abc import Iterator
from pathlib import Path


def held_bytes(pid: int) -> int:
    """Resident memory that is not shared with a file, summed. 0 where /proc does not tell."""
    return sum(_held_by(other) for other in _family(pid))


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


def _held_by(pid: int) -> int:
    """What is the process's own, and shared memory, which counts once for each that holds it."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    kinds = (line.split() for line in lines if line.startswith(("RssAnon:", "RssShmem:")))
    return sum(int(words[1]) * 1024 for words in kinds)


def _words(path: Path) -> list[str]:
    return path.read_text().split()
