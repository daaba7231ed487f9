"""The published summary over HTTP: the latest, each revision, and what a client has already."""

import pytest
from django.utils import timezone

from experiments.models import Attempt, Run, Validation
from experiments.tests.factories import AttemptFactory, RunFactory
from leaderboards.aggregation import publish
from leaderboards.models import RunSummary
from leaderboards.tests.published import organization_of, published_run
from leaderboards.tests.schemas import assert_described
from organizations.tests.http import API, assert_queries_do_not_grow, bearer_of, client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def run():
    return published_run()


@pytest.fixture
def client(run):
    return client_of(organization_of(run))


def path_of(run, query=""):
    return f"{API}/runs/{run.pk}/summary/{query}"


def revised(run, latency_ms):
    """Another revision: the latencies are others."""
    Attempt.objects.filter(run=run).update(latency_ms=latency_ms)
    return publish(run)


def test_a_summary_is_served_as_it_was_stored(run, client):
    stored = run.summaries.get()
    response = client.get(path_of(run))
    assert response.content.decode() == stored.content
    assert response["Content-Type"] == "application/json"
    assert response["ETag"] == f'"1-{stored.input_digest}"'
    assert response["Content-Location"] == path_of(run, "?revision=1")
    assert_described(response.json(), by="summary")


def test_a_summary_that_the_client_has_is_not_sent_again(run, client):
    known = {"If-None-Match": f'"other", {client.get(path_of(run))["ETag"]}'}
    again = client.get(path_of(run), headers=known)
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] in known["If-None-Match"]
    stored = revised(run, 5_000.0)
    response = client.get(path_of(run), headers=known)
    assert (response.status_code, response.content.decode()) == (200, stored.content)


def test_the_etag_names_the_bytes_and_not_only_the_rows_behind_them(run, client):
    """Rows that went back to what they were are another revision with the same digest."""
    revised(run, 100.0)
    first = client.get(path_of(run))
    revised(run, 5_000.0)
    revised(run, 100.0)
    third = client.get(path_of(run), headers={"If-None-Match": first["ETag"]})
    assert third.status_code == 200
    assert third.json()["input_digest"] == first.json()["input_digest"]
    assert third.content != first.content


def test_a_revision_stays_as_it_was(run, client):
    first = client.get(path_of(run))
    stored = revised(run, 5_000.0)
    again = client.get(first["Content-Location"])
    assert (again.content, again["ETag"]) == (first.content, first["ETag"])
    latest = client.get(path_of(run, "?revision=2"))
    assert latest.content.decode() == stored.content
    assert client.get(path_of(run)).content == latest.content


def test_a_result_that_came_late_makes_the_revision_that_is_asked_for(run, client):
    Validation.objects.filter(attempt__run=run).update(status="failed", score=0.0)
    Run.objects.filter(pk=run.pk).update(results_changed_at=timezone.now())
    assert client.get(path_of(run, "?revision=2")).status_code == 200
    assert len(client.get(f"{API}/runs/{run.pk}/summaries/").json()["results"]) == 2


def test_all_revisions_are_listed_and_lead_to_their_summaries(run, client):
    revised(run, 5_000.0)
    rows = client.get(f"{API}/runs/{run.pk}/summaries/").json()["results"]
    assert [row["revision"] for row in rows] == [2, 1]
    for row in rows:
        response = client.get(row["summary"])
        assert response.json()["input_digest"] == row["input_digest"]
        assert response.json()["computed_at"] == row["computed_at"]
        assert response["Content-Location"] in row["summary"]


def test_listing_more_revisions_takes_no_more_queries_and_no_documents(run, client):
    def ten_more():
        for number in range(10):
            revised(run, 1_000.0 + RunSummary.objects.count() + number)

    assert_queries_do_not_grow(
        lambda: client.get(f"{API}/runs/{run.pk}/summaries/"), ten_more=ten_more
    )


def test_a_run_that_goes_on_lists_none():
    run = RunFactory()
    client = client_of(organization_of(run))
    assert client.get(f"{API}/runs/{run.pk}/summaries/").json()["results"] == []
    for query in ("", "?revision=1"):
        response = client.get(path_of(run, query))
        assert (response.status_code, response.json()["code"]) == (404, "summary_not_published")


@pytest.mark.parametrize("number", ["2", "2147483647"])
def test_a_revision_that_was_not_published_is_not_found(run, client, number):
    response = client.get(path_of(run, f"?revision={number}"))
    assert (response.status_code, response.json()["code"]) == (404, "revision_unknown")


@pytest.mark.parametrize(
    "number", ["0", "-1", "x", "", "1.5", "2147483648", "%00", "1e1", "9" * 2000]
)
def test_what_is_no_number_of_a_revision_is_refused_by_name(run, client, number):
    response = client.get(path_of(run, f"?revision={number}"))
    assert response.status_code == 400
    assert [error["attr"] for error in response.json()["errors"]] == ["revision"]


def test_another_run_has_no_such_revision(run, client):
    other = published_run()
    revised(other, 5_000.0)
    assert client.get(path_of(run, "?revision=2")).status_code == 404


def test_head_is_get_without_the_document(run, client):
    whole, head = client.get(path_of(run)), client.head(path_of(run))
    assert (head.status_code, head.content) == (200, b"")
    for name in ("ETag", "Content-Type", "Content-Length", "Content-Location", "Cache-Control"):
        assert head[name] == whole[name]
    known = {"If-None-Match": whole["ETag"]}
    assert client.head(path_of(run), headers=known).status_code == 304


def test_options_names_the_methods_and_no_more(run, client):
    response = client.options(path_of(run))
    assert (response.status_code, response.content) == (200, b"")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused_and_the_allowed_are_named(run, method):
    response = getattr(bearer_of(organization_of(run)), method)(path_of(run))
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert response.json()["code"] == "method_not_allowed"


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, application/*;q=0.5", 200),
        ("text/html", 406),
        ("application/xml", 406),
    ],
)
def test_it_comes_as_json_or_not_at_all(run, client, accept, status):
    response = client.get(path_of(run), headers={"Accept": accept})
    assert response.status_code == status
    if status == 406:
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["code"] == "not_acceptable"


def test_a_run_without_attempts_of_success_is_served_too():
    run = RunFactory(finished=True)
    AttemptFactory(arm__run=run, failed=True)
    publish(run)
    found = client_of(organization_of(run)).get(path_of(run)).json()
    assert found["attempts"]["succeeded"] == 0
    assert_described(found, by="summary")
