"""A megabyte of bait for a careless reader costs well under a second and raises nothing."""

import time

import pytest

from experiments.artifacts import AnswerKind, AnswerSpec, ArtifactFormat, normalise
from experiments.artifacts.normalise import MAX_CHARACTERS

SIZE = 1_000_000
BASE = {"x.py": "a\nb\nc\n" * 100}
NAMES = "--- a/x.py\n+++ b/x.py\n"


def filled(pattern, head=""):
    return head + (pattern * (SIZE // len(pattern) + 1))[: SIZE - len(head)]


BAIT = {
    "hunk headers": filled("@@ -1"),
    "hunk header lines": filled("@@ -1\n", NAMES),
    "hunks": filled("@@ -1 +1 @@\n-a\n+a\n", NAMES),
    "hunks with large counts": filled("@@ -1,99999 +1,99999 @@\n+x\n", NAMES),
    "long numbers": filled("9", NAMES + "@@ -1"),
    "file headers": filled(NAMES + "@@ -1 +1 @@\n-a\n+b\n"),
    "names alone": filled(NAMES),
    "git headers": filled("diff --git a/x b/x\nnew file mode 100644\n"),
    "one git header": filled("a ", "diff --git "),
    "binary": filled("Binary files a ", "diff --git a/x b/x\n"),
    "added lines": filled("+a\n", NAMES + "@@ -1,3 +1,3 @@\n"),
    "context lines": filled(" a\n", NAMES + "@@ -1,3 +1,3 @@\n"),
    "backslashes": filled("\\\n", NAMES + "@@ -1,3 +1,3 @@\n+a\n"),
    "blank lines in a hunk": filled("\n", NAMES + "@@ -1,3 +1,3 @@\n+x\n"),
    "spaces": filled(" "),
    "lines of spaces": filled("          \n"),
    "line feeds": filled("\n"),
    "carriage returns": filled("\r\n"),
    "fence marks": filled("```"),
    "fence lines": filled("```\n"),
    "nested fences": filled("```a\n"),
    "fences that never balance": filled("```a\n```b\n```\n"),
    "tildes": filled("~~~\n```\n"),
    "many files": "".join(f"```f{number}.py\na\n```\n" for number in range(45_000)),
    "search marks": filled("<<<<<<< SEARCH\n"),
    "search and divider": filled("<<<<<<< SEARCH\n=======\n"),
    "blocks": filled("<<<<<<< SEARCH\na\n=======\na\n>>>>>>> REPLACE\n"),
    "blocks that add": filled("<<<<<<< SEARCH\n=======\nz\n>>>>>>> REPLACE\n"),
    "long search": "<<<<<<< SEARCH\n" + "a\n" * 400_000 + "=======\n>>>>>>> REPLACE\n",
    "tags": filled("<patch>\n"),
    "thoughts": filled("<think>"),
    "backticks": filled("`a"),
    "unstorable": filled("\ud800\x00"),
    "quotes": '--- "a/' + "\\303" * 100_000 + '"\n+++ "b/x"\n@@ -1 +1 @@\n-a\n+b\n',
}


FENCES = [name for name in BAIT if "fence" in name]


@pytest.mark.parametrize(
    ("kind", "name"),
    [(AnswerKind.PATCH, name) for name in BAIT] + [(AnswerKind.FILE, name) for name in FENCES],
)
def test_bait_is_read_in_linear_time(kind, name):
    answer = AnswerSpec(kind=kind, path=None if kind is AnswerKind.PATCH else "x.py")
    started = time.thread_time()

    artifact = normalise(BAIT[name], files=BASE, answer=answer)

    # The time of this thread, and room for a machine that is busy: a reader that goes back over
    # what it has read takes hours for a megabyte.
    assert time.thread_time() - started < 10
    assert artifact.applies or artifact.warnings


def test_longer_answer_is_not_read_and_says_so():
    artifact = normalise(
        "x" * (MAX_CHARACTERS + 1), files=BASE, answer=AnswerSpec(kind=AnswerKind.FILE, path="x.py")
    )

    assert artifact.format is ArtifactFormat.NONE
    assert str(MAX_CHARACTERS) in artifact.warnings[0]


def test_unstorable_characters_are_replaced_and_the_rest_kept():
    answer = AnswerSpec(kind=AnswerKind.FILE, path="x.py")

    artifact = normalise("  a\x00\ud800\r\n\x0b", files=BASE, answer=answer)

    assert artifact.tree["x.py"] == "  a\ufffd\ufffd\r\n\x0b"
