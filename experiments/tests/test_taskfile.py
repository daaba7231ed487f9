"""Reading tasks: any text gives tasks or an error with its line; the digest covers everything."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.taskfile import parse_tasks, tasks_digest
from organizations.errors import Invalid
from providers.values import unstorable

TASK = {
    "key": "a",
    "prompt": "p",
    "files": {"x.py": "1"},
    "reference_patch": "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-1\n+2\n",
    "validation": {"kind": "applies"},
    "answer": {"kind": "patch"},
    "metadata": {"level": 1},
}


def parsed(*tasks):
    return parse_tasks([json.dumps(task) for task in tasks], place="tasks.jsonl")


def digest_of(**changes):
    return tasks_digest(parsed({**TASK, **changes}))


def test_blank_lines_are_passed_over_and_lines_keep_their_numbers():
    with pytest.raises(Invalid, match=r"^t:4: not JSON"):
        parse_tasks(["", json.dumps(TASK), "  ", "{"], place="t")


def test_one_check_and_a_list_of_one_are_the_same():
    assert digest_of() == digest_of(validation=[{"kind": "applies"}])


def test_what_is_left_out_is_the_default():
    bare = {"key": "a", "prompt": "p"}
    spelled = {**bare, "files": {}, "answer": None, "validation": None, "reference_patch": None}
    assert tasks_digest(parsed(bare)) == tasks_digest(parsed(spelled))


def test_the_order_of_the_lines_does_not_matter():
    one, other = {**TASK, "key": "a"}, {**TASK, "key": "b"}
    assert tasks_digest(parsed(one, other)) == tasks_digest(parsed(other, one))


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "b"},
        {"prompt": "p "},
        {"files": {"x.py": "2"}},
        {"files": {"y.py": "1"}},
        {"reference_patch": None},
        {"validation": None},
        {"answer": {"kind": "file", "path": "x.py"}},
        {"metadata": {"level": 2}},
    ],
)
def test_the_digest_covers_every_field(changes):
    assert digest_of(**changes) != digest_of()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.fixed_dictionaries({}, optional={name: JSON for name in TASK})
LINES = st.lists(st.text() | JSON.map(json.dumps) | FIELDS.map(json.dumps), max_size=4)


@given(LINES)
def test_whatever_the_lines_hold_is_read_or_refused(lines):
    try:
        found = tasks_digest(parse_tasks(lines, place="t"))
    except Invalid as fault:
        found = fault.message
    assert found.startswith(("sha256:", "t:"))


@given(JSON)
def test_a_value_is_unstorable_exactly_where_json_or_utf8_cannot_hold_it(value):
    found = list(unstorable(value, place="v"))
    try:
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        text.encode()
        held = "\\u0000" not in text.replace("\\\\", "")
    except ValueError:
        held = False
    assert (found == []) == held
    assert all(said.startswith("v") for said in found)


TESTS = {"kind": "tests", "command": ["true"], "files": {"a.py/b": ""}}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"validation": {"kind": "matches_reference"}}, "needs a reference_patch"),
        ({"files": {"a": "", "a/b": ""}}, "both a file and a folder"),
        ({"files": {"a.py": "", "./a.py": ""}}, "the same file"),
        ({"files": {"a.py": ""}, "validation": TESTS}, "both a file and a folder"),
        ({"files": {"a": ""}, "answer": {"kind": "file", "path": "a/b"}}, "both a file and"),
    ],
)
def test_a_task_that_could_never_be_scored_is_refused(changes, said):
    line = json.dumps({"key": "a", "prompt": "p"} | changes)
    with pytest.raises(Invalid, match=said):
        parse_tasks([line], place="t")


def test_null_is_none_of_them():
    line = {"key": "a", "prompt": "p", "files": None, "metadata": None, "answer": None}
    [task] = parse_tasks([json.dumps(line)], place="t")
    assert (task.files, task.metadata, task.answer) == ({}, {}, {"kind": "patch"})
