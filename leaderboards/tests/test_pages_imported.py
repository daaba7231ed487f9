"""An imported run says so wherever it is shown, and nowhere pretends to have been run here."""

import pytest
from django.urls import reverse

from experiments.models import Attempt, Experiment
from experiments.tests.results import DIFF, result
from leaderboards.headless import boards_of
from leaderboards.tests.imports import evaluation, imported_run
from organizations.roles import Role
from organizations.tests.http import API, client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    return imported_run(
        tmp_path,
        result("a", output=f"Here:\n{DIFF}", latency_ms=5, evaluation=evaluation(0.5)),
        result("b", state="failed"),
        judge="strict-judge",
    )


@pytest.fixture
def client(run):
    return client_of(run.experiment.organization, Role.EDITOR)


def attempt_of(run, arm):
    return Attempt.objects.get(run=run, arm__key=arm)


def test_every_page_of_the_run_has_the_badge(run, client):
    places = [reverse(name, args=[run.pk]) for name in ("run", "attempts", "diagnostics")]
    places += [reverse("pairwise", args=[run.pk]), reverse("home")]
    places += [reverse("experiment", args=[run.experiment_id])]
    places += [reverse("attempt", args=[attempt_of(run, arm).pk]) for arm in "ab"]
    for place in places:
        response = client.get(place)
        assert response.status_code == 200, place
        assert '<span class="tag">imported</span>' in response.content.decode(), place
        assert_strict(response)


def test_every_board_has_the_badge_and_latency_its_caveat(run, client):
    page = client.get(reverse("run", args=[run.pk])).content.decode()
    for title in ("Quality", "Latency", "Cost", "Evaluator"):
        heading = page.split(f'<h2 id="{title.lower()}">')[1].split("</h2>")[0]
        assert "imported" in heading
    assert "Measured elsewhere, all arms." in page
    assert "strict-judge" in page
    assert "judged elsewhere" in page


def test_an_empty_board_says_what_the_results_lacked(tmp_path):
    run = imported_run(tmp_path, result())
    seen = text_of(client_of(run.experiment.organization).get(reverse("run", args=[run.pk])))
    told = boards_of(run)
    for missing in ("validation", "cost", "evaluation"):
        assert f"No {missing} came with the results" in seen
        assert f"no {missing} came with the results" in told
    assert "came with a latency" in seen
    assert "1 attempt (" in told
    assert "1 task, 1 repeat" in told


def test_a_failure_without_a_code_is_listed_as_one(run, client):
    page = client.get(reverse("run", args=[run.pk]))
    assert 'title="None was given"' in page.content.decode()
    assert "Try 1 again" not in text_of(page)


def test_an_attempt_does_not_pretend_to_have_been_made_here(run, client):
    seen = text_of(client.get(reverse("attempt", args=[attempt_of(run, "a").pk])))
    assert "Whether it applies was not tried" in seen
    assert "measured elsewhere" in seen
    assert "when it was made is not known here" in seen
    for untrue in ("0 calls", "Queued", "Nothing was proposed", "The task's prompt"):
        assert untrue not in seen
    failed = text_of(client.get(reverse("attempt", args=[attempt_of(run, "b").pk])))
    assert "No answer came with the results" in failed
    assert "No evaluation came with the results" in failed


def test_whoever_labels_a_patch_is_told_which_task_it_is_of(run, client):
    seen = text_of(client.get(reverse("label", args=[run.pk])))
    assert f"Task {attempt_of(run, 'a').task.key}" in seen
    assert "Its prompt did not come with the results" in seen


def test_nothing_is_run_on_a_task_set_that_is_keys_alone(run, client):
    body = {
        "name": "mine",
        "task_set": str(run.task_set_id),
        "arms": [{"key": "a", "provider": "demo", "connection": "x", "model": "m"}],
    }
    place = f"{API}/organizations/acme/experiments/"
    response = client.post(place, data=body, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (422, "task_set_keys_only")
    form = client.get(reverse("experiment-new", args=["acme"])).content.decode()
    assert str(run.task_set_id) not in form
    place = f"{API}/experiments/{run.experiment_id}/runs/"
    started = client.post(place, content_type="application/json")
    assert (started.status_code, started.json()["code"]) == (409, "no_arms")
    (shown,) = client.get(f"{API}/organizations/acme/task-sets/").json()["results"]
    assert shown["keys_only"] is True
    assert Experiment.objects.count() == 1
