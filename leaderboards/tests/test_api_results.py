"""Pairs and attempts over HTTP."""

import pytest

from evaluation.tests.factories import EvaluationFactory
from experiments.models import Attempt
from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards.aggregation import publish
from leaderboards.serializers import AttemptSerializer
from organizations.tests.http import API, assert_queries_do_not_grow, client_of

pytestmark = pytest.mark.django_db

QUERIES_PER_BATCH = 3  # attempts, their arms, and results from outside


def finished_run(*, arms=("a", "b"), tasks=3):
    """Every arm solved every task, with different latencies."""
    run = RunFactory(finished=True)
    rows = [TaskFactory(task_set=run.task_set, key=f"t{n}") for n in range(tasks)]
    for place, key in enumerate(arms, start=1):
        arm = RunArmFactory(run=run, key=key)
        for task in rows:
            attempt = AttemptFactory(arm=arm, task=task, succeeded=True, latency_ms=100.0 * place)
            ValidationFactory(attempt=attempt)
    return run


@pytest.mark.parametrize("path", ["summary/", "pairwise/?a=a&b=b"])
def test_a_run_that_goes_on_has_no_summary(path):
    run = RunFactory()
    for key in "ab":
        RunArmFactory(run=run, key=key)
    response = client_of(run.experiment.organization).get(f"{API}/runs/{run.pk}/{path}")
    assert (response.status_code, response.json()["code"]) == (404, "summary_not_published")


def test_a_pair_shows_what_was_published_and_every_task():
    run = finished_run()
    content = publish(run).content
    client = client_of(run.experiment.organization)
    shown = client.get(f"{API}/runs/{run.pk}/pairwise/?a=b&b=a").json()
    assert (shown["a"], shown["b"]) == ("a", "b")
    assert set(shown["pairwise"]) == set(shown["tasks"])
    for board in ("quality", "latency"):
        pair = shown["pairwise"][board]
        assert f'"margin": {pair["margin"]}' in content
        assert len(shown["tasks"][board]) == pair["n_tasks"] == 3
    assert {row["outcome"] for row in shown["tasks"]["latency"]} == {"a_better"}
    assert {row["outcome"] for row in shown["tasks"]["quality"]} == {"tie"}


@pytest.mark.parametrize("query", ["", "?a=a", "?a=a&b=a", "?a=a&b=x", "?a=a&b=%00", "?a=a&b="])
def test_a_pair_needs_two_arms_of_the_run(query):
    run = finished_run()
    publish(run)
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/runs/{run.pk}/pairwise/{query}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_request")
    assert response.json()["errors"][0]["attr"] in ("a", "b")


def test_an_attempt_shows_the_same_keys_whatever_became_of_it():
    judged = EvaluationFactory().attempt
    ArtifactFactory(attempt=judged)
    ValidationFactory(attempt=judged)
    pending = AttemptFactory(arm=judged.arm)
    client = client_of(judged.run.experiment.organization)
    expected = list(AttemptSerializer().fields)
    for attempt in (judged, pending):
        assert list(client.get(f"{API}/attempts/{attempt.pk}/").json()) == expected


def test_a_space_makes_another_key():
    run = finished_run(arms=("x", " x", "z"))
    publish(run)
    client = client_of(run.experiment.organization)
    found = client.get(f"{API}/runs/{run.pk}/attempts/", {"arm": " x"}).json()["results"]
    assert {attempt["arm"] for attempt in found} == {" x"}
    pair = client.get(f"{API}/runs/{run.pk}/pairwise/", {"a": " x", "b": "z"}).json()
    assert (pair["a"], pair["pairwise"]["latency"]["winner"]) == (" x", " x")


def test_attempts_are_found_by_arm_task_state_and_error_code():
    run = finished_run()
    failed = AttemptFactory(
        arm=run.arms.get(key="a"), task=Attempt.objects.first().task, repeat=2, failed=True
    )
    client = client_of(run.experiment.organization)

    def found(query):
        page = client.get(f"{API}/runs/{run.pk}/attempts/?{query}").json()
        return [(row["arm"], row["task"], row["repeat"]) for row in page["results"]]

    assert len(found("")) == 7
    assert len(found("arm=a")) == 4
    assert len(found("arm=b&task=t1")) == 1
    assert found("state=failed") == found("error_code=timeout") == [("a", failed.task.key, 2)]
    assert found("state=succeeded&error_code=timeout") == []


@pytest.mark.parametrize(
    "query",
    [
        "arm=x",
        "arm=%00",
        "arm=",
        "task=x",
        "task=t1%00",
        "state=done",
        "error_code=oops",
        "cursor=x",
        "cursor=%00",
        "cursor=é",
        "cursor=cD1ub3QtYW4taWQ%3D",
        "cursor=bz05OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk%3D&page_size=x",
        "page_size=0",
        "page_size=501",
        "page_size=-1",
        "page_size=1e2",
        "page_size=" + "9" * 40,
    ],
)
def test_an_unknown_value_is_refused_by_name(query):
    run = finished_run()
    client = client_of(run.experiment.organization)
    response = client.get(f"{API}/runs/{run.pk}/attempts/?{query}")
    assert response.status_code == 400
    assert {error["attr"] for error in response.json()["errors"]} <= {
        part.partition("=")[0] for part in query.split("&")
    }


def test_pages_are_linked_and_hold_every_attempt_once():
    run = finished_run(tasks=5)
    client = client_of(run.experiment.organization)
    seen, path = [], f"{API}/runs/{run.pk}/attempts/?page_size=3"
    while path:
        response = client.get(path)
        page = response.json()
        seen += [row["id"] for row in page["results"]]
        for relation, word in (("next", "next"), ("previous", "prev")):
            link = f'<{page[relation]}>; rel="{word}"'
            assert (link in response.get("Link", "")) == (page[relation] is not None)
        path = page["next"]
    assert seen == sorted(str(pk) for pk in Attempt.objects.values_list("pk", flat=True))
    assert client.get(page["previous"]).json()["results"][-1]["id"] < page["results"][0]["id"]


def test_a_page_ends_where_its_answers_are_too_long(monkeypatch):
    run = finished_run(tasks=5)
    Attempt.objects.filter(run=run).update(output_text="a" * 80)
    Attempt.objects.filter(run=run, task__key="t2").update(output_text="a" * 1000)
    monkeypatch.setattr("leaderboards.attempt_rows.PAGE_BYTES", 300)
    client = client_of(run.experiment.organization)
    there = walk(client, f"{API}/runs/{run.pk}/attempts/?page_size=4", "next")
    assert [len(page["results"]) for page in there] == [2, 1, 3, 1, 1, 2]
    ids = [attempt["id"] for page in there for attempt in page["results"]]
    assert len(ids) == len(set(ids)) == 10
    back = walk(client, there[-1]["previous"], "previous")
    assert {attempt["id"] for page in back for attempt in page["results"]} == set(ids[:-2])


def walk(client, address, relation):
    pages = []
    while address:
        pages.append(client.get(address).json())
        address = pages[-1][relation]
    return pages


def test_listing_more_attempts_takes_no_more_queries():
    run = RunFactory()
    arm = RunArmFactory(run=run)
    client = client_of(run.experiment.organization)

    def ten_more():
        for attempt in AttemptFactory.create_batch(10, arm=arm, succeeded=True):
            ArtifactFactory(attempt=attempt)
            ValidationFactory(attempt=attempt)

    assert_queries_do_not_grow(
        lambda: client.get(f"{API}/runs/{run.pk}/attempts/"), ten_more=ten_more
    )


def test_a_batch_of_resources_takes_the_stated_number_of_queries(django_assert_num_queries):
    from leaderboards.resources import attempt_resources

    attempts = AttemptFactory.create_batch(12, succeeded=True)
    with django_assert_num_queries(QUERIES_PER_BATCH):
        assert len(list(attempt_resources(attempts))) == 12
