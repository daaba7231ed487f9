"""A key that a server repeats wherever it can is in nothing that we keep, write, count or show."""

import json
import logging
from base64 import b64encode
from contextlib import contextmanager
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection as database
from django.urls import reverse

from benchmarks.redis_texts import texts_of
from experiments.actions import start_run
from experiments.models import Attempt, ProviderCall
from experiments.tests.draining import quicken, worked
from experiments.tests.runs import saved_experiment
from experiments.tests.traced import traced
from leaderboards import table_files
from leaderboards.presenters.styles import STYLES
from organizations.roles import Role
from organizations.tests.crawl import addresses, body_of, public_routes
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import client_of
from organizations.tests.staff import signed_in, superuser
from providers.actions import save_connection
from providers.kinds import ProviderKind
from providers.registry import PROVIDERS
from providers.spec import ConnectionSpec
from providers.tests.factories import AllowlistEntryFactory
from providers.tests.stores import store_server

KEY = 'canary-9/+="&?~0123456789'
FORMS = {
    "as it is": KEY,
    "in JSON": json.dumps(KEY)[1:-1],
    "base64": b64encode(KEY.encode()).decode(),
    "URL-encoded": quote(KEY, safe=""),
    "cut": KEY[:8],
}
SAID = " | ".join(FORMS.values())
TOKEN = "t" * 32
CALLED = [kind for kind in ProviderKind if PROVIDERS[kind].credential != "none"]
CASES = ["answer", "refused", "invalid", "broken", "inside", "moved", "filtered"]


def chat(**changes):
    message = {"role": "assistant", "content": f"```\n{SAID}\n```", "refusal": None}
    choice = {"index": 0, "message": message, "finish_reason": SAID, "native_finish_reason": SAID}
    usage = {"prompt_tokens": 5, "completion_tokens": 5, SAID: SAID}
    body = {"id": SAID, "model": SAID, "choices": [choice], "usage": usage, "error": None}
    return {**body, **changes}


def messages():
    return {
        "id": SAID,
        "type": "message",
        "role": "assistant",
        "model": SAID,
        "content": [{"type": "text", "text": SAID}],
        "stop_reason": SAID,
        "stop_sequence": SAID,
        "usage": {"input_tokens": 5, "output_tokens": 5},
    }


def fault(kind="invalid_request_error"):
    return {"type": "error", "error": {"message": SAID, "type": kind, "code": SAID, "param": SAID}}


def answer(request):
    """By the word in the prompt, one of the ways in which a server repeats what it was sent."""
    text = request.body.decode()
    case = next(case for case in CASES if f"case {case}" in text)
    whole = messages() if "/messages" in request.path else chat()
    filtered = [{**chat()["choices"][0], "finish_reason": "content_filter"}]
    return {
        "answer": (200, whole),
        "refused": (401, fault("authentication_error")),
        "invalid": (400, fault()),
        "broken": (400, SAID.encode()),
        "inside": (200, {**whole, "choices": [], "content": [], "error": fault()["error"]}),
        "moved": (302, SAID.encode()),
        "filtered": (200, whole if "/messages" in request.path else chat(choices=filtered)),
    }[case]


@contextmanager
def called_everywhere(settings, monkeypatch):
    """Every kind has been called for every case; the run, and the server that was called."""
    quicken(settings)
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_MAIN", KEY)
    acme = OrganizationFactory(slug="acme")
    repeated = dict.fromkeys(("X-Request-Id", "Location", "Retry-After", "Request-Id"), SAID)
    with store_server(answer, headers=repeated) as server:
        for kind in CALLED:
            AllowlistEntryFactory(organization=acme, provider=kind)
            setting = PROVIDERS[kind].settings_schema.address
            spec = ConnectionSpec(
                name=kind,
                provider=kind,
                settings={setting: server.url},
                credential_reference="env:BAKEOFF_CREDENTIAL_ACME_MAIN",
            )
            save_connection(acme, spec)
        yield _run(acme), server


def _run(acme):
    arms = [{"key": kind, "provider": kind, "connection": kind, "model": "m"} for kind in CALLED]
    tasks = [{"key": case, "prompt": f"case {case}"} for case in CASES]
    return start_run(saved_experiment(acme, arms=arms, tasks=tasks), actor=None)


@pytest.mark.django_db(transaction=True)
def test_a_key_that_a_server_repeats_is_nowhere(settings, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    settings.METRICS_TOKEN = TOKEN
    with traced() as spans, called_everywhere(settings, monkeypatch) as (run, server):
        attempts = worked(run)
    assert any(KEY in value for asked in server.asked for value in asked.headers.values())
    assert {attempt.error_code for attempt in attempts} >= {"", "auth_failed", "invalid_request"}
    assert any("[redacted]" in (attempt.output_text or "") for attempt in attempts)
    traces = "\n".join(span.to_json() for span in spans())
    assert traces.count("error.type") >= len(CALLED)
    told = [("log", caplog.text), ("traces", traces), ("Redis", _redis(run))]
    for place, text in [*_tables(), *_shown(run), *told]:
        for spelling, form in FORMS.items():
            assert form not in text, f"{spelling}: {place}"


def _redis(run):
    """With the message that the start of the run has sent, where there is a broker."""
    if settings.EMBEDDED_WORKER:
        return ""
    urls = {settings.CELERY_BROKER_URL, settings.REDIS_URL}
    text = "\n".join(each for url in urls for each in texts_of(url))
    assert str(run.pk) in text
    return text


def _tables():
    with database.cursor() as cursor:
        for table in database.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, "\n".join(str(value) for row in cursor.fetchall() for value in row)


def _shown(run):
    """Every public address, and what the admin shows of calls and attempts."""
    shown = Attempt.objects.filter(arm__key__in=(CALLED[0], ProviderKind.ANTHROPIC))
    values = {
        "run_id": [run.pk],
        "experiment_id": [run.experiment_id],
        "attempt_id": list(shown.values_list("pk", flat=True)),
        "slug": [run.experiment.organization.slug],
        "provider": CALLED,
        "connection_id": list(run.experiment.organization.connections.values_list("pk", flat=True)),
        "task_set_id": [run.task_set_id],
        "board": [*STYLES, "unknown"],
        "ending": table_files.FORMS,
        "profile_id": [run.pk],  # there is none, and no replay
        "replay_id": [run.pk],
        "others": [run.pk],
    }
    client = client_of(run.experiment.organization, Role.ADMIN)
    client.raise_request_exception = False
    for route in public_routes():
        for address in addresses(route, values):
            yield address, body_of(client.get(address))
    metrics = body_of(client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"}))
    assert 'code="auth_failed"' in metrics
    yield "/metrics", metrics
    admin = signed_in(superuser())
    calls = ProviderCall.objects.filter(work_id__in=shown.values("pk"))
    for rows in (shown, calls):
        name = f"admin:experiments_{rows.model._meta.model_name}"
        pages = [reverse(f"{name}_change", args=[row.pk]) for row in rows]
        for page in [reverse(f"{name}_changelist"), *pages]:
            yield page, body_of(admin.get(page))
