"""Trying again what failed, where a judge was to have a say."""

import pytest

from evaluation.models import Evaluation
from evaluation.tests.runs import JUDGE, PATCH, judged_run, said, verdict_text
from experiments.models import Artifact, Run, Validation
from experiments.run_controls import retry_errors
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import provider
from organizations.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)
REFUSED = 401, {"error": {"message": "no"}}, {}


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


class Answers:
    """What arm and judge say now."""

    def __init__(self, arm=None, judge=None):
        self.arm, self.judge = arm or said(PATCH), judge or said(verdict_text())

    def __call__(self, body):
        return self.judge if body["model"] == JUDGE else self.arm


def evaluations(run):
    return list(Evaluation.objects.filter(run=run).order_by("attempt__task__key"))


def test_attempts_that_succeed_at_last_are_validated_and_judged():
    answers = Answers(arm=REFUSED)
    with provider(answers) as fake:
        run = judged_run(fake.base_url, tasks=2)
        worked(run)
        assert evaluations(run) == []
        answers.arm = said(PATCH)
        assert retry_errors(run) == 2
        worked(run)
    assert [each.state for each in evaluations(run)] == ["succeeded", "succeeded"]


def test_judgements_that_failed_for_a_key_are_made_after_all_and_nothing_else_is_called_again():
    answers = Answers(judge=REFUSED)
    with provider(answers) as fake:
        run = judged_run(fake.base_url, tasks=2, max_concurrency=1)
        worked(run)
        assert {each.error_code for each in evaluations(run)} == {"auth_failed"}
        answers.judge = said(verdict_text())
        called = fake.total
        assert retry_errors(run) == 2
        worked(run)
    assert fake.total == called + 2
    assert [each.quality for each in evaluations(run)] == [0.75, 0.75]
    assert Run.objects.get(pk=run.pk).summaries.count() == 2


def test_what_had_no_patch_or_no_verdict_is_not_judged_again():
    answers = Answers(arm=said("No patch."))
    with provider(answers) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        with pytest.raises(DomainError) as refusal:
            retry_errors(run)
    assert refusal.value.code == "nothing_to_retry"
    assert [each.error_code for each in evaluations(run)] == ["artifact_missing"]


def test_an_answer_that_could_not_be_read_is_read_again_and_then_judged():
    with provider(Answers()) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        unread(run)
        assert retry_errors(run) == 1
        worked(run)
    assert [each.state for each in evaluations(run)] == ["succeeded"]
    assert Validation.objects.get(run=run).state == "succeeded"


def unread(run):
    """As it is where normalising the answer failed: no artifact, and nothing to judge."""
    failed = {"state": "failed", "error_code": "internal_error"}
    Artifact.objects.filter(attempt__run=run).delete()
    Validation.objects.filter(run=run).update(**failed)
    scores = dict.fromkeys(("quality", "risk", "confidence"))
    Evaluation.objects.filter(run=run).update(**failed, **scores)
