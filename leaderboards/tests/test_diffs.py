"""Patches as the attempt's page shows them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leaderboards.presenters import diffs
from leaderboards.presenters.diffs import diff_view

TWO = (
    "diff --git a/a.py b/a.py\n--- a/a.py\n+++ b/a.py\n@@ -1,2 +1,3 @@ def f():\n"
    " x = 1\n-y = 2\n+y = '<b>'\n+z = 3\n"
    "diff --git a/new.txt b/new.txt\nnew file mode 100644\n--- /dev/null\n+++ b/new.txt\n"
    "@@ -0,0 +1 @@\n+hello & bye\n"
)


def test_files_are_told_apart_and_counted():
    view = diff_view(TWO)
    assert [(f.path, f.change, f.added, f.removed) for f in view.files] == [
        ("a.py", "modified", 2, 1),
        ("new.txt", "added", 1, 0),
    ]
    assert (view.added, view.removed, view.cut, view.raw) == (3, 1, False, None)


def test_lines_carry_the_numbers_of_both_files():
    lines = diff_view(TWO).files[0].hunks[0].lines
    assert [(line.kind, line.old, line.new) for line in lines] == [
        ("context", 1, 1),
        ("removed", 2, None),
        ("added", None, 2),
        ("added", None, 3),
    ]


def test_code_is_highlighted_by_class_and_escaped():
    code = diff_view(TWO).files[0].hunks[0].lines[2].code
    assert '<span class="p-' in code
    assert "&lt;b&gt;" in code
    assert "style" not in code


def test_files_of_unknown_kind_are_escaped_too():
    assert diff_view(TWO).files[1].hunks[0].lines[0].code == "hello &amp; bye"


def test_a_line_that_the_highlighter_would_break_stays_plain_and_escaped():
    (file,) = diff_view("--- /dev/null\n+++ b/x.py\n@@ -0,0 +1 @@\n+a\r<script>\n").files
    assert file.hunks[0].lines[0].code == "a\r&lt;script&gt;"


def test_a_rename_names_both_paths():
    renamed = "diff --git a/old.py b/new.py\nrename from old.py\nrename to new.py\n"
    renamed += "--- a/old.py\n+++ b/new.py\n@@ -1 +1 @@\n-a\n+b\n"
    (file,) = diff_view(renamed).files
    assert (file.old_path, file.path, file.change) == ("old.py", "new.py", "renamed")


def test_a_very_long_patch_is_cut_and_says_so(monkeypatch):
    monkeypatch.setattr(diffs, "MAX_LINES", 3)
    view = diff_view(TWO)
    assert view.cut
    assert sum(len(hunk.lines) for file in view.files for hunk in file.hunks) == 3
    assert view.added == 3


@pytest.mark.parametrize("text", ["@@ nonsense", "--- a/x\n+++ b/x\n@@ -1,9 +1,9 @@\n-a\n"])
def test_what_is_no_diff_is_kept_as_text(text):
    assert diff_view(text).raw == text


@given(st.text(max_size=300))
def test_no_text_breaks_the_page(text):
    diff_view(text)


@given(st.lists(st.text(max_size=40).map(lambda t: t.replace("\n", "")), min_size=1, max_size=8))
def test_every_line_of_a_hunk_stays_one_line(lines):
    body = "".join(f"+{line}\n" for line in lines)
    view = diff_view(f"--- /dev/null\n+++ b/x.py\n@@ -0,0 +1,{len(lines)} @@\n{body}")
    if view.raw is None:
        (hunk,) = view.files[0].hunks
        assert len(hunk.lines) == len(lines)
        assert all("\n" not in line.code for line in hunk.lines)


def test_side_by_side_what_was_removed_stands_beside_what_was_added():
    pairs = diff_view(TWO).files[0].hunks[0].pairs
    assert [(old and old.old, new and new.new) for old, new in pairs] == [(1, 1), (2, 2), (None, 3)]


@given(st.lists(st.sampled_from(" +-"), min_size=1, max_size=12))
def test_side_by_side_no_line_is_lost_and_none_is_out_of_order(signs):
    old, new = sum(sign != "+" for sign in signs), sum(sign != "-" for sign in signs)
    body = "".join(f"{sign}{number}\n" for number, sign in enumerate(signs))
    view = diff_view(f"--- a/x\n+++ b/x\n@@ -1,{old} +1,{new} @@\n{body}")
    if view.raw is None:
        (hunk,) = view.files[0].hunks
        left, right = zip(*hunk.pairs, strict=True)
        assert [line for line in left if line] == [each for each in hunk.lines if each.sign != "+"]
        assert [line for line in right if line] == [each for each in hunk.lines if each.sign != "-"]
