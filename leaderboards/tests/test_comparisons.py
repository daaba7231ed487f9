"""Comparisons are computed from what was judged, and sealed once."""

import json
from statistics import mean

import pytest
from django.db import DatabaseError, transaction
from scipy import stats

from evaluation.models import Evaluation
from experiments.models import Attempt, Run, TaskSet
from experiments.tests.factories import RunFactory
from experiments.work.finish import finish
from leaderboards.facts import facts_digest, facts_of
from leaderboards.models import Comparison
from leaderboards.pairs import published_summary
from leaderboards.sealing import seal_imports, seal_replay, verified
from leaderboards.statistics.comparison import JudgedTwice
from leaderboards.tests.replayed import (
    judge_all,
    replayable_run,
    sealed,
    sealed_comparison,
    started_replay,
)
from organizations.tests.factories import UserFactory

pytestmark = pytest.mark.django_db
CONTRACT = {
    *("run", "old_profile", "new_profile", "attempt_set_digest", "n_paired", "only_old"),
    *("only_new", "errors", "per_attribute", "flips", "decision_impact", "self_agreement"),
    *("cost_usd", "actor", "created_at", "flags"),
}


def content_of(comparison):
    return json.loads(comparison.content)


def codes(found):
    return {flag["code"] for flag in found["flags"]}


def test_a_comparison_says_who_when_why_and_what_was_compared():
    user = UserFactory(username="ada")
    run = replayable_run()
    found = content_of(sealed_comparison(run, actor=user, reason="The rubric changed."))
    assert set(found) >= CONTRACT
    assert (found["run"], found["actor"], found["reason"]) == (
        *(str(run.pk), "ada", "The rubric changed."),
    )
    for side, profile in (
        ("old_profile", run.judged_by.profile),
        ("new_profile", Comparison.objects.get().work.judged_by.profile),
    ):
        assert found[side]["digest"] == profile.digest
        assert found[side]["model"] == profile.model
        assert found[side]["rubric"]["text"] == profile.rubric.text
        assert found[side]["prompt_template"]["text"] == profile.prompt_template.text
    assert found["n_attempts"] == found["n_paired"] == 6


def test_its_figures_are_those_of_the_scores_that_are_stored():
    """Recomputed from the rows with the standard library and scipy."""
    run = replayable_run(tasks=5)
    Evaluation.objects.filter(run=run, attempt__arm__key="slow").update(quality=0.4)
    says = {
        attempt.pk: {"quality": round(0.1 + number * 0.08, 2)}
        for number, attempt in enumerate(Attempt.objects.filter(run=run).order_by("task__key"))
    }
    replay = started_replay(run)
    judge_all(replay, says=lambda attempt: says[attempt.pk])
    found = content_of(sealed(replay))
    rows = [
        (attempt.task.key, attempt.evaluations.get(run=run).quality, says[attempt.pk]["quality"])
        for attempt in Attempt.objects.filter(run=run).select_related("task")
    ]
    shifts = [new - old for _, old, new in rows]
    by_task = [
        mean(new - old for key, old, new in rows if key == task) for task in {k for k, *_ in rows}
    ]
    quality = found["per_attribute"]["quality"]
    assert quality["mean_shift"] == pytest.approx(mean(shifts))
    low, high = stats.t.interval(0.95, 4, loc=mean(by_task), scale=stats.sem(by_task))
    assert (quality["ci"]["low"], quality["ci"]["high"]) == pytest.approx((low, high))
    old, new = [old for _, old, _ in rows], [new for *_, new in rows]
    assert quality["spearman"] == pytest.approx(stats.spearmanr(old, new).statistic)
    up = sum(o < 0.5 < n for o, n in zip(old, new, strict=True))
    down = sum(o > 0.5 > n for o, n in zip(old, new, strict=True))
    assert (found["flips"]["up"], found["flips"]["down"]) == (up, down)
    assert found["flips"]["mcnemar_p"] == pytest.approx(stats.binomtest(up, up + down).pvalue)
    assert len(found["flips"]["attempts"]) == up + down > 0


def test_a_replay_changes_nothing_that_is_published_of_its_run():
    run = replayable_run()
    before = published_summary(run).content, facts_digest(facts_of(run))
    comparison = sealed_comparison(run, says=lambda attempt: {"quality": 1.0, "risk": 1.0})
    Run.objects.filter(pk=run.pk).update(results_changed_at=comparison.created_at)
    assert (published_summary(run).content, facts_digest(facts_of(run))) == before
    assert content_of(comparison)["originals"]["unchanged"] is True


def test_originals_that_changed_meanwhile_are_told():
    replay = started_replay(replayable_run())
    judge_all(replay)
    Evaluation.objects.filter(run=replay.run, attempt__arm__key="able").update(risk=0.1)
    found = content_of(sealed(replay))
    assert found["originals"]["unchanged"] is False
    assert "originals_changed" in codes(found)


def test_judgements_that_failed_are_counted_and_left_out():
    found = content_of(sealed_comparison(says=lambda each: None if each.arm.key == "slow" else {}))
    assert (found["n_paired"], found["only_old"], found["only_new"], found["errors"]) == (
        *(3, 3, 0, 3),
    )
    assert found["errors_by_code"] == {"old": {}, "new": {"verdict_invalid": 3}}
    assert "judge_errors" in codes(found)
    assert found["cost_usd"] is None


def test_where_every_judgement_failed_the_comparison_stands_and_says_so():
    found = content_of(sealed_comparison(says=lambda each: None))
    assert (found["n_paired"], found["only_old"]) == (0, 6)
    assert {"no_pairs", "judge_errors"} <= codes(found)
    assert found["per_attribute"]["quality"]["mean_shift"] is None
    assert found["decision_impact"]["kendall_tau_b"] is None


def test_scores_of_an_imported_run_have_no_profile_and_can_be_compared():
    run = replayable_run()
    run.judged_by.delete()
    Run.objects.filter(pk=run.pk).update(imported=True)
    Evaluation.objects.filter(run=run).update(profile=None)
    found = content_of(sealed_comparison(Run.objects.get(pk=run.pk)))
    assert (found["old_profile"], found["n_paired"], found["imported"]) == (None, 6, True)
    assert "profile_unknown" in codes(found)


def test_a_judge_who_was_shown_no_tasks_is_told_of():
    run = replayable_run(imported=True)
    assert "tasks_unseen" not in codes(content_of(sealed_comparison(run)))
    TaskSet.objects.filter(pk=run.task_set_id).update(keys_only=True)
    found = content_of(sealed_comparison(Run.objects.get(pk=run.pk)))
    [unseen] = [each for each in found["flags"] if each["code"] == "tasks_unseen"]
    assert unseen["observed"] == run.task_set.n_tasks


def test_the_same_attempts_imported_twice_are_compared_like_a_replay():
    """What an import hands over: two runs, their rows side by side, and a name for each judge."""
    old, new = (replayable_run(imported=True, judged=False) for _ in range(2))
    rows = [
        JudgedTwice(
            id=str(each.pk),
            arm=each.arm.key,
            task=each.task.key,
            repeat=1,
            old=(0.2, 0.5, 0.5),
            new=(0.8, 0.5, 0.5) if each.arm.key == "able" else None,
        )
        for each in Attempt.objects.filter(run=old).select_related("arm", "task")
    ]
    nothing = dict.fromkeys(("version", "digest", "model", "rubric", "prompt_template"))
    profiles = ({"name": "first judge"} | nothing, {"name": None} | nothing)
    pair = {"old": old, "new": new, "rows": rows, "profiles": profiles}
    comparison = seal_imports(**pair, attempt_set_digest="sha256:of-both")
    found = content_of(comparison)
    assert (found["n_paired"], found["only_old"], found["flips"]["up"]) == (3, 3, 3)
    assert (found["run"], found["replay"]) == (str(old.pk), str(new.pk))
    assert found["old_profile"]["name"] == "first judge"
    [unknown] = [each for each in found["flags"] if each["code"] == "profile_unknown"]
    assert unknown["sides"] == ["old", "new"]
    assert verified()[0].faults == ()
    with pytest.raises(DatabaseError), transaction.atomic():
        seal_imports(**pair, attempt_set_digest="sha256:of-both")


def test_self_agreement_comes_from_judging_the_same_again_and_is_null_before():
    run = replayable_run()
    first = content_of(sealed_comparison(run))
    assert first["self_agreement"] == {"old": None, "new": None, "noise_sd": None}
    [unmeasured] = [f for f in first["flags"] if f["code"] == "self_agreement_unmeasured"]
    assert unmeasured["sides"] == ["old", "new"]
    own = run.judged_by.profile
    again = content_of(
        sealed_comparison(run, profile=own, says=lambda each: {"quality": 0.8, "risk": 0.25})
    )
    assert again["self_agreement"]["old"] == again["self_agreement"]["new"]
    quality = again["self_agreement"]["old"]["quality"]
    assert quality["mean_difference"] == pytest.approx(0.05)
    assert again["self_agreement"]["old"]["n_artifacts"] == 6


def test_identical_scores_are_told_of_two_judges_and_expected_of_one():
    run = replayable_run()
    own = {"quality": 0.75, "risk": 0.25}
    assert "identical_scores" in codes(content_of(sealed_comparison(run, says=lambda each: own)))
    again = sealed_comparison(run, profile=run.judged_by.profile, says=lambda each: own)
    assert "identical_scores" not in codes(content_of(again))


def test_the_same_scores_have_the_same_figures_whatever_their_ids():
    figures = []
    for _ in range(2):
        found = content_of(sealed_comparison())
        for each in found["flips"]["attempts"]:
            del each["attempt"]
        figures.append(
            [found[name] for name in ("per_attribute", "flips", "decision_impact", "seed")]
        )
    assert figures[0] == figures[1]


def test_the_work_of_a_replay_is_sealed_once_and_a_cancelled_one_never():
    cancelled = started_replay(replayable_run())
    Run.worked.filter(pk=cancelled.pk).update(state="cancelled", finished_at="2026-01-01T00:00Z")
    assert seal_replay(Run.worked.get(pk=cancelled.pk)) is None
    comparison = sealed_comparison()
    assert finish(comparison.work_id) is False
    assert Comparison.objects.get() == comparison
    assert seal_replay(RunFactory(finished=True)) is None
