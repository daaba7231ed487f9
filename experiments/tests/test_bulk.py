"""Rows that are stored without models are the same rows, under the same constraints."""

from itertools import islice

import pytest
from django.db import IntegrityError, transaction
from django.forms.models import model_to_dict

from experiments.bulk import insert_alike
from experiments.models import Attempt
from experiments.states import WorkState
from experiments.tests.factories import RunArmFactory, TaskFactory
from organizations.ids import ascending_uuid7s

COLUMNS = ("id", "arm_id", "task_id", "repeat")


@pytest.fixture
def cells(db):
    """An arm, and some tasks of its run's set."""
    arm = RunArmFactory()
    return arm, TaskFactory.create_batch(3, task_set=arm.run.task_set)


def stored(arm, tasks, **changes):
    pattern = Attempt(run=arm.run, **changes)
    rows = [
        (id, arm.pk, task.pk, 1)
        for id, task in zip(islice(ascending_uuid7s(), len(tasks)), tasks, strict=True)
    ]
    insert_alike(pattern, columns=COLUMNS, rows=rows)
    return rows


def test_they_are_what_bulk_create_would_have_stored(cells):
    arm, tasks = cells
    usage = {"text": "tab\t newline\n backslash \\ null \\N", "deep": [1, None]}
    values = {"error_detail": "a\\b\tc\nd", "usage": usage, "latency_ms": 1.5, "retryable": False}
    stored(arm, tasks, cost_usd="0.000000000001", cost_source="table", **values)
    alike = list(Attempt.objects.order_by("id"))
    Attempt.objects.all().delete()
    Attempt.objects.bulk_create(alike)
    again = list(Attempt.objects.order_by("id"))
    assert [attempt.task_id for attempt in alike] == [task.pk for task in tasks]
    assert [vars_of(each) for each in alike] == [vars_of(each) for each in again]
    assert alike[0].usage == usage
    assert alike[0].error_detail == values["error_detail"]


def test_a_cell_is_stored_once(cells):
    arm, tasks = cells
    stored(arm, tasks)
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(arm, tasks[:1])
    assert Attempt.objects.count() == len(tasks)


def test_a_row_that_breaks_a_rule_takes_the_others_with_it(cells):
    arm, tasks = cells
    with pytest.raises(IntegrityError), transaction.atomic():
        stored(arm, tasks, state=WorkState.RUNNING)
    assert not Attempt.objects.exists()


def test_no_rows_are_no_rows(cells):
    insert_alike(Attempt(run=cells[0].run), columns=COLUMNS, rows=[])
    assert not Attempt.objects.exists()


def vars_of(attempt):
    return model_to_dict(attempt, fields=None) | {"id": attempt.pk, "arm": attempt.arm_id}
