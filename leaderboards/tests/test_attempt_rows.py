"""Rows as they come are the rows of the query."""

import pytest

from experiments.models import Attempt
from experiments.tests.factories import AttemptFactory
from leaderboards.attempt_rows import AT_ONCE, streamed

pytestmark = pytest.mark.django_db
COLUMNS = ("id", "cost_usd", "retryable", "latency_ms", "queued_at", "arm__key")


def test_streamed_rows_are_those_of_the_query_in_its_order():
    AttemptFactory.create_batch(AT_ONCE + 2, succeeded=True)
    rows = Attempt.objects.order_by("-id").values_list(*COLUMNS)
    assert list(streamed(rows)) == list(rows)
    assert list(streamed(rows.filter(arm__key="%s no such"))) == []


def test_a_stream_that_is_left_leaves_the_connection_as_it_was():
    AttemptFactory.create_batch(AT_ONCE + 2)
    rows = streamed(Attempt.objects.values_list("id"))
    assert next(rows)
    rows.close()
    assert Attempt.objects.count() == AT_ONCE + 2
