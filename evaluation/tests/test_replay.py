"""Judging stored artifacts again: the same engine, no arm called, beside the original scores."""

import pytest

from evaluation.models import Evaluation, Replay
from evaluation.queries import (
    judgements_digest,
    judging_cost,
    repeated_scores,
    scores_of,
    scores_of_run,
)
from evaluation.replay import cancel_replay, plan_replay, start_replay, unfinished_replay
from evaluation.tests.replays import NEW_JUDGE, judges, replayed, second_judge
from evaluation.tests.runs import JUDGE, judged_run, said
from experiments.models import Artifact, Attempt, ProviderCall, Run
from experiments.preflight import RunRefused
from experiments.run_controls import retry_errors
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import ROOT, provider
from organizations.errors import DomainError

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


def models_asked(fake):
    return [body["model"] for body in fake.bodies]


def test_a_replay_asks_the_new_judge_alone_and_leaves_the_old_scores_as_they_are():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url, tasks=3)
        worked(run)
        before, calls = judgements_digest(run), ProviderCall.objects.filter(run=run).count()
        asked = fake.total
        replay = replayed(run)
    assert models_asked(fake)[asked:] == [NEW_JUDGE] * 3
    assert judgements_digest(run) == before == replay.originals_digest
    assert ProviderCall.objects.filter(run=run).count() == calls
    assert {s.quality for s in scores_of_run(run).values()} == {0.75}
    assert {s.quality for s in scores_of_run(replay.work).values()} == {0.25}
    assert {s.quality for s in scores_of(scores_of_run(run)).values()} == {0.75}
    assert (replay.n_attempts, replay.work.state) == (3, "completed")


def test_what_works_a_replay_is_no_run_that_anybody_lists():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        replay = replayed(run)
    assert list(Run.objects.all()) == [run]
    assert list(run.experiment.runs.all()) == [run]
    assert set(Run.worked.all()) == {run, replay.work}
    assert not Attempt.objects.filter(run=replay.work).exists()
    assert not replay.work.summaries.exists()


def test_the_engine_asks_for_what_works_replays_too():
    for module in (ROOT / "experiments/work").glob("*.py"):
        assert "Run.objects" not in module.read_text(), module.name


def test_the_same_profile_again_is_a_replay_too_and_shows_how_often_it_agrees_with_itself():
    said_before = []

    def wavering(number):
        said_before.append(number)
        return {"quality": 0.5 if len(said_before) == 1 else 0.625}

    with provider(judges(old=wavering)) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        replay = replayed(run, reference="strict:1")
    [scores] = repeated_scores(run, profile=replay.work.judged_by.profile).values()
    assert [quality for quality, *_ in scores] == [0.5, 0.625]
    assert models_asked(fake).count(JUDGE) == 2


def test_attempts_without_a_patch_are_not_judged_again():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url, tasks=3)
        worked(run)
        Artifact.objects.filter(attempt__task__key="task-0001").update(diff="")
        replay = replayed(run)
    assert replay.n_attempts == 2
    assert set(
        Evaluation.objects.filter(run=replay.work).values_list("attempt__task__key", flat=True)
    ) == {"task-0000", "task-0002"}


def test_a_judge_that_fails_ends_the_replay_with_codes_and_no_scores():
    def answer(body):
        return said("No.") if body["model"] == NEW_JUDGE else judges()(body)

    with provider(answer) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        replay = replayed(run)
    [row] = Evaluation.objects.filter(run=replay.work)
    assert (row.state, row.error_code, row.provider_calls, row.quality) == (
        *("failed", "verdict_invalid", 2, None),
    )


def test_trying_errors_again_is_for_the_run_and_does_not_meet_a_replay():
    fail = {"now": True}

    def answer(body):
        if body["model"] == JUDGE and fail["now"]:
            return 401, {"error": {"message": "no"}}, {}
        return judges()(body)

    with provider(answer) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        replay = replayed(run)
        fail["now"] = False
        assert retry_errors(run) == 1
        worked(run)
    assert Evaluation.objects.get(run=run).quality == 0.75
    assert Evaluation.objects.get(run=replay.work).quality == 0.25
    assert judgements_digest(run) != replay.originals_digest


def test_a_judgement_that_is_made_anew_is_made_although_a_replay_under_its_profile_has_one():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        replayed(run, reference="strict:1")
        Evaluation.objects.filter(run=run).delete()
        Run.objects.filter(pk=run.pk).update(state="running", finished_at=None)
        worked(run)
    assert Evaluation.objects.filter(run=run).count() == 1


def test_a_cancelled_replay_calls_no_judge_any_more():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        asked = fake.total
        replay = start_replay(run, reference=second_judge(run), actor=None)
        assert unfinished_replay(run, reference="strict:2") == replay
        assert unfinished_replay(run, reference="strict:1") is None
        cancel_replay(replay)
        worked(replay.work)
    assert (replay.work.state, fake.total) == ("cancelled", asked)
    assert unfinished_replay(run, reference="strict:2") is None


def test_the_plan_counts_the_calls_and_prices_the_prompts_that_there_will_be():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url, tasks=3)
        worked(run)
        asked = fake.total
        plan = plan_replay(run, reference=second_judge(run, model="gpt-4o-mini"))
        dearer = plan_replay(
            run,
            reference=second_judge(
                run,
                model="gpt-4o-mini",
                prompt_template={"version": "2", "text": "Long. " * 99 + "{{ patch }}"},
            ),
        )
        unpriced = plan_replay(run, reference=second_judge(run))
    assert (plan.n_attempts, plan.estimate.calls, plan.problems) == (3, 3, ())
    assert (fake.total, Replay.objects.count()) == (asked, 0)
    assert 0 < plan.estimate.expected_usd < plan.estimate.worst_usd < dearer.estimate.worst_usd
    assert unpriced.estimate.unpriced == ("evaluator",)


@pytest.mark.parametrize(
    ("prepare", "code"),
    [
        (lambda run: Run.objects.update(state="running", finished_at=None), "run_not_finished"),
        (lambda run: Artifact.objects.update(diff=""), "nothing_to_judge"),
        (lambda run: None, "profile_unknown"),
        (lambda run: None, "reason_invalid"),
    ],
)
def test_what_cannot_be_replayed_is_refused_with_a_reason(prepare, code):
    with provider(judges()) as fake:
        run = judged_run(fake.base_url)
        worked(run)
    prepare(run)
    reference = "nobody\0" if code == "profile_unknown" else second_judge(run)
    reason = "x" * 501 if code == "reason_invalid" else "Why.\0"
    with pytest.raises(DomainError) as refusal:
        start_replay(Run.objects.get(pk=run.pk), reference=reference, actor=None, reason=reason)
    assert refusal.value.code == code
    assert not Replay.objects.exists()


def test_a_judge_that_policy_forbids_refuses_the_replay_and_the_denial_is_kept():
    with provider(judges()) as fake:
        run = judged_run(fake.base_url)
        worked(run)
        reference = second_judge(run)
        run.experiment.organization.allowlist.update(allowed_models=["model-*"])
        with pytest.raises(RunRefused) as refusal:
            start_replay(run, reference=reference, actor=None)
    [problem] = refusal.value.problems
    assert problem.code == "evaluator_not_allowed"
    assert not Replay.objects.exists()


def test_the_cost_of_a_replay_is_its_calls_and_unknown_where_one_is():
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "cost": 0.25}

    def answer(body):
        status, content, headers = judges()(body)
        known = {"usage": usage} if body["model"] == NEW_JUDGE else {}
        return status, content | known, headers

    with provider(answer) as fake:
        run = judged_run(fake.base_url, tasks=2)
        worked(run)
        replay = replayed(run)
    assert (judging_cost(replay.work), judging_cost(run)) == (pytest.approx(0.5), None)
