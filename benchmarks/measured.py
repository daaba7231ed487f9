"""What one round of one program gave, and how to read it off the processes (Linux)."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Seconds of wall time and of CPU, and megabytes at the peak of the largest process.
    `plan_s` is the part of the wall time before the first hint was sent, `messages` how many were
    sent to start it."""

    wall_s: float
    cpu_s: float
    rss_mb: float
    calls: int
    plan_s: float = 0.0
    messages: int = 0


def cpu_seconds(pids: Iterable[int]) -> float:
    """User and system time so far. Fields 14 and 15 of proc(5) stat, after the command's name."""
    stats = (Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids)
    return sum(int(stat[11]) + int(stat[12]) for stat in stats) / TICKS


def forget_peak(pid: int) -> None:
    """From now on memory_mb tells the most since now (proc(5), clear_refs)."""
    Path(f"/proc/{pid}/clear_refs").write_text("5")


def memory_mb(pid: int | str) -> float:
    """The most memory that a process has held (VmHWM), since its start or the last forget_peak."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:"))
