"""Which attempts a run consists of. Pure."""

from collections.abc import Iterator, Sequence
from itertools import product
from typing import TypeVar

ArmT = TypeVar("ArmT")
TaskT = TypeVar("TaskT")


def plan(
    arms: Sequence[ArmT], tasks: Sequence[TaskT], *, repeats: int
) -> Iterator[tuple[ArmT, TaskT, int]]:
    """Every (arm, task, repeat), repeats from 1. Arms alternate, so that a run stopped half
    way has seen each of them about equally often."""
    for repeat, task, arm in product(range(1, repeats + 1), tasks, arms):
        yield arm, task, repeat
