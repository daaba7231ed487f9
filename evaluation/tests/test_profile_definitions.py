"""What a profile may say: templates, rubrics with criteria, structured output, and its caveats."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evaluation.asking import asking_of
from evaluation.judging import VERDICT_SCHEMA, check_judge_template
from evaluation.models import Rubric
from evaluation.profiles import caveats_of, save_profile
from evaluation.rubrics import Criterion, rubric_text
from evaluation.spec import EvaluatorSpec, parse_spec
from evaluation.structured import surely_structured
from evaluation.tests.runs import JUDGE, judge, judged, said, verdict_text
from experiments.tests.draining import quicken
from experiments.tests.runs import allowed_organization
from organizations.digests import digest
from organizations.roles import Role
from organizations.strict import load_yaml
from organizations.tests.http import API, JSON, client_of

NOWHERE = "http://127.0.0.1:9/v1"
CRITERIA = [
    {"name": "Complete", "anchors": {"1": "All of the task.", "0": "None of it.", "0.5": "Half."}},
    {"name": "Small", "description": "No more than is asked for.\nCount the files."},
]
WRITTEN = """\
Judge the change.

1. Complete
   0: None of it.
   0.5: Half.
   1: All of the task.

2. Small
   No more than is asked for.
   Count the files.
"""


def template(text):
    return judge(prompt_template={"version": "1", "text": text})


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{{ patch }} {{ model }}", "unknown here"),
        ("{{ patch }} {{ arm.key }}", "unknown here"),
        ("{{ patch }} {{ patch|safe }}", "unknown here"),
        ("{{ patch }} {% if task %}x{% endif %} {{ }}", "unknown here"),
        ("{{ patch }} {{ task", "broken braces"),
        ("{{ patch }} {{ task }", "broken braces"),
        ("{{ patch }} task }}", "broken braces"),
        ("{{ task }} { patch }}", "broken braces"),
        ("{{{ patch }} {{ patch }}", "broken braces|unknown here"),
        ("{{ task }}", "lacks {{ patch }}"),
        ("Judge this.", "lacks {{ patch }}"),
    ],
)
def test_a_template_that_cannot_ask_is_refused_as_it_is_saved(text, expected):
    with pytest.raises(ValidationError, match=expected.replace("{", r"\{").replace("}", r"\}")):
        template(text)


@pytest.mark.parametrize(
    "text",
    [
        "{{patch}}",
        '{{ patch }} answer {"quality": {"value": 1}}',
        "{{ task }}{{ patch }}{{ rubric }}{{ boundary }}",
        "{% raw %} ${patch} %(patch)s {{ patch }}",
    ],
)
def test_other_braces_are_text(text):
    check_judge_template(text)


def test_criteria_are_written_out_once_and_always_alike():
    rubric = {"version": "2", "text": "Judge the change.", "criteria": CRITERIA}
    assert judge(rubric=rubric).rubric.rendered() == WRITTEN
    assert judge(rubric=rubric | {"text": ""}).rubric.rendered() == WRITTEN.partition("\n\n")[2]


@given(st.text())
def test_a_plain_rubric_is_read_byte_for_byte(text):
    assert rubric_text(text, []) == text


@given(st.permutations(["0", "0.25", "0.5", "1"]))
def test_anchors_stand_from_the_lowest(order):
    anchors = {score: f"at {score}" for score in order}
    text = rubric_text("", [Criterion(name="Right", anchors=anchors)])
    assert text.split("\n")[1:5] == [f"   {s}: at {s}" for s in ("0", "0.25", "0.5", "1")]


def test_yaml_may_write_anchors_as_numbers():
    spec = load_yaml(
        "{version: '1', criteria: [{name: Right, anchors: {0: Bad, 0.5: Half, 1: Good}}]}"
    )
    assert list(judge(rubric=spec).rubric.criteria[0].anchors) == ["0", "0.5", "1"]


@pytest.mark.parametrize(
    "rubric",
    [
        {"version": "1"},
        {"version": "1", "text": ""},
        {"version": "1", "text": "x", "weights": {}},
        {"version": "1", "criteria": [{"name": ""}]},
        {"version": "1", "criteria": [{"name": " "}]},
        {"version": "1", "criteria": [{"name": "a\nb"}]},
        {"version": "1", "criteria": [{"name": "a"}, {"name": "a"}]},
        {"version": "1", "criteria": [{"name": "a", "anchors": {"2": "x"}}]},
        {"version": "1", "criteria": [{"name": "a", "anchors": {"good": "x"}}]},
        {"version": "1", "criteria": [{"name": "a", "anchors": {"0.5": "x", "0.50": "y"}}]},
        {"version": "1", "criteria": [{"name": "a", "anchors": {"1": ""}}]},
        {"version": "1", "criteria": "a"},
    ],
)
def test_a_rubric_that_says_nothing_or_twice_is_refused(rubric):
    with pytest.raises(ValidationError):
        judge(rubric=rubric)


@pytest.mark.django_db
def test_the_text_is_stored_as_the_judge_reads_it_and_shown_as_it_was_written():
    owner = allowed_organization(NOWHERE)
    written = {"version": "2", "text": "Judge the change.", "criteria": CRITERIA}
    client = client_of(owner, Role.EDITOR)
    path = f"{API}/organizations/{owner.slug}/evaluator-profiles/"
    body = judge(rubric=written).model_dump(mode="json")
    shown = client.post(path, body, content_type=JSON).json()
    assert shown["rubric_text"] == WRITTEN == Rubric.objects.get().text
    again = body | {"rubric": shown["rubric"]}
    assert client.post(path, again, content_type=JSON).status_code == 200
    assert [each["code"] for each in shown["caveats"]] == ["no_boundary"]
    assert Rubric.objects.count() == 1


@pytest.mark.django_db
def test_digests_of_plain_profiles_are_those_they_always_had():
    owner = allowed_organization(NOWHERE)
    profile = save_profile(owner, judge(), actor=None)
    text = {"version": "1", "text": "{{ task }}|{{ patch }}|{{ rubric }}"}
    assert profile.rubric.digest == digest({"version": "1", "text": "Correct first."})
    assert profile.digest == digest(
        {
            "provider": "openai_compatible",
            "connection": "local",
            "model": JUDGE,
            "parameters": {"temperature": 0.0},
            "rubric": profile.rubric.digest,
            "prompt_template": digest(text),
            "parser_version": "1",
        }
    )


@pytest.mark.django_db
def test_a_profile_with_a_boundary_has_no_caveat():
    owner = allowed_organization(NOWHERE)
    assert not caveats_of(save_profile(owner, template("{{ boundary }}{{ patch }}"), actor=None))
    assert caveats_of(save_profile(owner, template("{{ patch }}"), actor=None))


@pytest.mark.parametrize(
    ("provider", "model", "settings", "sure"),
    [
        ("openai", "gpt-5", {}, True),
        ("openai", "gpt-5-mini-2025-08-07", {}, True),
        ("openai", "gpt-4o-2024-08-06", {"base_url": None}, True),
        ("openai", "gpt-4o-2024-05-13", {}, False),
        ("openai", "gpt-4", {}, False),
        ("openai", "gpt-5-chat-latest", {}, False),
        ("openai", "gpt-5", {"base_url": "https://proxy.example/v1"}, False),
        ("azure_openai", "gpt-5", {}, False),
        ("openrouter", "openai/gpt-5", {}, False),
        ("anthropic", "claude-sonnet-4-5", {}, False),
        ("openai_compatible", "gpt-5", {}, False),
        ("demo", "demo-judge", {}, False),
    ],
)
def test_a_schema_is_sent_unasked_only_where_it_surely_works(provider, model, settings, sure):
    assert surely_structured(provider, model=model, settings=settings) is sure


@pytest.mark.django_db
def test_whether_a_schema_is_sent_is_part_of_the_version():
    owner = allowed_organization(NOWHERE)
    plain = save_profile(owner, judge(), actor=None)
    asked = save_profile(owner, judge(structured_output=True), actor=None)
    refused = save_profile(owner, judge(structured_output=False), actor=None)
    assert (plain, asked.version, asked.structured_output) == (refused, 2, True)
    assert plain.digest != asked.digest
    requests = [
        asking_of(each).request(task="T", patch="P", timeout_seconds=1) for each in (plain, asked)
    ]
    assert [request.json_schema for request in requests] == [None, VERDICT_SCHEMA]


@pytest.mark.django_db(transaction=True)
def test_a_server_that_refuses_the_schema_fails_the_judgement_and_says_what_to_do(settings):
    quicken(settings)
    refusal = (400, {"error": {"message": "no", "param": "response_format"}}, {})
    [row, fine], fake = judged(
        [refusal], [said(verdict_text())], judged_by=judge(structured_output=True)
    )
    assert (row.state, row.error_code, row.provider_calls) == ("failed", "invalid_request", 1)
    assert "structured_output: false" in row.error_detail
    assert "response_format" in row.error_detail
    assert fine.quality == 0.75
    sent = [body["response_format"] for body in fake.bodies if body["model"] == JUDGE]
    assert sent[0]["json_schema"]["schema"] == VERDICT_SCHEMA


def test_a_spec_may_say_all_of_it():
    raw = judge().model_dump(mode="json") | {"structured_output": True}
    assert EvaluatorSpec.model_validate(raw).structured_output is True
    with pytest.raises(Exception, match="structured_output"):
        parse_spec({"evaluator": raw | {"structured_output": "perhaps"}}, place="spec")
