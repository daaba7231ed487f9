"""The boards in the admin: on its first page and on the page of a run, for whom they are meant."""

import pytest

from experiments.tests.factories import RunFactory
from leaderboards.tests.published import organization_of, published_run
from organizations.tests.http import assert_queries_do_not_grow
from organizations.tests.markup import assert_strict, text_of
from organizations.tests.staff import signed_in, staff_of, superuser

pytestmark = pytest.mark.django_db
BLIND = "view_run view_runarm view_experiment view_connection view_allowlistentry"


def page_of(run):
    return f"/admin/experiments/run/{run.pk}/change/"


def test_a_runs_page_has_its_four_boards_in_one_table():
    run = published_run(tasks=40)
    page = signed_in(staff_of(organization_of(run))).get(page_of(run))
    assert_strict(page)
    seen = text_of(page)
    for words in ("Quality ↑", "Latency ↓", "Cost ↓", "Evaluator ↑", "97.5%", "rank 1\N{EN DASH}2"):
        assert words in seen


def test_a_run_without_a_summary_has_none_and_stays_without():
    run = RunFactory()
    assert "Boards" not in text_of(signed_in(staff_of(organization_of(run))).get(page_of(run)))
    assert not run.summaries.exists()


def test_the_first_page_has_the_latest_boards_of_ones_own_organisations():
    mine = organization_of(published_run(arms=("first",)))
    new = published_run(arms=("second",), experiment__organization=mine)
    theirs = published_run(arms=("foreign",))
    page = signed_in(staff_of(mine)).get("/admin/")
    assert_strict(page)
    seen = text_of(page)
    assert "second" in seen
    assert new.experiment.name in seen
    for other in ("first", "foreign", organization_of(theirs).name):
        assert other not in seen


def test_whoever_may_not_look_at_summaries_sees_no_boards():
    run = published_run(arms=("able",))
    client = signed_in(staff_of(organization_of(run), permissions=BLIND))
    assert "Latest boards" not in text_of(client.get("/admin/"))
    assert "Boards" not in text_of(client.get(page_of(run)))


def test_the_first_page_takes_as_many_queries_for_one_run_as_for_many():
    client = signed_in(superuser())
    assert_queries_do_not_grow(
        lambda: client.get("/admin/"), ten_more=lambda: [published_run(tasks=1) for _ in range(2)]
    )
