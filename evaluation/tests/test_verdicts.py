"""Reading a verdict: one strict JSON object or a fault with a code, and never a guessed score."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.judging import Verdict, VerdictFault, judge_prompt, parse_verdict
from providers.codes import ErrorCode

GOOD = {"quality": 0.75, "risk": 0.25, "confidence": 0.5, "rationale": "Fine."}
INVALID, OUT_OF_RANGE = ErrorCode.VERDICT_INVALID, ErrorCode.VERDICT_OUT_OF_RANGE


def text(**changes):
    return json.dumps({**GOOD, **changes})


def raw(quality):
    """A verdict whose quality is spelled as given."""
    return text().replace("0.75", quality)


def without(key):
    return json.dumps({name: value for name, value in GOOD.items() if name != key})


@pytest.mark.parametrize(
    "said",
    [
        text(),
        f"  \n{text()}\n ",
        f"```json\n{text()}\n```",
        f"```\n{text()}\n```",
        f"```JSON \r\n{text()}\r\n```",
        json.dumps(GOOD, indent=2),
        text(extra="ignored"),
        text(rationale='{"quality": 1} ``` "quoted"'),
    ],
)
def test_one_object_alone_or_in_one_fence_is_a_verdict(said):
    found = parse_verdict(said)
    assert (found.quality, found.risk, found.confidence) == (0.75, 0.25, 0.5)


@pytest.mark.parametrize("edge", ["0", "1", "0.0", "1.0", "1e0", "0e5"])
def test_both_ends_of_the_scale_count(edge):
    assert parse_verdict(raw(edge)).quality == float(edge)


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "Looks good to me!",
        f"Here you go: {text()}",
        f"{text()} Hope that helps.",
        text() + text(),
        f"{text()}\n{text()}",
        f"[{text()}]",
        f"```json\n{text()}\n```\nHope that helps.",
        f"Sure:\n```json\n{text()}\n```",
        f"```json\n{text()}\n```\n```json\n{text()}\n```",
        "null",
        "0.5",
        '"0.5"',
        "true",
        "{}",
        text()[:-1],
        text().replace('"', "'"),
        text().replace("}", ",}"),
        '{"quality": 1, "quality": 0.75, "risk": 0, "confidence": 1, "rationale": ""}',
        '{"quality": 1, "risk": 0, "confidence": 1, "rationale": "", "x": {"a": 1, "a": 2}}',
        *(without(key) for key in GOOD),
        *(text(**{key: None}) for key in GOOD),
        *(text(**{key: "0.5"}) for key in ("quality", "risk", "confidence")),
        *(text(**{key: True}) for key in GOOD),
        *(text(**{key: [0.5]}) for key in GOOD),
        *(raw(spelled) for spelled in ("NaN", "Infinity", "-Infinity", "nan", "0.5f", ".5", "01")),
        raw("1" * 5000),
        "[" * 100_000,
        '{"a":' * 100_000,
        "\ufeff" + text(),
        "\x00",
        text() + "\x00",
        "\ud800",
    ],
)
def test_anything_else_is_no_verdict(said):
    with pytest.raises(VerdictFault) as fault:
        parse_verdict(said)
    assert fault.value.code == INVALID


@pytest.mark.parametrize(
    "spelled", ["-0.01", "1.01", "2", "10", "-1", "1e400", "-1e400", "9" * 400]
)
def test_a_number_off_the_scale_is_out_of_range(spelled):
    with pytest.raises(VerdictFault) as fault:
        parse_verdict(raw(spelled))
    assert fault.value.code == OUT_OF_RANGE


def test_a_fault_never_repeats_what_the_judge_said():
    with pytest.raises(VerdictFault) as fault:
        parse_verdict(text(quality=7, rationale="CANARY"))
    assert "CANARY" not in fault.value.message


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)
SCORES = st.dictionaries(st.sampled_from([*GOOD, "other"]), JSON)


@given(st.one_of(st.text(), JSON.map(json.dumps), SCORES.map(json.dumps)))
def test_whatever_is_said_becomes_a_verdict_or_a_fault(said):
    try:
        found = parse_verdict(said)
    except VerdictFault as fault:
        found = fault.code
    if isinstance(found, Verdict):
        assert all(0 <= score <= 1 for score in (found.quality, found.risk, found.confidence))
    else:
        assert found in (INVALID, OUT_OF_RANGE)


@given(SCORES)
def test_no_score_is_invented(given_scores):
    try:
        found = parse_verdict(json.dumps(given_scores))
    except VerdictFault:
        return
    for key in ("quality", "risk", "confidence"):
        assert getattr(found, key) == given_scores[key]
        assert not isinstance(given_scores[key], bool)


@given(st.text(), st.text(), st.text())
def test_the_judges_prompt_puts_every_value_in_verbatim(task, patch, rubric):
    prompt = judge_prompt(
        "A{{ task }}B{{patch}}C{{ rubric }}D", task=task, patch=patch, rubric=rubric
    )
    assert prompt == f"A{task}B{patch}C{rubric}D"
