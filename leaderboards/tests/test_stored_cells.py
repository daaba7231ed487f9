"""The cells of a revision: stored with it, and read where nothing may read attempts."""

from decimal import Decimal

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from experiments.models import Attempt
from leaderboards.aggregation import publish
from leaderboards.models import SummaryCells
from leaderboards.pairs import comparison_of
from leaderboards.queries import latest_summary
from leaderboards.statistics.summary import BOARDS
from leaderboards.stored_cells import cells_of, packed, unpacked
from leaderboards.tests.published import published_run
from leaderboards.tests.statistics_runs import attempt, cells_of_rows

keys = st.text(st.characters(codec="utf-8"), min_size=1, max_size=3)
rows = st.builds(
    attempt,
    keys,
    keys,
    st.integers(1, 300),
    succeeded=st.booleans(),
    validation_score=st.none() | st.floats(0, 1),
    latency_ms=st.none() | st.floats(0, 1e12),
    cost_usd=st.none() | st.decimals(0, 1000, places=6),
    judge_quality=st.none() | st.floats(0, 1),
)


def same(first, second):
    assert (first.arms, first.tasks) == (second.arms, second.tasks)
    np.testing.assert_array_equal(first.scheduled, second.scheduled)
    for board, cells in first.boards.items():
        np.testing.assert_array_equal(cells.values, second.boards[board].values)
        np.testing.assert_array_equal(cells.counts, second.boards[board].counts)


@given(st.lists(rows, unique_by=lambda row: (row.arm, row.task, row.repeat)))
def test_what_is_packed_comes_out_as_it_was(attempts):
    cells = cells_of_rows(attempts)
    content = packed(cells)
    same(unpacked(content), cells)
    assert set(unpacked(content).boards) == set(BOARDS)
    assert packed(unpacked(content)) == content


def test_a_count_may_be_larger_than_a_byte():
    cells = cells_of_rows(attempt(repeat=n, latency_ms=1.0) for n in range(1, 301))
    assert unpacked(packed(cells)).boards["latency"].counts.tolist() == [[300]]


def test_only_the_boards_that_are_asked_for_are_unpacked():
    content = packed(cells_of_rows([attempt(cost_usd=Decimal("0.5"))]))
    found = unpacked(content, boards=["cost"])
    assert list(found.boards) == ["cost"]
    assert found.boards["cost"].values.tolist() == [[0.5]]


@pytest.mark.django_db
def test_a_pair_is_read_without_the_attempts():
    summary = latest_summary(published_run(tasks=3))
    with CaptureQueriesContext(connection) as asked:
        found = comparison_of(summary, a="able", b="slow")
    assert not [q for q in asked.captured_queries if "experiments_attempt" in q["sql"]]
    assert [row["outcome"] for row in found["tasks"]["quality"]] == ["a_better", "tie", "tie"]


@pytest.mark.django_db
def test_an_old_revision_keeps_its_cells():
    run = published_run(tasks=2)
    first = latest_summary(run)
    Attempt.objects.filter(run=run).update(latency_ms=5_000.0)
    second = publish(run)
    assert cells_of(first).boards["latency"].values[0].tolist() == [100.0, 101.0]
    assert cells_of(second).boards["latency"].values[0].tolist() == [5_000.0, 5_000.0]


@pytest.mark.django_db
def test_a_revision_of_before_there_were_cells_is_of_the_present_rows():
    summary = latest_summary(published_run())
    stored = cells_of(summary)
    SummaryCells.objects.all().delete()
    same(cells_of(summary), stored)
