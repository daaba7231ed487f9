"""Reading results.jsonl: every bad line is told, and what is good comes out exactly."""

import json
import tracemalloc
from contextlib import suppress
from decimal import Decimal
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.imports import reading
from experiments.imports.line import CODES
from experiments.imports.reading import lines_of, read_results
from experiments.tests.results import bytes_of, faults_of, kept_of, read, result
from organizations.errors import Invalid

SCORES = {"quality": 0.5, "risk": 0.5, "confidence": 0.5}


def raw(**changes):
    """A good line with some of its values written as they stand."""
    fields = {name: json.dumps(value) for name, value in result().items()} | changes
    return ("{" + ", ".join(f'"{name}": {text}' for name, text in fields.items()) + "}").encode()


BAD = {
    "no JSON": (b"{", "not JSON"),
    "a list": (b"[]", "a JSON object is expected"),
    "a text": (b'"x"', "a JSON object is expected"),
    "two objects": (raw() + raw(), "not JSON"),
    "a key twice": (raw().replace(b"{", b'{"arm": "x", ', 1), "stands twice"),
    "a key twice within": (raw(usage='{"valid": true, "valid": true}'), "stands twice"),
    "NaN": (raw(latency_ms="NaN"), "NaN is no number of JSON"),
    "Infinity": (raw(cost_usd="-Infinity"), "-Infinity is no number of JSON"),
    "nested": (raw(usage="[" * 100_000), "not JSON"),
    "an exponent without end": (raw(cost_usd="1e99999999999999999999"), "not JSON"),
    "an integer without end": (raw(latency_ms="1" * 5_000), "not JSON"),
    "not UTF-8": (raw(output='"x"').replace(b'"x"', b'"\xff"'), "not UTF-8 at byte"),
    "an unknown key": (raw(tokens="1"), "result.tokens: unknown key"),
    "an unknown key within": (raw(usage='{"prompt_tokens": 1}'), "prompt_tokens: unknown key"),
    "no arm": (json.dumps({"task": "t"}).encode(), "result.arm: Field required"),
    "an empty arm": (raw(arm='""'), "result.arm: "),
    "a long task": (raw(task=json.dumps("x" * 201)), "result.task: "),
    "a line break in a key": (raw(task='"a\\nb"'), "result.task: 1 to 200 printable"),
    "NUL in a key": (raw(arm='"a\\u0000"'), "result.arm: "),
    "a lone surrogate in a key": (raw(model='"\\ud800"'), "result.model: "),
    "a number for a key": (raw(arm="1"), "result.arm: "),
    "null for a key": (raw(provider="null"), "result.provider: "),
    "repeat 0": (raw(repeat="0"), "result.repeat: "),
    "repeat as text": (raw(repeat='"1"'), "result.repeat: "),
    "repeat as a fraction": (raw(repeat="1.0"), "result.repeat: "),
    "repeat true": (raw(repeat="true"), "result.repeat: "),
    "an unknown state": (raw(state='"running"'), "result.state: "),
    "an unknown code": (raw(state='"failed"', error_code='"oops"'), "result.error_code: "),
    "a judge's code": (raw(state='"failed"', error_code='"verdict_invalid"'), "error_code: "),
    "a code of success": (raw(error_code='"timeout"'), "succeeded has no error_code"),
    "a score above 1": (raw(validation='{"status": "passed", "score": 1.01}'), ".score: "),
    "a score below 0": (raw(evaluation=json.dumps(SCORES | {"risk": -0.01})), ".risk: "),
    "a score as text": (raw(evaluation=json.dumps(SCORES | {"risk": "0"})), "a number is"),
    "a score that is true": (raw(evaluation=json.dumps(SCORES | {"risk": True})), "a number is"),
    "a score that is missing": (raw(evaluation='{"quality": 1, "risk": 0}'), "Field required"),
    "a score too large": (raw(latency_ms="1e400"), "result.latency_ms: "),
    "no status": (raw(validation='{"score": 1}'), "result.validation.status: "),
    "an unknown status": (raw(validation='{"status": "ok"}'), "result.validation.status: "),
    "a negative latency": (raw(latency_ms="-1"), "result.latency_ms: "),
    "a latency as text": (raw(latency_ms='"1"'), "result.latency_ms: a number is expected"),
    "a negative cost": (raw(cost_usd='"-0.01"'), "result.cost_usd: at least 0"),
    "a cost that is no decimal": (raw(cost_usd='"$1"'), "result.cost_usd: a decimal"),
    "a cost of other digits": (raw(cost_usd='"\\u0661"'), "result.cost_usd: a decimal"),
    "a cost that is NaN": (raw(cost_usd='"NaN"'), "result.cost_usd: a decimal"),
    "a cost too large": (raw(cost_usd="1e12"), "result.cost_usd: at least 0"),
    "a cost that rounds to too much": (
        raw(cost_usd="999999999999.9999999999999"),
        "result.cost_usd: at least 0",
    ),
    "a cost that is true": (raw(cost_usd="true"), "result.cost_usd: a decimal"),
    "an output that is no text": (raw(output="[]"), "result.output: "),
    "tokens as text": (raw(usage='{"input_tokens": "1"}'), "result.usage.input_tokens: "),
}


@pytest.mark.parametrize(("line", "said"), BAD.values(), ids=BAD.keys())
def test_a_bad_line_is_told_with_its_number(line, said):
    faults = faults_of(result(task="good"), line)
    assert faults[0].startswith("r.jsonl:2: ")
    assert said in faults[0]


def test_the_examples_of_bad_lines_are_good_but_for_what_they_show():
    assert read(raw()).attempts == 1


def test_every_bad_line_is_told_and_the_rest_of_very_many_counted(monkeypatch):
    assert [fault.split(": ")[0] for fault in faults_of(b"{", result(), b"[]", b"1")] == [
        *("r.jsonl:1", "r.jsonl:3", "r.jsonl:4")
    ]
    monkeypatch.setattr(reading, "MOST_LINES_TOLD", 2)
    assert faults_of(*[b"{"] * 5)[2:] == ["… and 3 more bad lines"]


def test_one_line_cannot_fill_the_list():
    assert len(faults_of(json.dumps({f"k{n}": n for n in range(500)}).encode())) == 10


def test_a_fault_is_short_and_can_be_sent():
    (long,) = faults_of(json.dumps(result(**{"k" * 100_000: 1})).encode())
    assert len(long) < 600
    for key in ("\ud800", "\x00"):
        (hostile,) = faults_of(json.dumps(result(**{key: 1})).encode())
        assert "\x00" not in hostile.encode().decode()


def test_tasks_that_two_arms_do_not_share_have_a_bound(monkeypatch):
    ragged = [result("a"), result("a", task="u"), result("b"), result("c", task="v")]
    monkeypatch.setattr(reading, "MOST_UNSHARED", 6)
    assert read(*ragged).attempts == 4
    assert read(*ragged, result("b", task="u"), result("a", task="u", repeat=2)).attempts == 6
    monkeypatch.setattr(reading, "MOST_UNSHARED", 5)
    (fault,) = faults_of(*ragged)
    assert "at most 5 tasks that only one arm of two has" in fault
    assert "these are 6" in fault


def test_arms_have_a_bound():
    with pytest.raises(Invalid, match=r"r:3: result\.arm: at most 2 arms"):
        read_results(
            BytesIO(bytes_of(*map(result, "abcb"))), place="r", keep=BytesIO(), most_arms=2
        )


def test_nothing_at_all_is_a_fault():
    assert faults_of() == ["r.jsonl: at least one result is expected"]
    assert faults_of(b"", b" \t", b"\r") == ["r.jsonl: at least one result is expected"]


def test_a_mark_at_the_beginning_windows_line_ends_and_empty_lines_are_taken():
    sent = b"\xef\xbb\xbf" + raw() + b"\r\n\r\n  \n" + raw(task='"t2"')
    found = read_results(BytesIO(sent), place="r", keep=BytesIO())
    assert (found.attempts, found.tasks) == (2, ("t1", "t2"))
    assert faults_of(b"", b"", b"{")[0].startswith("r.jsonl:3: ")


def test_a_cell_comes_once():
    faults = faults_of(result(), result(repeat=2), result(cost_usd=1))
    assert faults == ["r.jsonl:3: result: its arm, task and repeat stand in an earlier line too"]


@pytest.mark.parametrize("other", [{"model": "other"}, {"provider": "other"}])
def test_an_arm_has_one_provider_and_one_model(other):
    faults = faults_of(result(), result(task="t2", **other), result(task="t3"))
    assert faults == ["r.jsonl:2: result.arm: it has another provider or model in an earlier line"]


def test_a_bad_line_does_not_say_what_its_arm_is():
    faults = faults_of(raw(model='"wrong"', repeat="0"), result())
    assert len(faults) == 1


def test_texts_are_made_storable_and_otherwise_kept():
    _, (line,) = kept_of(raw(output='" a\\u0000\\ud800b\\r\\n"', patch='"\\u2028"'))
    assert (line.output, line.patch) == (" a��b\r\n", "\u2028")


@pytest.mark.parametrize(
    ("written", "exact"),
    [
        ('"0.000000000001"', "0.000000000001"),
        ("0.1", "0.1"),
        ("1E-7", "0.0000001"),
        ('"1e-7"', "0.0000001"),
        ("0.30000000000000004", "0.3"),
        ('"999999999999.999999999999"', "999999999999.999999999999"),
        ('"-0.0"', "0"),
        ("0", "0"),
        ("7", "7"),
    ],
)
def test_a_cost_is_exact_to_twelve_places(written, exact):
    _, (line,) = kept_of(raw(cost_usd=written))
    assert line.cost_usd == Decimal(exact)
    assert line.cost_usd.as_tuple().exponent == -12


@given(st.floats(0, 1), st.floats(0, 1e15))
@settings(max_examples=50, deadline=None)
def test_scores_and_latencies_are_the_doubles_that_were_written(score, latency):
    _, (line,) = kept_of(
        result(latency_ms=latency, validation={"status": "passed", "score": score})
    )
    assert (line.latency_ms, line.validation.score) == (latency, score)


def test_what_is_absent_and_what_is_null_are_the_same():
    optional = ("error_code", "output", "patch", "validation", "latency_ms", "cost_usd")
    nulls = dict.fromkeys([*optional, "usage", "evaluation"])
    assert read(result()).digest == read(result(**nulls)).digest


@given(st.permutations([result(task=f"t{n}", arm="ab"[n % 2], cost_usd=n) for n in range(6)]))
@settings(max_examples=20, deadline=None)
def test_the_order_of_the_lines_is_nothing(lines):
    assert read(*lines) == read(*sorted(lines, key=lambda line: line["task"]))


def test_the_digest_of_the_attempts_leaves_out_what_was_found_out_about_them():
    plain = read(result(output="x"))
    judged = read(
        result(output="x", evaluation=SCORES, validation={"status": "passed"}, latency_ms=1)
    )
    other = read(result(output="y"))
    assert plain.attempts_digest == judged.attempts_digest != other.attempts_digest
    assert plain.digest != judged.digest


def test_the_codes_are_those_of_attempts():
    assert {"timeout", "cancelled"} <= CODES
    assert not {"verdict_invalid", "artifact_missing"} & CODES


def test_a_line_without_end_is_told_and_not_held(monkeypatch):
    monkeypatch.setattr(reading, "MAX_LINE_BYTES", 1_000)
    faults = faults_of(result(output="x" * 5_000), result(task="t2"), b"{")
    assert faults[0] == "r.jsonl:1: a line of at most 1,000 bytes is expected"
    assert faults[1].startswith("r.jsonl:3: ")


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_the_longest_line_is_stored_as_it_was_checked_however_it_ends(monkeypatch, end):
    line = bytes_of(result()).rstrip(b"\n")
    monkeypatch.setattr(reading, "MAX_LINE_BYTES", len(line))
    with BytesIO() as kept:
        read_results(BytesIO(line + end), place="r", keep=kept)
        assert [each.arm for each in lines_of(kept)] == [result()["arm"]]


def test_large_lines_and_many_are_read_in_little_memory():
    big = bytes_of(result(output="x" * 1_000_000))
    sent = b"".join(big.replace(b'"t1"', f'"t{number}"'.encode(), 1) for number in range(20))
    tracemalloc.start()
    with open_sink() as sink:
        read_results(BytesIO(sent), place="r", keep=sink)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 30_000_000  # a few times one line, not twenty of them


def open_sink():
    class Sink(BytesIO):
        def write(self, block):
            return len(block)

    return Sink()


@given(st.binary(max_size=60))
@settings(max_examples=200, deadline=None)
def test_whatever_bytes_come_there_is_no_other_error(sent):
    with suppress(Invalid):
        read_results(BytesIO(sent), place="r", keep=BytesIO())


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


@given(st.sampled_from([*result(), "error_code", "cost_usd", "usage", "evaluation"]), json_values)
@settings(max_examples=200, deadline=None)
def test_whatever_value_a_key_has_there_is_no_other_error(name, value):
    with suppress(Invalid):
        read(result() | {name: value})
