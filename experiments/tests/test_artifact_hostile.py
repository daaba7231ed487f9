"""What is bait for a careless reader costs work in proportion to its length, and raises nothing.

The full size, a megabyte of each: `python -m benchmarks.patches`.
"""

import sys
import time
from pathlib import Path

import pytest

from experiments import artifacts
from experiments.artifacts import AnswerKind, AnswerSpec, ArtifactFormat, normalise
from experiments.artifacts.normalise import MAX_CHARACTERS
from experiments.tests.artifact_bait import BAIT, BASE, FENCES

OURS = str(Path(artifacts.__file__).parent)
CASES = [(AnswerKind.PATCH, name) for name in BAIT] + [(AnswerKind.FILE, name) for name in FENCES]


def read(kind, name, *, size):
    answer = AnswerSpec(kind=kind, path=None if kind is AnswerKind.PATCH else "x.py")
    return normalise(BAIT[name](size), files=BASE, answer=answer)


def lines_run(act):
    """How many lines of our own reader were gone through, loops counted each time round."""
    lines = 0

    def count(frame, event, arg):
        nonlocal lines
        lines += event == "line"
        return count

    def enter(frame, event, arg):
        return count if frame.f_code.co_filename.startswith(OURS) else None

    before = sys.gettrace()
    sys.settrace(enter)
    try:
        act()
    finally:
        sys.settrace(before)
    return lines


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_work_grows_no_faster_than_the_bait(kind, name):
    few = lines_run(lambda: read(kind, name, size=2_000))
    many = lines_run(lambda: read(kind, name, size=8_000))

    # What is four times as long would be sixteen times the work for one that goes back.
    assert many < 10 * few + 1_000


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_bait_costs_next_to_nothing(kind, name):
    started = time.thread_time()

    artifact = read(kind, name, size=50_000)

    # The time of this thread: an expression that goes back over fifty thousand characters
    # takes minutes of it, and one that does not, a hundredth of what is allowed.
    assert time.thread_time() - started < 2
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
