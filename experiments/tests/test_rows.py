"""Rows that are written without the ORM's queries are the rows that its queries would write."""

from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from experiments.models import Attempt, ProviderCall
from experiments.states import WorkState
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from experiments.work import rows
from experiments.work.claim import hold_run

pytestmark = pytest.mark.django_db
TEXT = "quotes ' \" \\ percent %s %% tab\t line\n null \\u0000 é 🥐"
VALUES = {
    "output_text": TEXT,
    "usage": {"text": TEXT, "deep": [1, None, {"a": 0.1}]},
    "cost_usd": Decimal("0.000000000001"),
    "cost_source": "table",
    "latency_ms": 0.1 + 0.2,
    "retryable": False,
    "lease_expires_at": None,
    "claim_token": uuid4(),
    "provider_calls": 3,
    "finished_at": timezone.now() + timedelta(microseconds=1),
}


def changed(attempt, **values):
    for name, value in values.items():
        setattr(attempt, name, value)
    return attempt


def values_of(attempt):
    return Attempt.objects.values().get(pk=attempt.pk)


def test_an_update_stores_what_the_orm_would_store():
    ours, theirs = AttemptFactory.create_batch(2)
    changed(theirs, **VALUES).save()
    rows.update(Attempt, [changed(ours, **VALUES)], columns=tuple(VALUES))
    assert {n: values_of(ours)[n] for n in VALUES} == {n: values_of(theirs)[n] for n in VALUES}
    assert values_of(ours)["output_text"] == TEXT


def test_only_the_columns_that_are_named_are_written():
    attempt = changed(AttemptFactory(), error_code="timeout", output_text="New.")
    rows.update(Attempt, [attempt], columns=("output_text",))
    assert values_of(attempt)["error_code"] == ""


def test_a_row_behind_the_fence_is_left_alone_and_not_among_the_written():
    free, held, other_claim = AttemptFactory.create_batch(3)
    Attempt.objects.filter(pk=held.pk).update(error_detail="held")
    Attempt.objects.filter(pk=other_claim.pk).update(claims=2)
    found = rows.update(
        Attempt,
        [changed(each, output_text="New.") for each in (free, held, other_claim)],
        columns=("output_text",),
        keys=("id", "claims"),
        fence={"error_detail": "", "state": WorkState.PENDING},
    )
    assert found == {(free.pk, 0)}
    texts = dict(Attempt.objects.values_list("pk", "output_text"))
    assert texts == {free.pk: "New.", held.pk: None, other_claim.pk: None}


def test_a_value_that_the_column_refuses_takes_the_others_with_it():
    attempts = AttemptFactory.create_batch(2, claims=1)
    changed(attempts[0], state=WorkState.CANCELLED)
    changed(attempts[1], state=WorkState.FAILED)  # without a code
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(Attempt, attempts, columns=("state",))
    assert set(Attempt.objects.values_list("state", flat=True)) == {WorkState.PENDING}


def test_an_inserted_row_is_what_bulk_create_would_have_stored():
    arm = RunArmFactory()
    call = ProviderCall(
        run=arm.run,
        organization=arm.run.experiment.organization,
        provider="openai",
        connection_id=uuid4(),
        stage="attempts",
        work_id=uuid4(),
        number=1,
        arm=arm,
        started_at=timezone.now(),
        usage=VALUES["usage"],
        reserved_usd=Decimal("1.5"),
    )
    rows.insert(ProviderCall, [call])
    ours = ProviderCall.objects.values().get()
    ProviderCall.objects.all().delete()
    ProviderCall.objects.bulk_create([call])
    assert ProviderCall.objects.values().get() == ours


def test_no_rows_are_no_statement(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert rows.update(Attempt, [], columns=("state",)) == frozenset()
        rows.insert(ProviderCall, [])


def test_a_run_is_held_with_its_configuration_for_those_who_want_it():
    run = RunFactory(config={"evaluator": None, "prompt_template": TEXT})
    assert hold_run(run.pk).get_deferred_fields() == {"config"}
    assert hold_run(run.pk, with_config=True).__dict__["config"] == run.config
    assert hold_run(uuid4()) is None
