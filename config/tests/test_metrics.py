"""What Prometheus is shown, and who else is not."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from experiments.models import WorkerBeat
from experiments.states import CallOutcome, WorkState
from experiments.tests.counted import Counts
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from experiments.work.stage import stages
from organizations.roles import Role
from organizations.tests.http import assert_queries_do_not_grow, client_of
from providers.codes import ErrorCode
from providers.kinds import ProviderKind
from providers.models import Breaker
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
TOKEN = "t" * 32
STAGES = {"attempts", "validation", "evaluation"}
LABELS = {
    "stage": STAGES,
    "provider": {*ProviderKind.values, "other"},
    "outcome": set(CallOutcome.values),
    "state": {*WorkState.values, "paused", "open", "probing"},
    "code": {*map(str, ErrorCode), ""},
    "area": {"api", "admin", "pages"},
    "method": {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "other"},
    "status": None,
    "route": None,
    "le": None,
}


@pytest.fixture(autouse=True)
def let_in(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client, token=TOKEN, **how):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, **how)


def families(client):
    answer = ask(client)
    assert answer.status_code == 200
    return list(text_string_to_metric_families(answer.content.decode()))


def shown(client):
    return Counts(sample for family in families(client) for sample in family.samples)


def test_without_a_token_in_the_settings_there_is_nothing_there(client, settings):
    settings.METRICS_TOKEN = ""
    assert ask(client).status_code == 404
    assert ask(client, token="").status_code == 404


def test_only_the_token_opens_it(client):
    org = RunFactory().experiment.organization
    for stranger in (client, client_of(org, Role.ADMIN)):
        assert stranger.get("/metrics").status_code == 401
        assert ask(stranger, token="guess").status_code == 401
    assert ask(client).status_code == 200
    assert client.post("/metrics").status_code == 405


def test_guesses_are_counted_by_address(client):
    for _ in range(30):
        assert ask(client, token="guess").status_code == 401
    refused = ask(client)
    assert refused.status_code == 429
    assert int(refused["Retry-After"]) <= 60


def test_labels_are_of_this_program_and_never_of_an_organisation(client):
    run = RunFactory()
    arm = RunArmFactory(run=run, model="canary-model", provider="canary-provider")
    AttemptFactory(arm=arm)
    members = client_of(run.experiment.organization)
    members.get(f"/runs/{run.pk}/")
    members.get("/canary-page/", headers={"X-Request-ID": "canary-id"})
    members.generic("CANARY", "/")
    found = families(client)
    for family in found:
        for sample in family.samples:
            if family.name.startswith("bakeoff_"):
                assert_bounded(sample.labels)
    text = ask(client).content.decode()
    assert "canary" not in text.lower()
    assert str(run.pk) not in text
    assert run.experiment.organization.slug not in text.split()
    assert 'route="runs/<uuid:run_id>/"' in text


def assert_bounded(labels):
    for name, value in labels.items():
        assert name in LABELS, name
        known = LABELS[name]
        assert known is None or value in known, (name, value)
    assert not re.search(r"[0-9a-f]{8}-", " ".join(labels.values()))


def test_what_waits_and_what_runs_is_asked_of_the_database(client):
    run = RunFactory()
    arm = RunArmFactory(run=run)
    long_ago = timezone.now() - timedelta(seconds=100)
    AttemptFactory(arm=arm, available_at=long_ago)
    AttemptFactory(arm=arm, available_at=timezone.now() + timedelta(hours=1))
    running = {"claim_token": uuid4(), "lease_expires_at": timezone.now()}
    AttemptFactory(arm=arm, state=WorkState.RUNNING, **running)
    paused = RunFactory(paused_at=timezone.now())
    AttemptFactory(arm=RunArmFactory(run=paused), available_at=long_ago - timedelta(hours=9))
    found = shown(client)
    items = found.by("bakeoff_work_items", "stage", "state")
    assert items["attempts", "pending"] == 3
    assert items["attempts", "running"] == 1
    assert items["evaluation", "pending"] == 0
    age = found.by("bakeoff_queue_age_seconds", "stage")
    assert 100 <= age["attempts",] < 160
    assert age["validation",] == 0
    assert found.by("bakeoff_runs", "state") == {("running",): 1, ("paused",): 1}
    assert found.by("bakeoff_database_up") == {(): 1}


def test_breakers_and_drains_are_counted(client):
    now = timezone.now()
    for until in (now + timedelta(minutes=1), now - timedelta(minutes=1), None):
        Breaker.objects.create(connection=ConnectionFactory(), opened_at=now, open_until=until)
    beat = {"host": "h", "pid": 1, "stage": "attempts", "started_at": now, "run": RunFactory()}
    WorkerBeat.objects.create(id=uuid4(), slots=64, in_flight=10, seen_at=now, **beat)
    WorkerBeat.objects.create(
        id=uuid4(), slots=64, in_flight=10, seen_at=now - timedelta(minutes=10), **beat
    )
    found = shown(client)
    breakers = found.by("bakeoff_breakers", "provider", "state")
    assert breakers["openai_compatible", "open"] == 1
    assert breakers["openai_compatible", "probing"] == 1
    assert sum(breakers.values()) == 2
    assert found.by("bakeoff_drains", "stage")["attempts",] == 1
    assert found.by("bakeoff_in_flight", "stage")["attempts",] == 10
    assert found.by("bakeoff_drain_slots", "stage")["attempts",] == 64


def test_it_takes_as_many_queries_whatever_waits(client):
    def ten_more():
        for _ in range(10):
            run = RunFactory()
            AttemptFactory(arm=RunArmFactory(run=run))

    assert_queries_do_not_grow(lambda: ask(client), ten_more=ten_more)


def test_every_stage_is_shown_from_the_beginning(client):
    assert {stage.name for stage in stages()} == STAGES
    assert {key[0] for key in shown(client).by("bakeoff_work_items", "stage")} == STAGES


def test_requests_are_counted_by_route(client):
    before = shown(client)
    client.get("/sign-in/")
    grown = shown(client).since(before)
    counted = grown.by("bakeoff_http_requests_total", "method", "route", "status")
    assert counted["GET", "sign-in/", "200"] == 1
    assert grown.by("bakeoff_http_request_seconds_count", "area")["pages",] >= 1
