"""Steering runs over HTTP, and what a run tells of money and of what holds it up."""

from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from experiments.models import Attempt, Run
from experiments.tests.factories import AttemptFactory, RunArmFactory, RunFactory
from organizations.roles import Role, Scope
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, JSON, bearer_of, client_of
from providers.tests.factories import ConnectionFactory

pytestmark = pytest.mark.django_db
VERBS = ["pause", "resume", "retry-errors"]


def steer(client, run, verb, data=""):
    return client.post(f"{API}/runs/{run.pk}/{verb}/", data=data, content_type=JSON)


def editor_of(run):
    return client_of(run.experiment.organization, Role.EDITOR)


def shown(run):
    return editor_of(run).get(f"{API}/runs/{run.pk}/").json()


def failed_run(**changes):
    run = RunFactory(**{"finished": True} | changes)
    AttemptFactory(arm=RunArmFactory(run=run), failed=True)
    return run


def test_an_editor_pauses_and_resumes():
    run = RunFactory()
    AttemptFactory(arm=RunArmFactory(run=run))
    client = editor_of(run)
    paused = steer(client, run, "pause")
    assert (paused.status_code, paused["Location"]) == (
        202,
        f"http://testserver{API}/runs/{run.pk}/",
    )
    assert paused.json()["state"] == "running"
    assert paused.json()["paused_at"]
    assert steer(client, run, "resume").json()["paused_at"] is None


def test_an_editor_tries_errors_again():
    run = failed_run()
    response = steer(editor_of(run), run, "retry-errors")
    assert response.status_code == 202
    assert response.json()["state"] == "running"
    assert response.json()["finished_at"] is None
    assert Attempt.objects.get(run=run).state == "pending"


@pytest.mark.parametrize(
    ("verb", "changes", "code"),
    [
        ("pause", {}, "run_not_running"),
        ("resume", {}, "run_not_running"),
        ("retry-errors", {"imported": True}, "run_imported"),
        ("retry-errors", {"state": "cancelled"}, "run_cancelled"),
    ],
)
def test_what_cannot_be_is_a_conflict_with_its_code(verb, changes, code):
    run = failed_run(**changes)
    response = steer(editor_of(run), run, verb)
    assert (response.status_code, response.json()["code"]) == (409, code)


def test_nothing_to_try_again_is_a_conflict():
    run = RunFactory(finished=True)
    response = steer(editor_of(run), run, "retry-errors")
    assert (response.status_code, response.json()["code"]) == (409, "nothing_to_retry")


@pytest.mark.parametrize("verb", VERBS)
def test_a_viewer_a_reading_token_and_a_stranger_may_not(verb):
    run = failed_run()
    owner = run.experiment.organization
    assert steer(client_of(owner), run, verb).status_code == 403
    reader = bearer_of(owner, Role.EDITOR, scope=Scope.READ)
    assert steer(reader, run, verb).json()["code"] == "scope_too_low"
    stranger = client_of(OrganizationFactory(), Role.ADMIN)
    theirs, nobodys = steer(stranger, run, verb), steer(stranger, Run(pk=uuid4()), verb)
    assert theirs.status_code == nobodys.status_code == 404
    assert Attempt.objects.get(run=run).state == "failed"


@pytest.mark.parametrize("verb", VERBS)
def test_a_body_is_refused(verb):
    run = failed_run()
    response = steer(editor_of(run), run, verb, data={"x": 1})
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")


def test_a_run_with_a_budget_tells_what_is_spent_and_what_is_held():
    run = RunFactory(
        budget_usd=Decimal("12.5"), spent_usd=Decimal("0.1"), reserved_usd=Decimal("0.02")
    )
    found = shown(run)
    assert (found["budget_usd"], found["spent_usd"], found["reserved_usd"]) == (
        "12.5",
        "0.1",
        "0.02",
    )


def test_a_run_without_one_tells_nothing():
    found = shown(RunFactory(spent_usd=Decimal("0.1")))
    assert found["budget_usd"] is found["spent_usd"] is found["reserved_usd"] is None


def test_connections_whose_credential_was_refused_are_named():
    run = RunFactory()
    connection = ConnectionFactory(organization=run.experiment.organization, name="main")
    gone = uuid4()
    run.blocked_credentials = {str(connection.pk): "auth_failed", str(gone): "quota_exhausted"}
    run.save()
    assert shown(run)["blocked"] == [
        {"connection": None, "error_code": "quota_exhausted"},
        {"connection": "main", "error_code": "auth_failed"},
    ]


def test_where_to_steer_is_linked():
    links = shown(RunFactory(paused_at=timezone.now()))["links"]
    for name in ("pause", "resume", "retry_errors"):
        assert links[name].endswith(f"/{name.replace('_', '-')}/")
