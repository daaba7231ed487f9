"""Columns that are read as arrays, and finding places by their ids."""

from uuid import UUID, uuid4

import numpy as np
import pytest
from django.db import connection, transaction
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from experiments.columns import STEPS, Ids, read_columns

marks = st.integers(-(2**63), 2**63 - 1)
# Ids that nobody made at random share their first bits, and some of them with many.
alike = st.integers(0, 50) | st.integers(2**63 - 50, 2**63 - 1)
SHARING = list(range(4 * STEPS))


@given(known=st.lists(marks | alike, unique=True, min_size=1), data=st.data())
@example(known=SHARING, data=None)
def test_every_id_is_found_at_its_place(known: list[int], data: st.DataObject | None) -> None:
    asked = data.draw(st.lists(st.sampled_from(range(len(known))))) if data else SHARING
    column = np.array([known[place] for place in asked], dtype=np.int64)
    assert Ids(np.array(known, dtype=np.int64)).places(column).tolist() == asked


@given(known=st.lists(marks | alike, unique=True), unknown=marks | alike)
@example(known=SHARING, unknown=len(SHARING))
@example(known=[], unknown=0)
def test_an_id_that_is_not_known_is_refused(known: list[int], unknown: int) -> None:
    ids = Ids(np.array([mark for mark in known if mark != unknown], dtype=np.int64))
    with pytest.raises(ValueError, match="not one of those that are known"):
        ids.places(np.array([*known, unknown], dtype=np.int64))


@given(arrays(np.int64, st.integers(1, 20), elements=marks), st.data())
def test_two_ids_with_the_same_mark_are_refused(found: np.ndarray, data: st.DataObject) -> None:
    twice = data.draw(st.sampled_from(found.tolist()))
    with pytest.raises(ValueError, match="the same mark"):
        Ids(np.append(found, twice))


def test_no_ids_have_no_places() -> None:
    assert Ids(np.empty(0, np.int64)).places(np.empty(0, np.int64)).tolist() == []


def test_ids_are_found_in_the_order_they_were_given_in() -> None:
    given_ids = [uuid4() for _ in range(2_000)]
    column = np.array([_halves(each) for each in reversed(given_ids)], dtype=np.uint64)
    assert Ids.of(given_ids).places(column.view(np.int64)).tolist() == [*range(1_999, -1, -1)]


@pytest.mark.django_db
def test_the_settings_of_a_read_end_with_it() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has settings of a transaction: run it on one")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL work_mem = '5MB'")
        statement = "SELECT pg_size_bytes(current_setting('work_mem')) / 1024 AS held"
        [read] = read_columns(statement, {}, columns={"held": "int"})
        cursor.execute(statement)
        assert (read["held"].tolist(), cursor.fetchone()) == ([64 * 1024], (5 * 1024,))


def _halves(each: UUID) -> int:
    return (each.int >> 64) ^ (each.int & (2**64 - 1))
