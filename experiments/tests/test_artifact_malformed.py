"""Diffs with the faults that models make: mended where the meaning is plain, refused elsewhere."""

import pytest

from experiments.artifacts import AnswerSpec, ArtifactFormat, normalise

BASE = "".join(f"line {number}\n" for number in range(1, 21))
AFTER = BASE.replace("line 10\n", "line ten\n")
DIFF = """--- a/x.txt
+++ b/x.txt
@@ -8,5 +8,5 @@
 line 8
 line 9
-line 10
+line ten
 line 11
 line 12
"""


def normalised(text, base=None):
    return normalise(text, files={"x.txt": BASE} if base is None else base, answer=AnswerSpec())


MENDED = {
    "counts too small": DIFF.replace("-8,5 +8,5", "-8,2 +8,2"),
    "counts too large": DIFF.replace("-8,5 +8,5", "-8,9 +8,9"),
    "counts too large, amid prose": f"So:\n{DIFF.replace('-8,5 +8,5', '-8,9 +8,9')}\nDone.\n",
    "wrong line numbers": DIFF.replace("-8,5 +8,5", "-1,5 +3,5"),
    "no a/ and b/": DIFF.replace("a/x", "x").replace("b/x", "x"),
    "no final newline": DIFF.rstrip("\n"),
    "carriage returns": DIFF.replace("\n", "\r\n"),
    "carriage returns in some lines": DIFF.replace("line 9\n", "line 9\r\n"),
    "no line numbers": DIFF.replace("@@ -8,5 +8,5 @@", "@@ ... @@"),
    "bare hunk header": DIFF.replace("@@ -8,5 +8,5 @@", "@@"),
    "white space of the context": DIFF.replace(" line 9", " line   9"),
    "context that is wrong at the edge": DIFF.replace(" line 8\n", " line eight\n"),
    "no context after": DIFF.replace(" line 11\n line 12\n", "").replace("8,5", "8,3"),
    "no context before": DIFF.replace(" line 8\n line 9\n", ""),
    "no context at all": "--- a/x.txt\n+++ b/x.txt\n@@ -10 +10 @@\n-line 10\n+line ten\n",
    "other names for one file": DIFF.replace("a/x.txt", "x.txt.orig").replace("b/x", "x"),
}
REFUSED = {
    "context that is nowhere": (DIFF.replace("line 9", "line nine"), "does not apply"),
    "removed line that is nowhere": (DIFF.replace("-line 10", "-line X"), "does not apply"),
    "a file that is not there": (DIFF.replace("x.txt", "y.txt"), "not one of the task's files"),
    "cut off in a fence": ("```diff\n" + DIFF[:-20].rstrip(), "before its last hunk is complete"),
    "insertion without a place": (
        "--- a/x.txt\n+++ b/x.txt\n@@ @@\n+line\n",
        "neither line numbers nor lines",
    ),
    "a binary patch": (
        "diff --git a/x.txt b/x.txt\nindex 111..222 100644\nGIT binary patch\nliteral 3\nKcma\n",
        "binary",
    ),
    "an added file that exists": (
        "--- /dev/null\n+++ b/x.txt\n@@ -0,0 +1 @@\n+line\n",
        "exists already",
    ),
    "a copy": (
        "diff --git a/x.txt b/y.txt\nsimilarity index 100%\ncopy from x.txt\ncopy to y.txt\n",
        "copies",
    ),
}
NOTHING = {
    "empty": "",
    "white space": "  \n\n",
    "prose": "I cannot see what is wrong here.",
    "headers only": "--- a/x.txt\n+++ b/x.txt\n",
    "a rule of dashes": "Title\n--- \nText\n+++ \n",
    "a shell block": "```bash\npytest\n```\n",
    "no change": DIFF.replace("ten", "10"),
    "context only": DIFF.replace("-line 10\n+line ten\n", " line 10\n"),
}


@pytest.mark.parametrize("name", MENDED)
def test_fault_with_a_plain_meaning_is_mended(name):
    artifact = normalised(MENDED[name])

    assert artifact.applies, artifact.warnings
    assert artifact.tree == {"x.txt": AFTER}
    # However the change was written, it is one change.
    assert artifact.diff_sha256 == normalised(DIFF).diff_sha256


@pytest.mark.parametrize("name", REFUSED)
def test_fault_without_a_plain_meaning_does_not_apply_and_says_why(name):
    text, reason = REFUSED[name]

    artifact = normalised(text)

    assert (artifact.format, artifact.applies) == (ArtifactFormat.UNIFIED, False)
    assert (artifact.diff, artifact.diff_sha256, artifact.files) == ("", None, ())
    assert reason in artifact.warnings[-1]
    assert artifact.tree == {"x.txt": BASE}


@pytest.mark.parametrize("name", NOTHING)
def test_answer_without_a_change_has_no_format_and_says_why(name):
    artifact = normalised(NOTHING[name])

    assert (artifact.format, artifact.applies) == (ArtifactFormat.NONE, None)
    assert (artifact.diff, artifact.diff_sha256) == ("", None)
    assert len(artifact.warnings) >= 1


def test_wrong_counts_do_not_drop_the_lines_beyond_them():
    text = DIFF.replace("-8,5 +8,5", "-8,3 +8,3").replace(" line 12\n", " line 12\n+line 12b\n")

    artifact = normalised(text)

    assert "line 12b\n" in artifact.tree["x.txt"]
    assert "hunk counts were corrected" in artifact.warnings


def test_lenient_rung_is_named_and_warned_of():
    artifact = normalised(MENDED["context that is wrong at the edge"])

    assert artifact.apply_method == "git apply --recount -C1 --ignore-whitespace"
    assert artifact.warnings == ("applied with less context, white space ignored",)
    assert normalised(DIFF).apply_method == "git apply"


def test_line_feeds_of_a_patch_become_the_files_own_carriage_returns():
    base = {"x.txt": BASE.replace("\n", "\r\n")}

    artifact = normalised(DIFF, base)

    assert artifact.tree == {"x.txt": AFTER.replace("\n", "\r\n")}


def test_missing_final_newline_of_the_file_is_no_hindrance():
    artifact = normalised(
        "--- a/x.txt\n+++ b/x.txt\n@@ -1,2 +1,2 @@\n-a\n+A\n b\n", {"x.txt": "a\nb"}
    )

    assert artifact.tree == {"x.txt": "A\nb"}
    assert artifact.diff.endswith("\n\\ No newline at end of file\n")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<<<<<<< SEARCH\nnowhere\n=======\nx\n>>>>>>> REPLACE\n", "SEARCH of block 1"),
        ("<<<<<<< SEARCH\nline 1\n=======\nx\n", "not complete"),
        ("<<<<<<< SEARCH\nline 1\n>>>>>>> REPLACE\n", "no divider"),
    ],
)
def test_block_that_cannot_be_placed_does_not_apply(text, reason):
    artifact = normalised(text)

    assert (artifact.format, artifact.applies) == (ArtifactFormat.SEARCH_REPLACE, False)
    assert reason in artifact.warnings[-1]


def test_block_without_a_name_needs_a_single_file():
    text = "<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n"

    artifact = normalised(text, {"x.txt": "a\n", "y.txt": "a\n"})

    assert artifact.applies is False
    assert artifact.warnings == ("a SEARCH/REPLACE block names no file",)


def test_whole_file_that_is_cut_off_does_not_apply():
    artifact = normalised("```\nline 1\nline")

    assert (artifact.format, artifact.applies) == (ArtifactFormat.WHOLE_FILE, False)
