"""Two imports of the same attempts, judged by two judges: one pair of scores for each attempt."""

import json

import pytest

from experiments.tests.results import DIFF, result
from leaderboards.imported_twice import judged_before
from leaderboards.queries import comparison_document
from leaderboards.tests.imports import evaluation, imported_run
from leaderboards.tests.replayed import replayable_run, sealed_comparison

pytestmark = pytest.mark.django_db


def judged(*scores, **changes):
    """An attempt for each score; None was not judged."""
    return [
        result(
            task=f"t{n}",
            output=f"answer {n}",
            evaluation=None if score is None else evaluation(score),
            **changes,
        )
        for n, score in enumerate(scores)
    ]


def test_the_same_attempts_of_two_judges_are_a_pair(tmp_path):
    old = imported_run(tmp_path, *judged(0.1, 0.2, None), judge="gpt")
    new = imported_run(tmp_path, *judged(0.3, None, 0.4)[::-1], judge="claude")
    found = judged_before(new)
    assert (found.old, found.new) == (old, new)
    assert [profile["name"] for profile in found.profiles] == ["gpt", "claude"]
    assert [(row.task, row.old and row.old[0], row.new and row.new[0]) for row in found.rows()] == [
        *(("t0", 0.1, 0.3), ("t1", 0.2, None), ("t2", None, 0.4))
    ]
    assert {row.id for row in found.rows()} == {str(a.pk) for a in old_attempts(old)}
    assert judged_before(old) is None


def test_what_is_not_known_of_a_judge_is_null_under_the_keys_of_one_that_is(tmp_path):
    runs = [imported_run(tmp_path, *judged(score)) for score in (0.1, 0.2)]
    known = json.loads(sealed_comparison().content)["old_profile"]
    for profile in judged_before(runs[1]).profiles:
        assert profile == dict.fromkeys(known)


def old_attempts(run):
    return run.arms.get().attempts.all()


def test_what_was_measured_besides_may_differ(tmp_path):
    imported_run(tmp_path, *judged(0.1, cost_usd=1))
    assert judged_before(imported_run(tmp_path, *judged(0.1, latency_ms=5)))


def test_of_several_the_latest_before_is_taken(tmp_path):
    runs = [imported_run(tmp_path, *judged(score)) for score in (0.1, 0.2, 0.3)]
    assert judged_before(runs[2]).old == runs[1]
    assert judged_before(runs[1]).old == runs[0]


@pytest.mark.parametrize(
    "second",
    [
        judged(0.5, model="another"),
        [result(task="t0", output="another answer", evaluation=evaluation(0.5))],
        judged(0.5, 0.5),
        judged(None),
    ],
    ids=["another model", "another answer", "one attempt more", "nobody judged"],
)
def test_other_attempts_or_no_scores_are_no_pair(tmp_path, second):
    imported_run(tmp_path, *judged(0.1))
    assert judged_before(imported_run(tmp_path, *second)) is None


def test_an_import_that_nobody_judged_is_passed_over(tmp_path):
    first = imported_run(tmp_path, *judged(0.1))
    imported_run(tmp_path, *judged(None))
    assert judged_before(imported_run(tmp_path, *judged(0.2))).old == first


def test_another_experiment_is_another_matter(tmp_path):
    imported_run(tmp_path, *judged(0.1))
    assert judged_before(imported_run(tmp_path, *judged(0.2), experiment="other")) is None


def test_of_imported_tasks_it_is_told_that_a_judge_here_did_not_see_them(tmp_path):
    run = imported_run(tmp_path, result(output=DIFF, evaluation=evaluation(0.5)))
    assert "tasks_unseen" in flags_of(sealed_comparison(run).work)
    assert "tasks_unseen" not in flags_of(sealed_comparison(replayable_run()).work)
    elsewhere = imported_run(tmp_path, result(output=DIFF, evaluation=evaluation(0.6)))
    assert "tasks_unseen" not in flags_of(elsewhere)


def flags_of(work):
    return {each["code"] for each in comparison_document(work)["flags"]}
