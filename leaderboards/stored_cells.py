"""The (arm, task) cells of a published revision: packed with it, and read instead of attempts."""

import json
import zlib
from collections.abc import Collection, Iterator
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from leaderboards.facts import facts_of
from leaderboards.models import RunSummary, SummaryCells
from leaderboards.statistics.cells import Cells, RunCells
from leaderboards.statistics.summary import BOARDS, cells_of_boards, measured

VERSION = 1
FASTEST = 1  # of zlib's levels: a higher one makes these bytes hardly fewer


def store_cells(summary: RunSummary, cells: RunCells) -> None:
    SummaryCells.objects.create(summary=summary, content=packed(cells))


def cells_of(summary: RunSummary, *, boards: Collection[str] = tuple(BOARDS)) -> RunCells:
    """What the revision was made of, on the boards that are asked for.

    A revision of before they were kept has none: its are the ones of the run's present rows.
    """
    content = SummaryCells.objects.filter(summary=summary).values_list("content", flat=True).first()
    if content is not None:
        return unpacked(content, boards=boards)
    facts = facts_of(summary.run)
    return cells_of_boards(facts, measured(facts, seed=0))


def packed(cells: RunCells) -> bytes:
    """A line of JSON with the keys and what follows, then each array's bytes, compressed apart.

    The same cells give the same bytes.
    """
    arrays = [zlib.compress(array, FASTEST) for array in _arrays(cells)]
    head = {
        "version": VERSION,
        "arms": cells.arms,
        "tasks": cells.tasks,
        "boards": list(cells.boards),
        "counted": [_counted(of_board).str for of_board in cells.boards.values()],
        "sizes": [len(array) for array in arrays],
    }
    line = zlib.compress(json.dumps(head).encode(), FASTEST)
    return b"".join([len(line).to_bytes(4, "little"), line, *arrays])


def unpacked(content: bytes | memoryview, *, boards: Collection[str] = tuple(BOARDS)) -> RunCells:
    """What `packed` made; boards that are not asked for are left out."""
    view = memoryview(content)
    start = 4 + int.from_bytes(view[:4], "little")
    head: dict[str, Any] = json.loads(zlib.decompress(view[4:start]))
    shape = len(head["arms"]), len(head["tasks"])
    parts = _parts(view[start:], head["sizes"])
    scheduled = _array(next(parts), "u1", shape).astype(bool)
    found = {}
    for name, counted in zip(head["boards"], head["counted"], strict=True):
        values, counts = next(parts), next(parts)
        if name in boards:
            found[name] = Cells(
                values=_array(values, "<f8", shape),
                counts=_array(counts, counted, shape).astype(np.int64),
            )
    return RunCells(
        arms=tuple(head["arms"]), tasks=tuple(head["tasks"]), scheduled=scheduled, boards=found
    )


def _arrays(cells: RunCells) -> Iterator[bytes]:
    yield cells.scheduled.astype("u1").tobytes()
    for of_board in cells.boards.values():
        yield of_board.values.astype("<f8").tobytes()
        yield of_board.counts.astype(_counted(of_board)).tobytes()


def _counted(cells: Cells) -> np.dtype[Any]:
    """The smallest type that holds the counts."""
    return np.min_scalar_type(int(cells.counts.max(initial=0))).newbyteorder("<")


def _parts(view: memoryview, sizes: list[int]) -> Iterator[memoryview]:
    start = 0
    for size in sizes:
        yield view[start : start + size]
        start += size


def _array(part: memoryview, dtype: DTypeLike, shape: tuple[int, int]) -> NDArray[Any]:
    return np.frombuffer(zlib.decompress(part), dtype).reshape(shape)
