"""Experiments defined over HTTP, governed by the allowlist."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.models import Arm, Experiment
from experiments.tests.definitions import (
    body_for,
    change,
    define,
    defining_organization,
    faults,
    forbidden_arm,
    task_set_of,
)
from experiments.tests.factories import RunFactory
from experiments.tests.runs import arm
from organizations.roles import Role
from organizations.tests.http import API, client_of
from providers.models import AllowlistEntry, Connection, PolicyDenial

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner():
    return defining_organization()


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


@pytest.fixture
def experiment(owner, editor):
    return Experiment.objects.get(pk=define(editor, owner, body_for(owner)).json()["id"])


def etag_of(client, experiment):
    return client.get(f"{API}/experiments/{experiment.pk}/")["ETag"]


def test_an_editor_defines_an_experiment(owner, editor):
    body = body_for(owner, repeats=3, arms=[arm(0, parameters={"temperature": 0.2}), arm(1)])
    response = define(editor, owner, body)
    shown = response.json()
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{API}/experiments/{shown['id']}/"
    assert shown["task_set"]["id"] == body["task_set"]
    assert shown["arms"][0] == arm(0, parameters={"temperature": 0.2})
    assert (shown["repeats"], shown["max_concurrency"], shown["problems"]) == (3, 16, [])
    again = editor.get(response["Location"])
    assert again.json() == shown
    assert again["ETag"] == response["ETag"]


def test_an_experiment_that_is_shown_is_read_once(editor, experiment):
    with CaptureQueriesContext(connection) as asked:
        assert editor.get(f"{API}/experiments/{experiment.pk}/").status_code == 200
    read = [query for query in asked if 'FROM "experiments_experiment"' in query["sql"]]
    assert len(read) == 1


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        (forbidden_arm(), "provider_not_allowed"),
        (arm(2, provider="no-such-kind"), "provider_not_allowed"),
        (arm(2, model="model-forbidden"), "model_not_allowed"),
        (arm(2, connection="absent"), "connection_missing"),
        (arm(2, connection="forbidden"), "connection_missing"),
        (arm(2, parameters={"temperature": 9}), "parameters_invalid"),
        (arm(2, parameters={"unheard": 1}), "parameters_invalid"),
    ],
)
def test_a_refused_arm_stores_nothing(owner, editor, bad, code):
    AllowlistEntry.objects.update(allowed_models=["model-?"])
    response = define(editor, owner, body_for(owner, arms=[arm(0), bad]))
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "definition_refused")
    assert faults(response) == [(bad["key"], code)]
    assert problem["errors"][0]["detail"]
    assert not Experiment.objects.exists()
    assert not Arm.objects.exists()


def test_every_refused_arm_has_its_own_error(owner, editor):
    arms = [forbidden_arm(), arm(0), arm(1, connection="absent")]
    response = define(editor, owner, body_for(owner, arms=arms))
    assert faults(response) == [
        ("forbidden", "provider_not_allowed"),
        ("arm-1", "connection_missing"),
    ]


def test_a_denial_is_kept_as_a_fact_and_other_faults_are_not(owner, editor):
    arms = [forbidden_arm(), arm(1, connection="absent")]
    define(editor, owner, body_for(owner, arms=arms))
    [denied] = PolicyDenial.objects.all()
    assert (denied.organization, denied.at, denied.code) == (
        owner,
        "create",
        "provider_not_allowed",
    )
    assert (denied.arm_key, denied.provider, denied.model) == ("forbidden", "openai", "model-9")
    assert denied.actor_id == int(editor.session["_auth_user_id"])


def test_a_denied_change_is_kept_though_the_change_is_undone(owner, editor, experiment):
    body = {"name": "other", "arms": [forbidden_arm()]}
    response = change(editor, experiment, "patch", body, match="*")
    assert faults(response) == [("forbidden", "provider_not_allowed")]
    denied = PolicyDenial.objects.get()
    assert (denied.at, denied.experiment_id) == ("update", experiment.pk)
    experiment.refresh_from_db()
    assert experiment.name == "smoke"
    assert [each.key for each in experiment.arms.all()] == ["arm-0", "arm-1"]


def test_an_unknown_evaluator_is_refused(owner, editor):
    response = define(editor, owner, body_for(owner, evaluator="strict:7"))
    assert (response.status_code, faults(response)) == (422, [(None, "evaluator_not_allowed")])


def test_task_sets_and_connections_of_others_are_as_absent_as_what_never_was(owner, editor):
    other = defining_organization("other")
    Connection.objects.filter(organization=other, name="local").update(name="theirs")
    theirs = define(editor, owner, body_for(owner, task_set=str(task_set_of(other).pk)))
    absent = define(editor, owner, body_for(owner, task_set=str(owner.pk)))
    assert theirs.status_code == absent.status_code == 422
    assert theirs.json()["errors"] == absent.json()["errors"]
    assert theirs.json()["code"] == "task_set_unknown"
    refused = define(editor, owner, body_for(owner, arms=[arm(0, connection="theirs")]))
    assert faults(refused) == [("arm-0", "connection_missing")]


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"repeats": 0}, "repeats", "invalid"),
        ({"repeats": "3"}, "repeats", "invalid"),
        ({"repeats": True}, "repeats", "invalid"),
        ({"task_set": "x"}, "task_set", "invalid"),
        ({"name": ""}, "name", "invalid"),
        ({"name": "a\tb"}, "name", "invalid"),
        ({"name": "\x00"}, "name", "invalid"),
        ({"unknown": 1}, "unknown", "unknown_field"),
        ({"tasks": "tasks.jsonl"}, "tasks", "unknown_field"),
        ({"arms": []}, "arms", "invalid"),
        ({"arms": [arm(0), arm(0)]}, "arms", "invalid"),
        ({"arms": [{"key": "a"}]}, "arms.0.provider", "required"),
        ({"arms": [arm(0, seed=1)]}, "arms.0.seed", "unknown_field"),
        ({"arms": [arm(0, parameters={"\ud800": 1})]}, "arms.0.parameters, a key", "invalid"),
        ({"arms": [arm(0, parameters={"\ud800": "\x00"})]}, "arms.0.parameters, a key", "invalid"),
        ({"prompt_template": "{{ secret }}"}, "prompt_template", "invalid"),
    ],
)
def test_the_shape_is_checked_field_by_field(owner, editor, changes, field, code):
    response = define(editor, owner, body_for(owner, **changes))
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert (field, code) in faults(response)
    assert not Experiment.objects.exists()


def test_a_name_stands_once_in_an_organisation(owner, editor, experiment):
    response = define(editor, owner, body_for(owner))
    assert (response.status_code, response.json()["code"]) == (409, "name_taken")
    other = defining_organization("other")
    assert define(client_of(other, Role.EDITOR), other, body_for(other)).status_code == 201


def test_put_replaces_what_is_left_out_by_its_default(owner, editor, experiment):
    body = body_for(owner, arms=[arm(1, model="model-9")], repeats=2)
    response = change(editor, experiment, "put", body, match=etag_of(editor, experiment))
    shown = response.json()
    assert (response.status_code, shown["repeats"], shown["id"]) == (200, 2, str(experiment.pk))
    assert [(each["key"], each["model"]) for each in shown["arms"]] == [("arm-1", "model-9")]
    assert response["ETag"] == etag_of(editor, experiment)
    later = change(editor, experiment, "put", body_for(owner), match=response["ETag"])
    assert later.json()["repeats"] == 1


def test_patch_changes_what_it_names(owner, editor, experiment):
    kept = {each.key: each.pk for each in experiment.arms.all()}
    response = change(
        editor, experiment, "patch", {"repeats": 5}, match=etag_of(editor, experiment)
    )
    assert (response.json()["repeats"], response.json()["name"]) == (5, "smoke")
    assert {each.key: each.pk for each in experiment.arms.all()} == kept


def test_patch_checks_the_arms_that_it_does_not_name(owner, editor, experiment):
    AllowlistEntry.objects.update(enabled=False)
    response = change(editor, experiment, "patch", {"repeats": 5}, match="*")
    assert faults(response) == [
        ("arm-0", "provider_not_allowed"),
        ("arm-1", "provider_not_allowed"),
    ]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_change_says_which_version_it_is_meant_for(owner, editor, experiment, method):
    stale = etag_of(editor, experiment)
    assert change(editor, experiment, "patch", {"repeats": 7}, match=stale).status_code == 200
    body = {} if method == "delete" else body_for(owner)
    for match, status in (("", 428), (stale, 412), (f"W/{stale}", 412), ('"x"', 412)):
        assert change(editor, experiment, method, body, match=match).status_code == status
    experiment.refresh_from_db()
    assert experiment.repeats == 7


def test_a_provider_that_was_disabled_later_is_shown_as_a_problem(editor, experiment):
    before = etag_of(editor, experiment)
    AllowlistEntry.objects.update(enabled=False)
    shown = editor.get(f"{API}/experiments/{experiment.pk}/").json()
    assert [(each["arm"], each["code"]) for each in shown["problems"]] == [
        ("arm-0", "provider_not_allowed"),
        ("arm-1", "provider_not_allowed"),
    ]
    assert "not enabled for this organisation" in shown["problems"][0]["detail"]
    assert etag_of(editor, experiment) != before


def test_an_unchanged_experiment_is_not_sent_again(editor, experiment):
    tag = etag_of(editor, experiment)
    again = editor.get(f"{API}/experiments/{experiment.pk}/", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_an_experiment_goes_as_long_as_nothing_ran(editor, experiment):
    RunFactory(experiment=experiment, finished=True)
    refused = change(editor, experiment, "delete", {}, match="*")
    assert (refused.status_code, refused.json()["code"]) == (409, "experiment_has_runs")
    experiment.runs.all().delete()
    gone = change(editor, experiment, "delete", {}, match=etag_of(editor, experiment))
    assert (gone.status_code, gone.content) == (204, b"")
    assert not Experiment.objects.exists()


def test_a_viewer_defines_and_changes_nothing(owner, experiment):
    viewer = client_of(owner, Role.VIEWER)
    answers = [define(viewer, owner, body_for(owner, name="mine"))]
    for method in ("put", "patch", "delete"):
        answers.append(change(viewer, experiment, method, {"name": "mine"}, match="*"))
    assert [answer.status_code for answer in answers] == [403] * 4
    assert not Experiment.objects.filter(name="mine").exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_others_cannot_change_what_they_cannot_see(experiment, method):
    stranger = client_of(defining_organization("other"), Role.ADMIN)
    assert change(stranger, experiment, method, {}, match="*").status_code == 404
    assert Experiment.objects.filter(pk=experiment.pk, name="smoke").exists()
