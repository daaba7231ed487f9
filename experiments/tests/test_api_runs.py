"""Experiments and runs over HTTP."""

import json
from uuid import UUID, uuid4

import pytest

from experiments.models import Attempt, Run
from experiments.states import RunState
from experiments.tests.factories import (
    ArmFactory,
    AttemptFactory,
    ExperimentFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
)
from organizations.roles import Role
from organizations.tests.http import API, JSON, assert_queries_do_not_grow, client_of
from providers.tests.factories import AllowlistEntryFactory

pytestmark = pytest.mark.django_db


def startable():
    """An experiment that preflight lets through: nothing is called on starting."""
    arm = ArmFactory()
    AllowlistEntryFactory(organization=arm.experiment.organization, provider=arm.provider)
    TaskFactory(task_set=arm.experiment.task_set)
    return arm.experiment


def start(client, experiment, *, data="", content_type=JSON):
    return client.post(
        f"{API}/experiments/{experiment.pk}/runs/", data=data, content_type=content_type
    )


def test_an_experiment_shows_its_arms_and_task_set():
    arm = ArmFactory(key="small")
    experiment = arm.experiment
    shown = client_of(experiment.organization).get(f"{API}/experiments/{experiment.pk}/").json()
    assert shown["organization"] == experiment.organization.slug
    assert shown["task_set"]["digest"] == experiment.task_set.digest
    assert shown["arms"] == [
        {
            "key": "small",
            "provider": "openai_compatible",
            "connection": arm.connection.name,
            "model": "model-1",
            "parameters": {},
        }
    ]


def test_an_arm_whose_connection_was_deleted_shows_null():
    arm = ArmFactory(connection=None)
    client = client_of(arm.experiment.organization)
    shown = client.get(f"{API}/experiments/{arm.experiment.pk}/").json()
    assert shown["arms"][0]["connection"] is None


def test_experiments_are_listed_for_one_organisation_newest_first():
    first = ExperimentFactory(id=UUID(int=1))
    second = ExperimentFactory(id=UUID(int=2), organization=first.organization)
    ExperimentFactory(id=UUID(int=3))
    client = client_of(first.organization)
    page = client.get(f"{API}/organizations/{first.organization.slug}/experiments/").json()
    assert [row["id"] for row in page["results"]] == [str(second.pk), str(first.pk)]


def test_an_editor_starts_a_run_and_is_told_where_it_is():
    experiment = startable()
    response = start(client_of(experiment.organization, Role.EDITOR), experiment)
    run = Run.objects.get()
    assert response.status_code == 202
    assert response["Location"] == f"http://testserver{API}/runs/{run.pk}/"
    assert response.json()["state"] == RunState.RUNNING
    assert response.json()["progress"]["attempts"]["pending"] == Attempt.objects.count() == 1


def test_a_viewer_may_not_start_a_run():
    experiment = startable()
    response = start(client_of(experiment.organization), experiment)
    assert (response.status_code, response.json()["code"]) == (403, "role_too_low")
    assert not Run.objects.exists()


def test_a_refused_run_names_every_arm_and_stores_nothing():
    experiment = ArmFactory(key="a").experiment
    ArmFactory(experiment=experiment, key="b", connection=None)
    response = start(client_of(experiment.organization, Role.EDITOR), experiment)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "refused_by_preflight")
    assert [(error["arm"], error["code"]) for error in problem["errors"]] == [
        ("a", "provider_not_allowed"),
        ("b", "provider_not_allowed"),
    ]
    assert all(error["detail"].endswith(".") for error in problem["errors"])
    assert not Run.objects.exists()


def test_starting_without_the_csrf_token_is_refused():
    experiment = startable()
    client = client_of(experiment.organization, Role.EDITOR, enforce_csrf_checks=True)
    response = start(client, experiment)
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        ("{", "application/json", 400),
        ("[]", "application/json", 400),
        ("[" * 100_000, "application/json", 400),
        ('{"state": "completed"}', "application/json", 400),
        ('{"a": 1, "a": 2}', "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        ("9" * 5_000, "application/json", 400),
        ('{"\\ud800": 1}', "application/json", 400),
        (" " * 3_000_000, "application/json", 413),
        ("state=completed", "application/x-www-form-urlencoded", 415),
        ("x", "text/plain", 415),
        ("{}", "application/json", 202),
        ("", "text/plain", 202),
    ],
)
def test_a_body_is_read_strictly(body, content_type, status):
    experiment = startable()
    client = client_of(experiment.organization, Role.EDITOR)
    response = start(client, experiment, data=body, content_type=content_type)
    assert response.status_code == status
    assert Run.objects.count() == (status == 202)


def test_a_run_shows_its_progress_by_stage_and_state():
    run = RunFactory()
    arm = RunArmFactory(run=run)
    AttemptFactory(arm=arm, succeeded=True)
    AttemptFactory.create_batch(2, arm=arm)
    client = client_of(run.experiment.organization)
    progress = client.get(f"{API}/runs/{run.pk}/").json()["progress"]
    assert list(progress) == ["attempts", "validation", "evaluation"]
    assert progress["attempts"] == {
        "pending": 2,
        "running": 0,
        "succeeded": 1,
        "failed": 0,
        "cancelled": 0,
    }


def test_the_links_of_a_run_lead_to_what_they_name():
    run = RunFactory(finished=True)
    client = client_of(run.experiment.organization)
    links = client.get(f"{API}/runs/{run.pk}/").json()["links"]
    for name in ("self", "experiment", "attempts", "export"):
        assert client.get(links[name]).status_code == 200, name
    assert client.get(links["summary"]).json()["code"] == "summary_not_published"
    assert client.get(links["pairwise"]).status_code == 400
    assert client.get(links["cancel"]).status_code == 405


def test_an_unchanged_run_is_not_sent_again():
    run = RunFactory()
    client = client_of(run.experiment.organization)
    first = client.get(f"{API}/runs/{run.pk}/")
    assert first["ETag"].startswith('W/"')
    again = client.get(f"{API}/runs/{run.pk}/", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    AttemptFactory(arm=RunArmFactory(run=run))
    changed = client.get(f"{API}/runs/{run.pk}/", headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200


def test_an_editor_cancels_a_run_once():
    run = RunFactory()
    AttemptFactory(arm=RunArmFactory(run=run))
    client = client_of(run.experiment.organization, Role.EDITOR)
    response = client.post(f"{API}/runs/{run.pk}/cancel/", content_type=JSON)
    assert response.status_code == 202
    assert response.json()["cancel_requested_at"]
    assert response.json()["progress"]["attempts"]["cancelled"] == 1
    again = client.post(f"{API}/runs/{run.pk}/cancel/", content_type=JSON)
    assert (again.status_code, again.json()["code"]) == (409, "run_not_running")


def test_an_editor_resumes_a_running_run_only():
    run = RunFactory()
    client = client_of(run.experiment.organization, Role.EDITOR)
    assert client.post(f"{API}/runs/{run.pk}/resume/", content_type=JSON).status_code == 202
    over = RunFactory(experiment=run.experiment, finished=True)
    assert client.post(f"{API}/runs/{over.pk}/resume/", content_type=JSON).status_code == 409


@pytest.mark.parametrize("verb", ["cancel", "resume"])
def test_a_viewer_changes_no_run(verb):
    run = RunFactory()
    response = client_of(run.experiment.organization).post(
        f"{API}/runs/{run.pk}/{verb}/", content_type=JSON
    )
    assert response.status_code == 403
    run.refresh_from_db()
    assert run.cancel_requested_at is None


@pytest.mark.parametrize("path", ["experiments/{id}/", "experiments/{id}/runs/", "runs/{id}/"])
def test_what_belongs_to_others_is_as_absent_as_what_never_was(path):
    client = client_of(ExperimentFactory().organization, Role.ADMIN)
    others, never = RunFactory(), uuid4()
    theirs = others.pk if path.startswith("runs") else others.experiment.pk
    answers = [_problem(client, path, pk) for pk in (theirs, never)]
    assert answers[0] == answers[1]
    assert answers[0][0] == 404


def _problem(client, path, pk):
    response = client.get(f"{API}/{path.format(id=pk)}")
    body = response.content.decode().replace(str(pk), "ID")
    body = body.replace(json.loads(body)["request_id"], "REQUEST")
    return response.status_code, response["Content-Type"], body


def test_listing_more_experiments_takes_no_more_queries():
    organization = ExperimentFactory().organization
    client = client_of(organization)

    def ten_more():
        for experiment in ExperimentFactory.create_batch(10, organization=organization):
            ArmFactory.create_batch(2, experiment=experiment)

    path = f"{API}/organizations/{organization.slug}/experiments/"
    assert_queries_do_not_grow(lambda: client.get(path), ten_more=ten_more)


def test_listing_more_runs_takes_no_more_queries():
    experiment = ExperimentFactory()
    client = client_of(experiment.organization)
    assert_queries_do_not_grow(
        lambda: client.get(f"{API}/experiments/{experiment.pk}/runs/"),
        ten_more=lambda: RunFactory.create_batch(10, experiment=experiment),
    )
