"""What the database writes itself is what Python would have written."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from experiments.models import Attempt
from experiments.tests.factories import AttemptFactory
from leaderboards.column_texts import MomentText, json_text
from leaderboards.formats import moment

pytestmark = pytest.mark.django_db
offsets = st.integers(-14 * 60, 14 * 60).map(lambda n: timezone(timedelta(minutes=n)))
moments = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 29), timezones=offsets)


def told(expression, **stored):
    """The expression over an attempt that has these values."""
    attempt = Attempt.objects.first() or AttemptFactory()
    chosen = Attempt.objects.filter(pk=attempt.pk)
    chosen.update(**stored)
    return chosen.values_list(expression, flat=True).get()


@given(st.none() | moments | moments.map(lambda told: told.replace(microsecond=0)))
@example(datetime(1, 1, 3, tzinfo=UTC))
@example(datetime(2026, 1, 2, 3, 4, 5, 60, tzinfo=UTC))
@example(datetime(2026, 1, 2, 3, 4, 5, 120_000, tzinfo=UTC))
@example(datetime(9999, 12, 29, 23, 59, 59, 999_999, tzinfo=UTC))
def test_a_moment_is_told_by_the_database_as_by_python(at):
    assert told(MomentText("responded_at"), responded_at=at) == moment(at)


@pytest.mark.parametrize("document", [None, {}, {"é\u2028": [1.5, None, True, "\x7f"], "a": -3}])
def test_a_document_comes_as_its_text(document):
    text = told(json_text("usage"), usage=document)
    assert text is None if document is None else json.loads(text) == document
