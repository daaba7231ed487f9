"""What two arms made of one task, next to each other."""

import csv
from io import StringIO

import pytest
from django.urls import reverse

from experiments.tests.factories import (
    ArtifactFactory,
    AttemptFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards import pair_pages
from leaderboards.aggregation import publish
from leaderboards.tests.published import organization_of, published_run
from organizations.roles import Role
from organizations.tests.factories import OrganizationFactory
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db
DIFF = "--- a/x.py\n+++ b/x.py\n@@ -1 +1 @@\n-old\n+new\n"


def ask(run, name="side-by-side", /, **query):
    return client_of(organization_of(run)).get(reverse(name, args=[run.pk]), query)


def test_both_arms_show_their_patch_checks_and_score():
    run = published_run()
    for arm in run.arms.all():
        ArtifactFactory(attempt=arm.attempts.get(task__key="t00"), diff=DIFF)
    response = ask(run, a="able", b="slow", task="t00")
    assert_strict(response)
    first, second = response.context["sides"]
    assert (first.arm, second.arm) == ("able", "slow")
    anchors = [side.view.diff.files[0].anchor for side in (first, second)]
    assert len(set(anchors)) == 2
    assert [side.repeats[0].row.validation for side in (first, second)] == ["Passed", "Failed"]
    assert first.repeats[0].score is not None
    assert "improved on the quality board" in text_of(response)


def test_every_repeat_is_listed_and_one_of_them_is_shown():
    run = published_run(tasks=1)
    arm = run.arms.get(key="able")
    again = AttemptFactory(arm=arm, task=arm.attempts.get().task, repeat=2, failed=True)
    response = ask(run, a="able", b="slow", task="t00", repeat=2)
    able, slow = response.context["sides"]
    assert [repeat.row.repeat for repeat in able.repeats] == [1, 2]
    assert able.view.row.id == again.pk
    assert slow.view is None
    assert "No repeat 2" in text_of(response)


def test_an_arm_that_never_had_the_task_says_so():
    run = published_run(tasks=1)
    lonely = TaskFactory(task_set=run.task_set, key="t99")
    AttemptFactory(arm=run.arms.get(key="able"), task=lonely, succeeded=True)
    assert "Never given" in text_of(ask(run, a="able", b="slow", task="t99"))


def test_the_neighbours_are_those_that_the_filter_shows():
    run = published_run(tasks=4)
    here = ask(run, a="able", b="slow", task="t02", outcome="tied")
    assert (here.context["before"], here.context["after"]) == ("t01", "t03")
    first = ask(run, a="able", b="slow", task="t01", outcome="tied")
    assert first.context["before"] is None
    assert ask(run, a="able", b="slow", task="t00").context["after"] == "t01"


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"a": "able", "b": "slow"},
        {"a": "able", "b": "able", "task": "t00"},
        {"a": "able", "b": "nobody", "task": "t00"},
        {"a": "able", "b": "slow", "task": "t77"},
        {"a": "able", "b": "slow", "task": "t00\x00"},
        {"a": "able", "b": "slow", "task": "t00", "repeat": "0"},
        {"a": "able", "b": "slow", "task": "t00", "repeat": "99999999999"},
    ],
)
def test_what_the_run_does_not_have_is_not_found(query):
    assert ask(published_run(), **query).status_code == 404


def test_a_run_that_goes_on_is_shown_without_an_order():
    run = RunFactory()
    task = TaskFactory(task_set=run.task_set, key="t00")
    for key in ("able", "slow"):
        AttemptFactory(arm__run=run, arm__key=key, task=task)
    response = ask(run, a="able", b="slow", task="t00")
    assert response.status_code == 200
    assert response.context["before"] is None


def test_a_foreign_task_cannot_be_told_from_none():
    run = published_run()
    client = client_of(OrganizationFactory(), Role.ADMIN)
    path = reverse("side-by-side", args=[run.pk])
    assert client.get(path, {"a": "able", "b": "slow", "task": "t00"}).status_code == 404


def test_more_repeats_take_no_more_queries():
    run = published_run(tasks=1)
    client, path = client_of(organization_of(run)), reverse("side-by-side", args=[run.pk])
    repeats = iter(range(2, 100))

    def ten_more():
        for number in (next(repeats) for _ in range(10)):
            for arm in run.arms.all():
                task = arm.attempts.first().task
                attempt = AttemptFactory(arm=arm, task=task, repeat=number, succeeded=True)
                ArtifactFactory(attempt=attempt)
                ValidationFactory(attempt=attempt)

    assert_queries_do_not_grow(
        lambda: client.get(path, {"a": "able", "b": "slow", "task": "t00"}), ten_more=ten_more
    )


def test_tasks_that_take_no_part_are_a_filter_of_the_pair():
    run = published_run(tasks=2)
    lonely = TaskFactory(task_set=run.task_set, key="t99")
    attempt = AttemptFactory(arm=run.arms.get(key="able"), task=lonely, succeeded=True)
    ValidationFactory(attempt=attempt)
    publish(run)
    response = ask(run, "pairwise", a="able", b="slow", outcome="unmatched")
    assert_strict(response)
    row = response.context["rows"][0]
    assert (row.task, row.given_a, row.given_b) == ("t99", True, False)
    assert "not given" in text_of(response)


def test_the_pair_as_a_file_has_the_rows_of_the_page_or_of_the_filter(monkeypatch):
    monkeypatch.setattr(pair_pages, "TASKS_SHOWN", 2)
    run = published_run(tasks=5)

    def tasks_of(**query):
        response = ask(run, "pairwise", a="able", b="slow", format="csv", **query)
        rows = csv.DictReader(StringIO(response.content.decode(), newline=""))
        return [row["task"] for row in rows]

    assert tasks_of(page=2) == ["t02", "t03"]
    assert tasks_of() == ["t00", "t01", "t02", "t03", "t04"]
    assert tasks_of(outcome="improved") == ["t00"]
    document = ask(run, "pairwise", a="able", b="slow", format="json", outcome="improved").json()
    assert (document["a"], document["outcome"]) == ("able", "improved")
    assert document["rows"][0]["difference"] == 1.0
