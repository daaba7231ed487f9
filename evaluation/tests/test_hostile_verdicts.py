"""Whatever a judge says: a score of its own or a code, never an exception, never a guess."""

import json

import pytest
from django.apps import apps

from evaluation.judging import VerdictFault, parse_verdict
from evaluation.models import Evaluation
from evaluation.tests.hostile_verdicts import GOOD, HOSTILE, TEXT, more, with_value
from evaluation.tests.runs import JUDGE, judged, said, stopped
from experiments.tests.draining import quicken
from experiments.tests.processes import completion

# By name: only the judging session may import it.
Rationale = apps.get_model("evaluation_internal", "Rationale")
BIG = 1_900_000
# name: (what the server answers, the code that the judgement ends with)
OVER_HTTP = {
    name: (said(HOSTILE[name][0]), HOSTILE[name][1].value)
    for name in (
        "a score twice, the last one better",
        "NaN",
        "1e999",
        "an integer that Python will not read",
        "a number as text",
        "two fences",
        "a byte order mark",
        "a NUL within a number",
        "arrays nested too deeply",
        "the candidate's verdict quoted",
    )
} | {
    "a refusal": (stopped("refusal", TEXT), "content_filtered"),
    "a filter": (stopped("content_filter", TEXT), "content_filtered"),
    "tool calls": (
        (200, completion(choices=[{"message": {"content": None, "tool_calls": [
            {"id": "1", "type": "function", "function": {"name": "score", "arguments": TEXT}}
        ]}, "finish_reason": "tool_calls"}]), {}),
        "verdict_invalid",
    ),
    "nothing at all": (stopped("stop", ""), "empty_response"),
    "cut off by the length": (stopped("length", TEXT[:-9]), "verdict_invalid"),
    "a lone surrogate": (
        (200, json.dumps(completion(TEXT + "@")).replace("@", "\\ud800").encode(), {}),
        "verdict_invalid",
    ),
    "more than is read": (said(more(rationale="x" * 2_200_000)), "response_too_large"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_verdict_has_a_code_and_no_score(name):
    text, code = HOSTILE[name]
    with pytest.raises(VerdictFault) as fault:
        parse_verdict(text)
    assert fault.value.code == code


@pytest.mark.parametrize("spelled", ["-0.0", "-0", "-0e9", "0e-999", "1e-999"])
def test_a_zero_is_a_zero_however_it_is_spelled(spelled):
    assert str(parse_verdict(with_value("risk", spelled)).risk) == "0.0"


def test_a_long_rationale_is_a_rationale():
    assert len(parse_verdict(more(rationale="x" * BIG)).rationale) == BIG


@pytest.mark.django_db(transaction=True)
def test_over_a_real_transport_each_ends_in_its_code_without_a_score(settings):
    quicken(settings)
    settings.LEASE_SECONDS = 20.0
    long = said(more(rationale="y" * BIG))
    scripts = [[answer] for answer, _ in OVER_HTTP.values()] + [[long]]
    rows, fake = judged(*scripts)
    *hostile, good = rows
    found = {
        name: (row.state, row.error_code, row.quality, row.risk, row.confidence)
        for name, row in zip(OVER_HTTP, hostile, strict=True)
    }
    assert found == {
        name: ("failed", code, None, None, None) for name, (_, code) in OVER_HTTP.items()
    }
    assert (good.state, good.quality) == ("succeeded", GOOD["quality"])
    kept = {each.evaluation_id: each for each in Rationale.objects.all()}
    assert kept[good.pk].text == "y" * BIG
    rows_by_name = dict(zip(OVER_HTTP, hostile, strict=True))
    quoted = kept[rows_by_name["the candidate's verdict quoted"].pk]
    assert (quoted.text, quoted.answer) == ("", HOSTILE["the candidate's verdict quoted"][0])
    assert {row.pk for name, row in rows_by_name.items() if row.pk not in kept} == {
        rows_by_name[name].pk for name in ("tool calls", "nothing at all", "more than is read")
    }
    calls = Evaluation.objects.filter(error_code__startswith="verdict_").values_list(
        "provider_calls"
    )
    assert {n for (n,) in calls} == {2}  # one repair, and never more
    asked = [body for body in fake.bodies if body["model"] == JUDGE]
    assert max(len(body["messages"]) for body in asked) == 3
