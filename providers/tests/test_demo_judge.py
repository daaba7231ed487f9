"""The fictional judge recognises the recorded patches and is usually, not always, right."""

import json

import pytest

from providers.demo import catalogue, verdicts
from providers.demo.patches import git_diff
from providers.demo.verdicts import NO_PATCH, UNKNOWN, judge, recognise

TASKS = catalogue.tasks()
CELLS = [(task, variant) for task in TASKS.values() for variant in task.variants]


def request_text(task, patch):
    template = catalogue.JUDGE_TEMPLATE.replace("{{ task }}", task.prompt)
    return template.replace("{{ patch }}", patch).replace("{{ rubric }}", catalogue.RUBRIC)


def whole_file_diff(base, changed):
    """The same change without any alignment: all old lines out, all new lines in."""
    parts = []
    for path, text in changed.items():
        old, new = base.get(path, "").splitlines(), text.splitlines()
        head = f"--- a/{path}\n+++ b/{path}\n@@ -1,{len(old)} +1,{len(new)} @@\n"
        parts += [head, *(f"-{line}\n" for line in old), *(f"+{line}\n" for line in new)]
    return "".join(parts)


def test_there_is_a_verdict_for_every_variant():
    assert set(verdicts.recorded()) == {(task.key, variant) for task, variant in CELLS}


@pytest.mark.parametrize("write", [git_diff, whole_file_diff])
def test_every_variant_is_recognised_however_the_diff_is_aligned(write):
    for task, variant in CELLS:
        text = request_text(task, write(task.files, task.variants[variant]))
        assert recognise(task, verdicts.change_in(text)) == variant, task.key
        assert judge(task, text) == verdicts.recorded()[task.key, variant]


def test_a_small_deviation_is_still_recognised():
    task = TASKS["split-bill"]
    patch = git_diff(task.files, task.variants["wrong"]).replace("shares[0]", "shares[-1]")
    assert recognise(task, verdicts.change_in(patch)) == "wrong"


def test_an_unknown_patch_gets_a_vague_verdict():
    task = TASKS["split-bill"]
    patch = git_diff(task.files, {"bill.py": "raise NotImplementedError\n"})
    assert judge(task, request_text(task, patch)) == UNKNOWN
    assert UNKNOWN.confidence < 0.5


def test_no_patch_is_judged_poor():
    task = TASKS["split-bill"]
    assert judge(task, request_text(task, "")) == NO_PATCH


def test_lines_after_the_hunk_do_not_belong_to_it():
    text = "@@ -1 +1 @@\n-a\n+b\n\\ No newline at end of file\n- a list item\n+ another"
    assert verdicts.change_in(text) == {("-", "a"): 1, ("+", "b"): 1}


def test_scores_lie_between_0_and_1():
    for verdict in [*verdicts.recorded().values(), UNKNOWN, NO_PATCH]:
        assert all(0 <= x <= 1 for x in (verdict.quality, verdict.risk, verdict.confidence))


def test_a_verdict_is_one_json_object():
    read = json.loads(UNKNOWN.as_json())
    assert set(read) == {"quality", "risk", "confidence", "rationale"}


def test_the_judge_is_usually_right_but_likes_some_wrong_fixes():
    liked = {cell for cell, verdict in verdicts.recorded().items() if verdict.quality >= 0.5}
    right = {(task.key, variant) for task, variant in CELLS if variant != "wrong"}
    assert len(right & liked) >= 0.9 * len(right)
    assert 5 <= len(liked - right) <= 24
