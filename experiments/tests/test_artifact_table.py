"""The faults that diffs of models are known for, one row each: what becomes of them, exactly."""

from dataclasses import dataclass
from hashlib import sha256

import pytest

from experiments.artifacts import AnswerSpec, normalise
from experiments.tests.artifact_cases import fenced
from experiments.tests.test_artifact_malformed import AFTER, BASE, DIFF

FILES = {"x.txt": BASE}
LENIENT = "git apply --recount -C1 --ignore-whitespace"
LESS_CONTEXT = "applied with less context, white space ignored"
BY_ITS_LINES = "a hunk without line numbers was placed by its lines"
RECOUNTED = "hunk counts were corrected"
CUT = "the diff ends before its last hunk is complete"
NOTHING = "the answer holds no diff, no SEARCH/REPLACE block and no fenced file"
TOO_LARGE = DIFF.replace("-8,5 +8,5", "-8,9 +8,9")
# What git itself writes for the one change that all of them mean.
EMITTED = """diff --git a/x.txt b/x.txt
index c4352f8..be8344c 100644
--- a/x.txt
+++ b/x.txt
@@ -7,7 +7,7 @@ line 6
 line 7
 line 8
 line 9
-line 10
+line ten
 line 11
 line 12
 line 13
"""


@dataclass(frozen=True)
class Row:
    text: str
    applies: bool | None = True
    method: str | None = "git apply"
    warnings: tuple[str, ...] = ()
    format: str = "unified"


def refused(text, *warnings, format="unified"):
    return Row(text, applies=False, method=None, warnings=warnings, format=format)


def nothing(text, *warnings):
    return Row(text, applies=None, method=None, warnings=warnings, format="none")


def renamed(name):
    return DIFF.replace("a/x.txt", name).replace("b/x.txt", name)


def block(width=7, old="line 10\n", new="line ten\n"):
    marks = "<" * width, "=" * width, ">" * width
    return f"x.txt\n{marks[0]} SEARCH\n{old}{marks[1]}\n{new}{marks[2]} REPLACE\n"


BLOCK = {"method": "search_replace", "format": "search_replace"}
FILE = {"method": "whole_file", "format": "whole_file"}
TABLE = {
    # Git's own, in whatever a model wraps it.
    "as git writes it": Row(DIFF),
    "in a fence": Row(fenced(DIFF, "diff")),
    "in a fence of any kind": Row(fenced(DIFF)),
    "in <patch>": Row(f"<patch>\n{DIFF}</patch>"),
    "in <diff>": Row(f"<diff>\n{DIFF}</diff>\n"),
    "amid prose": Row(f"The tenth line:\n\n{DIFF}\nThat is all.\n"),
    # Malformed, with one meaning.
    "counts too small": Row(DIFF.replace("-8,5 +8,5", "-8,2 +8,2"), warnings=(RECOUNTED,)),
    "counts too large": Row(TOO_LARGE, warnings=(RECOUNTED,)),
    "counts too large, no final newline": Row(TOO_LARGE.rstrip("\n"), warnings=(RECOUNTED,)),
    "carriage returns": Row(DIFF.replace("\n", "\r\n")),
    "no final newline": Row(DIFF.rstrip("\n")),
    "wrong line numbers": Row(DIFF.replace("-8,5 +8,5", "-3,5 +4,5")),
    "line numbers that say the start of the file": Row(
        DIFF.replace("-8,5 +8,5", "-1,5 +1,5"), method=LENIENT, warnings=(LESS_CONTEXT,)
    ),
    "no a/ and b/": Row(renamed("x.txt")),
    "no line numbers": Row(
        DIFF.replace("@@ -8,5 +8,5 @@", "@@ ... @@"),
        method=LENIENT,
        warnings=(BY_ITS_LINES, LESS_CONTEXT),
    ),
    "other white space in the context": Row(
        DIFF.replace(" line 9", " line\t9"), method=LENIENT, warnings=(LESS_CONTEXT,)
    ),
    "one wrong line of context at an end": Row(
        DIFF.replace(" line 8\n", " line eight\n"), method=LENIENT, warnings=(LESS_CONTEXT,)
    ),
    "context without its space": Row(
        DIFF.replace("\n line 9", "\nline 9"),
        warnings=("lines of context that had lost their space were given it back",),
    ),
    "counts too large by the prose that follows": Row(
        DIFF.replace("-8,5 +8,5", "-8,7 +8,7") + "\nThat is all.\n", warnings=(RECOUNTED,)
    ),
    # Malformed, without one.
    "no line numbers and nothing to find": refused(
        "--- a/x.txt\n+++ b/x.txt\n@@ ... @@\n+line\n",
        "a hunk has neither line numbers nor lines to find its place by",
    ),
    "context that is nowhere": refused(
        DIFF.replace("line 9", "line nine").replace("line 8", "line eight"),
        "the patch does not apply: patch failed: x.txt:8",
    ),
    "cut off within a line": refused(DIFF[:-20], CUT),
    "cut off within a line of context": refused(DIFF[:-14], CUT),
    "cut off in a fence": refused("```diff\n" + DIFF[:-9], CUT),
    "cut off in a tag": refused("<patch>\n" + DIFF[:-9], CUT),
    "hunks that change nothing": nothing(
        DIFF.replace("-line 10\n+line ten\n", " line 10\n"),
        LESS_CONTEXT,
        "the answer changes nothing",
    ),
    "no hunk": nothing("--- a/x.txt\n+++ b/x.txt\n", NOTHING),
    "prose": nothing("I cannot see what is wrong here.", NOTHING),
    # Where it leads.
    "out of the tree": refused(
        renamed("../../etc/passwd"), "the path '../../etc/passwd' is not allowed"
    ),
    "out of the tree, behind a/": refused(
        DIFF.replace("x.txt", "../../etc/passwd"),
        "the path 'a/../../etc/passwd' is not allowed",
    ),
    "an absolute path": refused(renamed("/etc/passwd"), "the path '/etc/passwd' is not relative"),
    "a command for a shell": refused(
        DIFF.replace("x.txt", "$(touch x).txt"), "$(touch x).txt is not one of the task's files"
    ),
    # The other ways to write a change.
    "a block of five marks": Row(block(5), **BLOCK),
    "a block of seven marks": Row(block(), **BLOCK),
    "a block of nine marks": Row(block(9), **BLOCK),
    "a block with other white space": Row(block(old="  line 10 \n", new="  line ten\n"), **BLOCK),
    "a block that is nearly there": refused(
        block(old="line 1O\n"), "the SEARCH of block 1 is not in x.txt", format="search_replace"
    ),
    "a block that is cut off": refused(
        block()[:-20], "a SEARCH/REPLACE block is not complete", format="search_replace"
    ),
    "the whole file": Row("x.txt\n" + fenced(AFTER), **FILE),
    "a plain block": Row("Now it says:\n" + fenced(AFTER, "text2"), **FILE),
    "a plain block that is cut off": refused(
        "```\n" + AFTER, "the answer ends within a file", format="whole_file"
    ),
}


@pytest.mark.parametrize("name", TABLE)
def test_each_known_fault_has_its_own_outcome(name):
    row = TABLE[name]

    artifact = normalise(row.text, files=FILES, answer=AnswerSpec())

    found = (artifact.format, artifact.applies, artifact.apply_method, artifact.warnings)
    assert found == (row.format, row.applies, row.method, row.warnings)
    assert artifact.tree == ({"x.txt": AFTER} if row.applies else FILES)
    assert artifact.diff == (EMITTED if row.applies else "")
    digest = sha256(EMITTED.encode()).hexdigest() if row.applies else None
    assert artifact.diff_sha256 == digest
    assert [(file.path, file.added, file.removed) for file in artifact.files] == (
        [("x.txt", 1, 1)] if row.applies else []
    )


HUNKS = (
    "@@ -2,3 +2,3 @@\n line 2\n-line 3\n+line three\n line 4\n",
    "@@ -14,3 +14,3 @@\n line 14\n-line 15\n+line fifteen\n line 16\n",
)
OTHER = "--- a/y.txt\n+++ b/y.txt\n@@ -1 +1 @@\n-a\n+b\n"
NAMES = "--- a/x.txt\n+++ b/x.txt\n"
ONE_CHANGE = {
    "in order": NAMES + "".join(HUNKS) + OTHER,
    "hunks the other way round": NAMES + "".join(reversed(HUNKS)) + OTHER,
    "files the other way round": OTHER + NAMES + "".join(HUNKS),
    "a hunk under names of its own": NAMES + HUNKS[0] + OTHER + NAMES + HUNKS[1],
    "carriage returns": (NAMES + "".join(HUNKS) + OTHER).replace("\n", "\r\n"),
    "no final newline": (NAMES + "".join(HUNKS) + OTHER).rstrip("\n"),
    "in blocks": "x.txt\n<<<<<<< SEARCH\nline 15\n=======\nline fifteen\n>>>>>>> REPLACE\n"
    "<<<<<<< SEARCH\nline 3\n=======\nline three\n>>>>>>> REPLACE\n"
    "y.txt\n<<<<<<< SEARCH\na\n=======\nb\n>>>>>>> REPLACE\n",
}


@pytest.mark.parametrize("name", ONE_CHANGE)
def test_one_change_has_one_digest_however_it_is_written(name):
    files = {"x.txt": BASE, "y.txt": "a\n"}

    artifact = normalise(ONE_CHANGE[name], files=files, answer=AnswerSpec())

    assert artifact.applies, artifact.warnings
    known = normalise(ONE_CHANGE["in order"], files=files, answer=AnswerSpec())
    assert artifact.diff_sha256 == known.diff_sha256
    assert artifact.files == known.files
