"""Evaluator profiles over HTTP: versions that never change, judges that policy allows."""

from uuid import uuid4

import pytest

from evaluation.models import EvaluatorProfile, PromptTemplate, Rubric
from experiments.tests.definitions import body_for, define, defining_organization, faults, post
from organizations.roles import Role
from organizations.tests.http import API, client_of
from providers.models import AllowlistEntry, PolicyDenial

pytestmark = pytest.mark.django_db
PATH = "organizations/acme/evaluator-profiles/"


@pytest.fixture
def owner():
    return defining_organization()


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


def judge(**changes):
    return {
        "name": "strict",
        "provider": "openai_compatible",
        "connection": "local",
        "model": "judge-1",
        "parameters": {"temperature": 0},
        "rubric": {"version": "1", "text": "Be strict."},
        "prompt_template": {"version": "1", "text": "{{ task }} {{ patch }} {{ rubric }}"},
        **changes,
    }


def test_a_profile_comes_back_as_it_was_sent(editor):
    response = post(editor, PATH, judge())
    stored = response.json()
    assert (response.status_code, stored["version"]) == (201, 1)
    assert {name: stored[name] for name in judge()} == judge()
    assert editor.get(response["Location"]).json() == stored
    assert editor.get(f"{API}/{PATH}").json()["results"] == [stored]


def test_the_same_content_is_the_same_version_and_other_content_the_next(editor):
    first = post(editor, PATH, judge()).json()
    again = post(editor, PATH, judge())
    assert (again.status_code, again.json()) == (200, first)
    other = post(editor, PATH, judge(rubric={"version": "2", "text": "Be kind."}))
    assert (other.status_code, other.json()["version"]) == (201, 2)


def test_an_experiment_names_a_profile_with_or_without_its_version(owner, editor):
    post(editor, PATH, judge())
    for number, reference in enumerate(("strict", "strict:1")):
        body = body_for(owner, name=f"judged-{number}", evaluator=reference)
        assert define(editor, owner, body).status_code == 201


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"provider": "openai", "connection": "forbidden"}, "evaluator_not_allowed"),
        ({"model": "other-1"}, "evaluator_not_allowed"),
        ({"connection": "absent"}, "connection_missing"),
        ({"parameters": {"temperature": 9}}, "parameters_invalid"),
    ],
)
def test_a_judge_that_may_not_be_called_is_refused_and_nothing_is_stored(editor, changes, code):
    AllowlistEntry.objects.update(allowed_models=["judge-*"])
    response = post(editor, PATH, judge(**changes))
    assert (response.status_code, response.json()["code"]) == (422, "definition_refused")
    assert faults(response) == [(None, code)]
    assert PolicyDenial.objects.count() == (code == "evaluator_not_allowed")
    for model in (EvaluatorProfile, Rubric, PromptTemplate):
        assert not model.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": ""}, "name"),
        ({"unknown": 1}, "unknown"),
        ({"rubric": {"text": "x"}}, "rubric.version"),
        ({"prompt_template": {"version": "1", "text": "{{ model }}"}}, "prompt_template"),
        ({"rubric": {"version": "1", "text": "\x00"}}, "rubric.text"),
    ],
)
def test_the_shape_is_checked_field_by_field(editor, changes, field):
    response = post(editor, PATH, judge(**changes))
    assert response.status_code == 400
    assert field in [attr for attr, _ in faults(response)]


def test_a_viewer_reads_and_does_not_write(owner, editor):
    stored, viewer = post(editor, PATH, judge()).json(), client_of(owner)
    assert viewer.get(stored["links"]["self"]).json() == stored
    assert post(viewer, PATH, judge()).status_code == 403


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_version_never_changes(editor, method):
    address = post(editor, PATH, judge()).json()["links"]["self"]
    assert getattr(editor, method)(address).status_code == 405


def test_a_profile_of_others_is_as_absent_as_what_never_was(owner, editor):
    stored = post(editor, PATH, judge()).json()
    other = client_of(defining_organization("other"), Role.ADMIN)
    for slug, pk in (("acme", stored["id"]), ("other", stored["id"]), ("other", uuid4())):
        path = f"{API}/organizations/{slug}/evaluator-profiles/{pk}/"
        assert other.get(path).status_code == 404
