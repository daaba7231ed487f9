"""Results from elsewhere over HTTP."""

import json
from decimal import Decimal

import pytest

from evaluation import import_api
from experiments.models import Attempt, Experiment, Run
from experiments.tests.results import bytes_of, result
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import API, client_of

pytestmark = pytest.mark.django_db
LINES = (result(), result(task="t2", state="failed", error_code="timeout"))
QUERY = "?experiment=outside"


@pytest.fixture
def owner():
    return OrganizationFactory(slug="acme")


@pytest.fixture
def editor(owner):
    return client_of(owner, Role.EDITOR)


def send(client, *lines, query=QUERY, check=False, **headers):
    return client.post(
        f"{API}/organizations/acme/imports/{'check/' if check else ''}{query}",
        data=bytes_of(*lines),
        content_type="application/jsonl",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def test_an_import_answers_with_its_run(editor):
    response = send(editor, *LINES, query=f"{QUERY}&judge=strict")
    run = Run.objects.get()
    assert response.status_code == 201
    assert response.headers["Location"].endswith(f"/runs/{run.pk}/")
    shown = response.json()
    assert (shown["imported"], shown["state"]) == (True, "completed")
    assert editor.get(response.headers["Location"]).json() == shown
    summary = editor.get(shown["links"]["summary"]).json()
    assert (summary["run"]["judge"], summary["attempts"]["total"]) == ("strict", 2)
    assert run.created_by == Experiment.objects.get().created_by is not None


def test_the_same_results_are_answered_with_the_same_run(editor):
    first, again = send(editor, *LINES), send(editor, *LINES[::-1])
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()
    assert Run.objects.count() == 1


def test_a_key_gets_its_answer_again(editor):
    first = send(editor, *LINES, Idempotency_Key="once")
    again = send(editor, *LINES, Idempotency_Key="once")
    assert (again.status_code, again.json()) == (201, first.json())
    assert again.headers["Idempotent-Replayed"] == "true"
    other = send(editor, LINES[0], Idempotency_Key="once")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_every_bad_line_is_a_problem_of_its_own_and_the_key_is_free_again(editor):
    response = send(editor, b"{", LINES[0], result(repeat=0), Idempotency_Key="k")
    problem = response.json()
    assert (response.status_code, problem["code"]) == (422, "results_invalid")
    assert response.headers["Content-Type"] == "application/problem+json"
    places = [error["detail"].split(": ")[0] for error in problem["errors"]]
    assert places == ["results.jsonl:1", "results.jsonl:3"]
    assert not Run.objects.exists()
    assert send(editor, *LINES, Idempotency_Key="k").status_code == 201


def test_what_cannot_be_published_is_not_stored(editor, settings):
    settings.RUN_PUBLISHER = "operator.neg"
    with pytest.raises(TypeError):
        send(editor, *LINES, Idempotency_Key="k")
    assert not Experiment.objects.exists()
    settings.RUN_PUBLISHER = "leaderboards.aggregation.publish"
    assert send(editor, *LINES, Idempotency_Key="k").status_code == 201


def test_a_check_counts_and_stores_nothing(editor):
    response = send(editor, *LINES, check=True)
    assert response.status_code == 200
    assert response.json() == {
        "arms": ["able"],
        "n_tasks": 2,
        "repeats": 1,
        "attempts": 2,
        "succeeded": 1,
        "artifacts": 0,
        "validations": 0,
        "evaluations": 0,
    }
    assert not Experiment.objects.exists()
    assert send(editor, b"{", check=True).status_code == 422


@pytest.mark.parametrize(
    ("query", "status"),
    [("", 400), ("?experiment=", 400), ("?experiment=a&other=1", 400), (f"{QUERY}&judge=%0A", 422)],
)
def test_where_they_belong_must_be_said(editor, query, status):
    assert send(editor, *LINES, query=query).status_code == status
    assert send(editor, *LINES, query=query, check=True).status_code == status
    assert not Run.objects.exists()


def test_an_empty_file_is_a_fault(editor):
    response = send(editor, b"")
    assert (response.status_code, response.json()["code"]) == (422, "results_invalid")


def send_json(client, body, *, check=""):
    place = f"{API}/organizations/acme/imports/{check}"
    return client.post(place, data=json.dumps(body), content_type="application/json")


def test_the_same_in_json_is_the_same(editor):
    results = [result(cost_usd=0.1, latency_ms=2.5, output="\ud800"), result(task="t2")]
    first = send(editor, *results)
    again = send_json(editor, {"experiment": "outside", "results": results})
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    assert Attempt.objects.get(task__key="t1").cost_usd == Decimal("0.1")
    judged = send_json(editor, {"experiment": "outside", "judge": "j", "results": results})
    assert judged.status_code == 201


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"experiment": "x", "results": [result(), result(repeat=0)]}, 422, "results.1.repeat: "),
        ({"experiment": "x", "results": [result(), result()]}, 422, "results.1: its arm, task"),
        ({"experiment": "x", "results": [{"\ud800": 1}]}, 422, "results.0"),
        ({"experiment": "x", "results": [1, "2", None, []]}, 422, "results.0: "),
        ({"experiment": "x", "results": [result(cost_usd=1e300)]}, 422, "results.0.cost_usd: "),
        ({"experiment": "x", "results": []}, 400, "at least 1 item"),
        ({"experiment": "", "results": [result()]}, 400, "at least 1 character"),
        ({"results": [result()]}, 400, "required"),
        ([], 400, "valid"),
    ],
)
def test_what_is_wrong_with_json_is_told_with_its_place(editor, body, status, said):
    for check in ("", "check/"):
        response = send_json(editor, body, check=check)
        assert response.status_code == status
        assert said in response.json()["errors"][0]["detail"]
    assert not Run.objects.exists()


def test_a_media_type_has_no_case(editor):
    place = f"{API}/organizations/acme/imports/{QUERY}"
    sent = editor.post(place, data=bytes_of(result()), content_type="Application/JSONL")
    assert sent.status_code == 201


def test_other_formats_are_not_read(editor):
    place = f"{API}/organizations/acme/imports/{QUERY}"
    assert editor.post(place, data="a,b", content_type="text/csv").status_code == 415


def test_a_file_that_is_too_large_is_refused_unread(editor, monkeypatch):
    monkeypatch.setattr(import_api, "MAX_RESULTS_BYTES", 100)
    assert send(editor, *LINES).status_code == 413


@pytest.mark.parametrize("check", [False, True])
def test_who_may_only_look_may_not_import(owner, check):
    assert send(client_of(owner, Role.VIEWER), *LINES, check=check).status_code == 403
    stranger = client_of(OrganizationFactory(slug="other"), Role.EDITOR)
    assert send(stranger, *LINES, check=check).status_code == 404
    assert not Attempt.objects.exists()
