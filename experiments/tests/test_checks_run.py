"""What the checks of a task say about an answer, one by one and together."""

import asyncio

import pytest

from experiments.artifacts import AnswerSpec, normalise
from experiments.checks import (
    Applies,
    CheckStatus,
    External,
    MatchesReference,
    Tests,
    Unavailable,
    find_sandbox,
    run_checks,
)

BASE = {"calc.py": "def add(a, b):\n    return a - b\n"}
RIGHT = "```python\ndef add(a, b):\n    return a + b\n```\n"
WRONG = "```python\ndef add(a, b):\n    return b - a\n```\n"
NOWHERE = "--- a/calc.py\n+++ b/calc.py\n@@ -1 +1 @@\n-nowhere\n+x\n"
REFERENCE = """--- a/calc.py
+++ b/calc.py
@@ -1,2 +1,2 @@
 def add(a, b):
-    return a - b
+    return a + b
"""
NO_SANDBOX = Unavailable(reason="bubblewrap is not installed (Debian: apt-get install bubblewrap)")
ASSERTION = Tests(
    command=("python", "check.py"),
    files={"check.py": "from calc import add\nassert add(1, 2) == 3, 'wrong sum'\n"},
)
needs_sandbox = pytest.mark.skipif(
    isinstance(find_sandbox(), Unavailable), reason=getattr(find_sandbox(), "reason", "")
)


def checked(answer, *checks, reference=REFERENCE, sandbox=None):
    artifact = normalise(answer, files=BASE, answer=AnswerSpec())
    return asyncio.run(
        run_checks(
            checks, artifact=artifact, base_files=BASE, reference_patch=reference, sandbox=sandbox
        )
    )


def test_no_checks_is_no_result():
    assert checked(RIGHT) is None


def test_change_that_applies_passes():
    result = checked(RIGHT, Applies())

    assert (result.status, result.score) == (CheckStatus.PASSED, 1.0)


@pytest.mark.parametrize("answer", [NOWHERE, "No idea.", ""])
def test_answer_that_does_not_apply_fails_every_check_without_running(answer):
    result = checked(answer, Applies(), MatchesReference(), ASSERTION, sandbox=NO_SANDBOX)

    assert (result.status, result.score) == (CheckStatus.FAILED, 0.0)
    assert {one.status for one in result.results} == {CheckStatus.FAILED}
    assert all(one.detail for one in result.results)


@pytest.mark.parametrize(
    "answer", [RIGHT, RIGHT.replace("\n", "  \n"), RIGHT.replace("\n`", "\n\n`")]
)
def test_files_of_the_reference_match_but_for_white_space_at_line_ends(answer):
    assert checked(answer, MatchesReference()).status is CheckStatus.PASSED


def test_other_files_than_the_references_fail_and_are_named():
    result = checked(WRONG, MatchesReference())

    assert (result.status, result.results[0].detail) == (CheckStatus.FAILED, "differs in calc.py")


def test_extra_file_does_not_match():
    answer = REFERENCE + "--- /dev/null\n+++ b/extra.py\n@@ -0,0 +1 @@\n+x = 1\n"

    assert checked(answer, MatchesReference()).results[0].detail == "differs in extra.py"


@pytest.mark.parametrize("reference", [None, "", NOWHERE, "no patch"])
def test_missing_or_useless_reference_is_an_error_of_the_task(reference):
    result = checked(RIGHT, MatchesReference(), reference=reference)

    assert (result.status, result.score) == (CheckStatus.ERROR, None)
    assert "reference patch" in result.results[0].detail


def test_tests_without_a_sandbox_are_not_run_and_name_the_remedy():
    result = checked(RIGHT, Applies(), ASSERTION, sandbox=NO_SANDBOX)

    assert (result.status, result.score) == (CheckStatus.NOT_RUN, None)
    assert "apt-get install bubblewrap" in result.results[1].detail


def test_external_result_is_waited_for_only_where_nothing_else_is_asked():
    alone = checked(RIGHT, External())
    beside = checked(RIGHT, External(), Applies())

    assert (alone.status, alone.score) == (CheckStatus.NOT_RUN, None)
    assert alone.results[0].detail == "a result is posted from outside"
    assert (beside.status, len(beside.results)) == (CheckStatus.PASSED, 1)


def test_worst_check_decides():
    failed_and_error = checked(WRONG, MatchesReference(), ASSERTION, sandbox=NO_SANDBOX)
    error_and_not_run = checked(
        RIGHT, MatchesReference(), ASSERTION, reference=None, sandbox=NO_SANDBOX
    )

    assert failed_and_error.status is CheckStatus.FAILED
    assert error_and_not_run.status is CheckStatus.ERROR


@pytest.mark.sandbox
@needs_sandbox
class TestsInTheSandbox:
    def test_right_answer_passes(self):
        result = checked(RIGHT, Applies(), MatchesReference(), ASSERTION)

        assert (result.status, result.score) == (CheckStatus.PASSED, 1.0)
        assert all(one.duration_ms >= 0 for one in result.results)

    def test_wrong_answer_fails_with_what_the_tests_said(self):
        result = checked(WRONG, ASSERTION)

        assert (result.status, result.score) == (CheckStatus.FAILED, 0.0)
        assert result.results[0].detail.startswith("exit code 1\n")
        assert "wrong sum" in result.results[0].detail

    def test_files_of_the_tests_win_over_those_of_the_answer(self):
        cheating = WRONG + "\ncheck.py\n```\npass\n```\n" + "calc.py\n" + WRONG

        assert checked(cheating, ASSERTION).status is CheckStatus.FAILED

    def test_endless_answer_fails(self):
        endless = "```python\nwhile True:\n    pass\n```\n"
        check = Tests(command=ASSERTION.command, files=ASSERTION.files, timeout_seconds=0.5)

        assert checked(endless, check).results[0].detail == "stopped after 0.5 seconds"

    def test_command_that_does_not_exist_is_an_error_of_the_task(self):
        result = checked(RIGHT, Tests(command=("no-such-program",)))

        assert (result.status, result.score) == (CheckStatus.ERROR, None)
        assert "no-such-program" in result.results[0].detail
