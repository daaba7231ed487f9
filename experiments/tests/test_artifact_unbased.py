"""Answers whose task's files nobody knows: a diff is read, the rest says why there is none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.artifacts import AnswerSpec, normalise, normalise_unbased
from experiments.artifacts.contract import ArtifactFormat, Change
from experiments.tests.results import DIFF

HUNK = "@@ -1 +1 @@\n-a = 1\n+a = 2\n"


def test_a_diff_in_prose_is_read_and_written_anew():
    found = normalise_unbased(f"Here it is:\n```diff\n{DIFF}```\nDone.\n")
    assert found.format is ArtifactFormat.UNIFIED
    assert found.diff == (
        "diff --git a/x.py b/x.py\n--- a/x.py\n+++ b/x.py\n@@ -1,1 +1,1 @@\n-a = 1\n+a = 2\n"
    )
    assert (found.applies, found.warnings) == (None, ())
    (file,) = found.files
    assert (file.path, file.old_path, file.change) == ("x.py", "x.py", Change.MODIFIED)
    assert (file.added, file.removed) == (1, 1)


@pytest.mark.parametrize(
    ("diff", "path", "old", "change"),
    [
        ("--- /dev/null\n+++ b/new.py\n@@ -0,0 +1 @@\n+a\n", "new.py", None, Change.ADDED),
        ("--- a/new.py\n+++ b/new.py\n@@ -0,0 +1 @@\n+a\n", "new.py", None, Change.ADDED),
        ("--- a/old.py\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "old.py", "old.py", Change.DELETED),
        (
            "diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n",
            "y",
            "x",
            Change.RENAMED,
        ),
        (f"--- x.py.orig\n+++ x.py\n{HUNK}", "x.py.orig", "x.py.orig", Change.MODIFIED),
        (f"--- a/with space.py\n+++ b/with space.py\n{HUNK}", *["with space.py"] * 2, "modified"),
    ],
)
def test_what_it_does_to_a_file_is_told(diff, path, old, change):
    (file,) = normalise_unbased(diff).files
    assert (file.path, file.old_path, file.change) == (path, old, change)


@pytest.mark.parametrize(
    ("text", "form", "said"),
    [
        ("", "none", "holds no diff"),
        ("All is well.", "none", "holds no diff"),
        ("x" * 2_000_000, "none", "was not read"),
        ("x.py\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n", "search_replace", "files"),
        ("x.py\n```python\na = 2\n```\n", "whole_file", "files"),
        (f"--- a/../x\n+++ b/../x\n{HUNK}", "unified", "not allowed"),
        (f"--- /etc/passwd\n+++ /etc/passwd\n{HUNK}", "unified", "not relative"),
        ("--- a/x\n+++ b/x\n@@ ... @@\n-a\n+b\n", "unified", "no line numbers"),
        ("```diff\n--- a/x\n+++ b/x\n@@ -1,3 +1,3 @@\n-a\n+b\n", "unified", "ends before"),
        ("diff --git a/x b/x\nindex 1..2\nBinary files a/x and b/x differ\n", "unified", "binary"),
    ],
)
def test_what_cannot_be_a_diff_says_why(text, form, said):
    found = normalise_unbased(text)
    assert (found.format, found.diff, found.applies, found.files) == (form, "", None, ())
    assert found.diff_sha256 is None
    assert said in found.warnings[0]


lines = st.lists(st.sampled_from(["a", "b", "c = 1", "", "\tx", "+", "-"]), min_size=1, max_size=8)


@given(lines, lines)
@settings(max_examples=30, deadline=None)
def test_it_changes_what_the_same_answer_changes_where_the_files_are_known(old, new):
    """git's own diff, read without the base, still applies to it and leads to the same."""
    before, after = ("".join(f"{line}\n" for line in text) for text in (old, new))
    asked = AnswerSpec(kind="file", path="x.py")
    known = normalise(f"```\n{after}```", files={"x.py": before}, answer=asked)
    found = normalise_unbased(known.diff)
    again = normalise(found.diff, files={"x.py": before}, answer=AnswerSpec())
    assert again.diff == known.diff
    assert found.files == known.files


@given(st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_every_text_is_taken(text):
    normalise_unbased(text)
    normalise_unbased(DIFF + text)
