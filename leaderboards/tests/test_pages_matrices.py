"""All arms against each other, and all of them on every task."""

import csv
import json
from io import StringIO

import pytest
from django.urls import reverse

from experiments.tests.factories import (
    AttemptFactory,
    RunArmFactory,
    RunFactory,
    TaskFactory,
    ValidationFactory,
)
from leaderboards import matrix_pages
from leaderboards.aggregation import publish
from leaderboards.tests.published import organization_of, published_run
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db
ARMS = ("able", "slow", "third")


def ask(name, run, /, **query):
    return client_of(organization_of(run)).get(reverse(name, args=[run.pk]), query)


def rows_of(response):
    return list(csv.DictReader(StringIO(response.content.decode(), newline="")))


def lines_of(response):
    return {
        line.task: {cell.arm: cell.text for cell in line.cells}
        for line in response.context["lines"]
    }


def test_a_cell_says_what_the_arm_of_its_row_is_to_that_of_its_column():
    response = ask("pairs", published_run(arms=ARMS, tasks=40), board="latency")
    assert_strict(response)
    matrix = response.context["matrix"]
    assert matrix.columns == ARMS  # the fastest first
    words = {row.a: [cell.words for cell in row.cells] for row in matrix.rows}
    assert words == {
        "able": ["", "better", "better"],
        "slow": ["worse", "", "better"],
        "third": ["worse", "worse", ""],
    }
    bands = [cell.band for cell in matrix.rows[0].cells]
    assert bands == [None, 4, 4]


def test_what_is_not_decided_is_unclear_and_says_by_how_much():
    response = ask("pairs", published_run(tasks=3))
    cell = response.context["matrix"].rows[0].cells[1]
    assert (cell.words, cell.margin, cell.record) == ("unclear", "+33.3 pp", "1 / 2 / 0")
    assert "unclear" in text_of(response)


def test_every_cell_leads_to_its_pair():
    run = published_run()
    page = ask("pairs", run, board="cost").content.decode()
    assert f"{reverse('pairwise', args=[run.pk])}?a=slow&amp;b=able&amp;board=cost" in page


def test_a_board_without_data_says_why_instead_of_a_table():
    response = ask("pairs", published_run(judged=False), board="evaluator")
    assert "Nothing was judged" in text_of(response)
    assert "<table" not in response.content.decode()


def test_the_pairs_file_has_exactly_the_cells_of_the_page():
    run = published_run(arms=ARMS, tasks=3)
    rows = rows_of(ask("pairs", run, board="latency", format="csv"))
    assert [(row["a"], row["b"]) for row in rows][:3] == [
        ("able", "slow"),
        ("able", "third"),
        ("slow", "able"),
    ]
    assert len(rows) == 6
    document = json.loads(ask("pairs", run, board="latency", format="json").content)
    assert (document["board"], len(document["rows"])) == ("latency", 6)


def test_many_arms_are_shown_some_at_a_time(monkeypatch):
    monkeypatch.setattr(matrix_pages, "SIDE", 2)
    response = ask("pairs", published_run(arms=ARMS), page=2, arms=1)
    matrix = response.context["matrix"]
    assert ([row.a for row in matrix.rows], matrix.columns) == (["third"], ("able", "slow"))
    assert "of 3 arms" in text_of(response)


def test_a_task_shows_the_value_of_every_arm_and_leads_to_the_attempts():
    run = published_run(tasks=3)
    response = ask("tasks", run)
    assert_strict(response)
    assert lines_of(response) == {
        "t00": {"able": "100.0%", "slow": "0.0%"},
        "t01": {"able": "100.0%", "slow": "100.0%"},
        "t02": {"able": "100.0%", "slow": "100.0%"},
    }
    assert [cell.band for cell in response.context["lines"][0].cells] == [4, 0]
    address = f"{reverse('attempts', args=[run.pk])}?arm=slow&amp;task=t00"
    assert address in response.content.decode()


def test_only_tasks_on_which_arms_differ():
    run = published_run(tasks=3)
    assert set(lines_of(ask("tasks", run, show="differ"))) == {"t00"}
    assert set(lines_of(ask("tasks", run, show="same"))) == {"t01", "t02"}
    assert "There is no such task" in text_of(ask("tasks", run, show="missing"))


def test_a_task_that_an_arm_never_got_differs_from_one_without_a_value():
    run = published_run(tasks=1, judged=False)
    lonely = TaskFactory(task_set=run.task_set, key="t99")
    for key, failed in (("able", False), ("slow", True)):
        attempt = AttemptFactory(
            arm=run.arms.get(key=key), task=lonely, failed=failed, succeeded=not failed
        )
        if not failed:
            ValidationFactory(attempt=attempt)
    RunArmFactory(run=run, key="never")
    AttemptFactory(
        arm=run.arms.get(key="never"), task=run.arms.first().attempts.first().task, succeeded=True
    )
    publish(run)
    line = ask("tasks", run, board="cost", show="missing").context["lines"][-1]
    why = {cell.arm: cell.why for cell in line.cells}
    assert why["never"] == "Never given to this arm"
    assert why["slow"] == "No value on this board"


def test_lower_is_better_where_the_board_says_so():
    lines = ask("tasks", published_run(tasks=3), board="latency").context["lines"]
    for line in lines:
        bands = {cell.arm: cell.band for cell in line.cells}
        assert bands["able"] > bands["slow"]


def test_the_tasks_file_has_the_page_or_all_of_the_filter(monkeypatch):
    monkeypatch.setattr(matrix_pages, "TASKS_SHOWN", 2)
    run = published_run(tasks=5)
    page = rows_of(ask("tasks", run, page=2, format="csv"))
    assert [row["task"] for row in page] == ["t02", "t03"]
    assert page[0] == {"task": "t02", "able": "1.0", "slow": "1.0"}
    assert len(rows_of(ask("tasks", run, format="csv"))) == 5
    document = json.loads(ask("tasks", run, show="differ", format="json").content)
    assert document["rows"] == [{"task": "t00", "able": 1.0, "slow": 0.0}]


@pytest.mark.parametrize("page", ["pairs", "tasks"])
@pytest.mark.parametrize(
    "query", [{"board": "overall"}, {"show": "best"}, {"page": "x", "arms": "-1"}, {"format": "x"}]
)
def test_what_does_not_exist_is_no_fault_of_the_server(page, query):
    response = ask(page, published_run(), **query)
    assert response.status_code == 200
    assert_strict(response)


@pytest.mark.parametrize("page", ["pairs", "tasks"])
def test_before_the_end_there_is_nothing_to_lay_out(page):
    assert "The run goes on" in text_of(ask(page, RunFactory()))


@pytest.mark.parametrize("page", ["pairs", "tasks", "pairwise"])
def test_more_tasks_take_no_more_queries(page):
    run = published_run(tasks=10)
    client, path = client_of(organization_of(run)), reverse(page, args=[run.pk])

    def ten_more():
        for task in TaskFactory.create_batch(10, task_set=run.task_set):
            for arm in run.arms.all():
                ValidationFactory(attempt=AttemptFactory(arm=arm, task=task, succeeded=True))
        publish(run)

    assert_queries_do_not_grow(lambda: client.get(path), ten_more=ten_more)
