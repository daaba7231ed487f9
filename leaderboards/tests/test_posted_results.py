"""Results from outside: posted once per source, counted by one rule, published after the end."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from experiments.models import Run, Validation
from experiments.posted import Posted, post_result
from experiments.states import RunState, ValidationStatus
from experiments.tests.factories import ValidationFactory
from experiments.work.finish import finish, republish
from leaderboards.models import RunSummary
from leaderboards.tests.posting import (
    BESIDE,
    EXTERNAL,
    RESULT,
    attempt_of,
    organization_of,
    post,
    quality_of,
    shown,
)
from leaderboards.tests.published import BROKEN
from organizations.roles import Role
from organizations.tests.http import API, client_of

pytestmark = pytest.mark.django_db


def test_a_result_is_stored_and_shown():
    attempt = attempt_of()
    url = "https://ci.example.org/jobs/7"
    response = post(attempt, details="3 of 4 suites.", url=url)
    assert response.status_code == 201
    assert response["Location"] == f"http://testserver{API}/attempts/{attempt.pk}/"
    posted = response.json()
    assert posted == RESULT | {
        "details": "3 of 4 suites.",
        "url": url,
        "posted_at": posted["posted_at"],
    }
    assert shown(attempt) == {
        "status": "passed",
        "score": 0.75,
        "source": "ci",
        "checks": [
            {"kind": "external", "status": "passed", "score": 0.75, "detail": "3 of 4 suites."}
        ],
        "posted": [posted],
    }
    row = Validation.objects.get(source="ci")
    assert row.posted_by.memberships.get().role == Role.EDITOR


def test_the_same_result_again_is_the_stored_one_and_another_is_refused():
    attempt = attempt_of()
    first = post(attempt, details=None)
    again = post(attempt)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    for changes in (
        {"score": 0.5},
        {"status": "failed"},
        {"details": "Other words."},
        {"url": "https://ci.example.org/"},
    ):
        other = post(attempt, **changes)
        assert (other.status_code, other.json()["code"]) == (409, "validation_posted")
    assert Validation.objects.filter(source="ci").count() == 1


def test_each_source_has_a_result_of_its_own_and_the_worst_counts():
    attempt = attempt_of()
    post(attempt, source="unit", score=1)
    post(attempt, source="lint", score=0.5)
    post(attempt, source="docs", status="not_run", score=None)
    found = shown(attempt)
    assert (found["status"], found["score"], found["source"]) == ("passed", 0.5, "lint")
    assert [each["source"] for each in found["posted"]] == ["unit", "lint", "docs"]


@pytest.mark.parametrize(
    ("checks", "engine", "posted", "counts"),
    [
        (EXTERNAL, "not_run", "passed", "ci"),
        (EXTERNAL, "not_run", "not_run", "engine"),
        (EXTERNAL, None, "passed", "ci"),  # the engine's is still to come
        (EXTERNAL, BROKEN, "failed", "ci"),
        (BESIDE, "passed", "failed", "ci"),
        (BESIDE, "passed", "error", "ci"),
        (BESIDE, "failed", "passed", "engine"),
        (BESIDE, "error", "failed", "ci"),
        ([{"kind": "applies"}], "passed", "failed", "engine"),  # nobody asked for it
        ([{"kind": "applies"}], "failed", "passed", "engine"),
        ([{"kind": "applies"}], BROKEN, "passed", "engine"),
        ([{"kind": "tests"}], "not_run", "passed", "ci"),  # there was no sandbox
        ([], None, "not_run", "ci"),
    ],
)
def test_what_counts_is_the_tasks_to_say(checks, engine, posted, counts):
    attempt = attempt_of(checks=checks, engine=None if engine is BROKEN else engine)
    if engine is BROKEN:
        ValidationFactory(attempt=attempt, **BROKEN)
    post(attempt, {"source": "ci", "status": posted})
    assert shown(attempt)["source"] == counts
    assert [each["status"] for each in shown(attempt)["posted"]] == [posted]


def test_a_result_after_the_end_is_in_a_new_revision_for_whoever_asks_next():
    attempt = attempt_of()
    run = attempt.run
    assert quality_of(run) is None
    post(attempt)
    assert quality_of(run) == 0.75
    assert quality_of(run) == 0.75
    revisions = RunSummary.objects.filter(run=run).order_by("revision")
    assert [each.revision for each in revisions] == [1, 2]
    assert Run.objects.get(pk=run.pk).results_changed_at is None
    post(attempt, source="lint", score=0.5)
    assert quality_of(run) == 0.5
    page = client_of(organization_of(attempt)).get(f"/runs/{run.pk}/")
    assert page.status_code == 200


def test_a_result_that_changes_nothing_makes_no_revision():
    attempt = attempt_of(checks=[{"kind": "applies"}], engine="passed")
    post(attempt, status="failed", score=0)
    assert quality_of(attempt.run) == 1.0
    assert RunSummary.objects.filter(run=attempt.run).count() == 1
    assert Run.objects.get(pk=attempt.run_id).results_changed_at is None


def test_who_publishes_goes_by_the_run_as_it_is_not_as_he_saw_it():
    attempt = attempt_of()
    post(attempt)
    seen = Run.objects.get(pk=attempt.run_id)
    post(attempt, source="lint", score=0.5)
    republish(seen)  # by one who had not heard of the second
    republish(seen)
    assert quality_of(attempt.run) == 0.5
    assert RunSummary.objects.filter(run=attempt.run).count() == 2


def test_nobody_publishes_a_run_that_was_opened_again():
    attempt = attempt_of()
    post(attempt)
    seen = Run.objects.get(pk=attempt.run_id)
    Run.objects.filter(pk=seen.pk).update(state=RunState.RUNNING, finished_at=None)
    republish(seen)
    assert RunSummary.objects.filter(run=seen).count() == 1
    assert finish(seen.pk)
    assert quality_of(attempt.run) == 0.75
    assert not Run.objects.exclude(results_changed_at=None).exists()


def test_a_run_is_not_held_open_for_results_and_has_those_that_came_before_its_end():
    early, late = attempt_of(finished=False), attempt_of(finished=False)
    post(early)
    for attempt in (early, late):
        assert finish(attempt.run_id)
    assert (quality_of(early.run), quality_of(late.run)) == (0.75, None)
    assert not Run.objects.exclude(results_changed_at=None).exists()


def test_stages_and_progress_count_the_engines_own_work_only():
    attempt = attempt_of()
    post(attempt)
    client, run = client_of(organization_of(attempt)), f"{API}/runs/{attempt.run_id}"
    assert client.get(f"{run}/").json()["progress"]["validation"]["succeeded"] == 1
    assert client.get(f"{run}/summary/").json()["stages"]["validation"]["n"] == 1


def test_the_page_shows_where_a_result_comes_from():
    attempt = attempt_of()
    post(attempt, details="3 of 4 suites.", url="https://ci.example.org/jobs/7")
    page = client_of(organization_of(attempt)).get(f"/attempts/{attempt.pk}/").content.decode()
    assert '<a href="https://ci.example.org/jobs/7" rel="nofollow noreferrer">ci</a>' in page
    assert "3 of 4 suites." in page


def test_an_address_that_is_none_is_never_a_link():
    attempt = attempt_of()
    ValidationFactory(attempt=attempt, source="ci", url="javascript:alert(1)")
    page = client_of(organization_of(attempt)).get(f"/attempts/{attempt.pk}/").content.decode()
    assert "javascript:" not in page


def test_the_row_of_the_run_is_locked_so_that_its_end_misses_no_result():
    attempt = attempt_of(finished=False)
    with CaptureQueriesContext(connection) as queries:
        post_result(attempt, Posted(source="ci", status=ValidationStatus.PASSED), actor=None)
    first = next(q["sql"] for q in queries if "experiments_run" in q["sql"])
    assert "FOR NO KEY UPDATE" in first or connection.vendor == "sqlite"
