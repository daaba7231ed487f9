"""Where the judge's own words are kept, and that they are nowhere else."""

import json

import pytest

from evaluation.internal.models import Rationale
from evaluation.models import Evaluation
from evaluation.tests.runs import judged, said, verdict_text
from experiments.models import Attempt, ProviderCall, Run
from experiments.tests.draining import quicken

pytestmark = pytest.mark.django_db(transaction=True)
GOOD = said(verdict_text())
CANARY = "CANARY-RATIONALE"


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def test_what_the_judge_wrote_is_kept_inside_only():
    rows, _ = judged([said(verdict_text(rationale=CANARY)), GOOD])
    [kept] = Rationale.objects.all()
    assert (kept.evaluation_id, kept.text) == (rows[0].pk, CANARY)
    for model in (Evaluation, Attempt, ProviderCall, Run):
        assert CANARY not in str(list(model.objects.values()))


def test_an_answer_that_is_no_verdict_is_kept_inside_only():
    rows, _ = judged([said(f"{CANARY} {verdict_text()}")])
    assert rows[0].error_code == "verdict_invalid"
    [kept] = Rationale.objects.filter(evaluation_id=rows[0].pk)
    assert (kept.text, CANARY in kept.answer) == ("", True)
    for model in (Evaluation, Attempt, ProviderCall, Run):
        assert CANARY not in str(list(model.objects.values()))


def test_a_rationale_that_the_database_cannot_hold_is_made_storable():
    rows, _ = judged([said(json.dumps({**json.loads(verdict_text()), "rationale": "a\x00\ud800"}))])
    assert rows[0].state == "succeeded"
    assert Rationale.objects.get().text == "a\ufffd\ufffd"
