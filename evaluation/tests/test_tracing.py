"""One trace from the request that started a run to the judge, and nothing in it that is secret."""

import json

import pytest

from evaluation.profiles import save_profile
from evaluation.tests.runs import JUDGE, PATCH, judge, judging, patch_tasks, said, verdict_text
from experiments import tracing
from experiments.models import Run
from experiments.tests.draining import quicken, worked
from experiments.tests.processes import provider
from experiments.tests.runs import allowed_organization, arm, saved_experiment
from experiments.tests.traced import traced
from organizations.roles import Role
from organizations.tests.http import API, JSON, client_of

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "sk-canary-key-0123456789"
RATIONALE = "canary-words-of-the-judge"
ANSWER = f"canary-answer\n{PATCH}"
OUTSIDE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture(autouse=True)
def quick(settings):
    quicken(settings)


@pytest.fixture
def spans():
    """What was traced until now."""
    with traced() as finished_spans:
        yield finished_spans


def traced_run(base_url, *, arms=None, headers=None):
    """Started over the API, and worked to its end; one task."""
    owner = allowed_organization(base_url, credential_reference="env:BAKEOFF_CREDENTIAL_ACME_LOCAL")
    profile = save_profile(owner, judge(), actor=None)
    experiment = saved_experiment(
        owner, tasks=patch_tasks(1), evaluator=f"{profile.name}:{profile.version}",
        arms=arms or 1,
    )  # fmt: skip
    asked = client_of(owner, Role.EDITOR).post(
        f"{API}/experiments/{experiment.pk}/runs/",
        data="",
        content_type=JSON,
        headers={"Idempotency-Key": "one", **(headers or {})},
    )
    assert asked.status_code == 202, asked.content
    run = Run.objects.get(pk=asked.json()["id"])
    worked(run)
    return run


def finished(answer, monkeypatch, **how):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_LOCAL", KEY)
    with provider(answer) as fake:
        return traced_run(fake.base_url, **how)


def good():
    return judging([said(verdict_text(rationale=RATIONALE))], answer=ANSWER)


def named(spans, name):
    return next(span for span in spans if span.name == name)


def test_one_trace_leads_from_the_request_to_the_judge(spans, monkeypatch):
    run = finished(good(), monkeypatch)
    found = spans()
    names = [span.name for span in found]
    request = "POST api/v1/experiments/<uuid:experiment_id>/runs/"
    assert names == [
        "start_run",
        request,
        "chat model-0",
        "validation",
        f"chat {JUDGE}",
    ]
    assert len({span.context.trace_id for span in found}) == 1
    start = named(found, "start_run")
    assert start.parent.span_id == named(found, request).context.span_id
    assert {span.parent.span_id for span in found[2:]} == {start.context.span_id}
    assert f"{start.context.trace_id:032x}" in Run.objects.get(pk=run.pk).traceparent
    assert {span.attributes["bakeoff.run.id"] for span in found[2:]} == {str(run.pk)}


def test_a_call_is_described_by_the_conventions_for_generative_ai(spans, monkeypatch):
    parameters = {"temperature": 0.5, "max_output_tokens": 64, "seed": 7}
    finished(good(), monkeypatch, arms=[arm(0, parameters=parameters)])
    call = dict(named(spans(), "chat model-0").attributes)
    assert call.pop("server.port") > 0
    assert {key: value for key, value in call.items() if not key.startswith("bakeoff.")} == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai_compatible",
        "gen_ai.request.model": "model-0",
        "gen_ai.request.temperature": 0.5,
        "gen_ai.request.max_tokens": 64,
        "gen_ai.request.seed": 7,
        "gen_ai.response.model": "served-1",
        "gen_ai.response.id": "chatcmpl-1",
        "gen_ai.response.finish_reasons": ("stop",),
        "gen_ai.usage.input_tokens": 10,
        "gen_ai.usage.output_tokens": 5,
        "server.address": "127.0.0.1",
    }
    assert call["bakeoff.stage"] == "attempts"


def test_the_judge_is_told_by_its_scores_and_never_by_its_words(spans, monkeypatch):
    finished(good(), monkeypatch)
    told = [dict(event.attributes) for event in named(spans(), f"chat {JUDGE}").events]
    assert told == [
        {"gen_ai.evaluation.name": "quality", "gen_ai.evaluation.score.value": 0.75},
        {"gen_ai.evaluation.name": "risk", "gen_ai.evaluation.score.value": 0.25},
        {"gen_ai.evaluation.name": "confidence", "gen_ai.evaluation.score.value": 0.5},
    ]


def test_no_span_has_prompt_answer_rationale_or_key(spans, monkeypatch):
    finished(good(), monkeypatch)
    everything = json.dumps([json.loads(span.to_json()) for span in spans()])
    for secret in (KEY, "canary", "Do 0.", "a = 2", "Correct first."):
        assert secret not in everything


def test_a_failed_call_has_its_code_and_no_message(spans, monkeypatch):
    echoed = (401, {"error": {"message": f"canary: {KEY} is wrong"}}, {})
    finished(lambda body: echoed, monkeypatch)
    call = named(spans(), "chat model-0")
    assert call.attributes["error.type"] == "auth_failed"
    assert call.attributes["http.response.status_code"] == 401
    assert (call.status.description, call.events) == ("auth_failed", ())
    assert "canary" not in call.to_json()


def test_a_trace_that_began_outside_goes_on(spans, monkeypatch):
    finished(good(), monkeypatch, headers={"traceparent": OUTSIDE})
    assert {f"{span.context.trace_id:032x}" for span in spans()} == {OUTSIDE[3:35]}


def test_without_a_listener_nothing_is_kept_with_the_run(monkeypatch):
    run = finished(good(), monkeypatch)
    assert run.traceparent == ""
    assert tracing.ids_of_trace() == {}
