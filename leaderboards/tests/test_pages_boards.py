"""The rows of a board: their order in the address, the same rows as files, trade-offs."""

import csv
import json
from io import StringIO

import pytest
from django.urls import reverse

from leaderboards.models import RunSummary
from leaderboards.tests.published import organization_of, published_run
from organizations.tests.http import assert_queries_do_not_grow, client_of
from organizations.tests.markup import assert_strict, text_of

pytestmark = pytest.mark.django_db
ARMS = ("able", "mild", "slow")


@pytest.fixture
def run():
    return published_run(arms=ARMS, tasks=2)


@pytest.fixture
def client(run):
    return client_of(organization_of(run))


def ask(client, run, **query):
    response = client.get(reverse("run", args=[run.pk]), query)
    assert_strict(response)
    return response


def shown(response, board):
    sections = response.context["summary"].sections
    return next(each.board for each in sections if each.board.style.name == board)


def arms_of(response, board):
    return [row.arm for row in shown(response, board).rows]


def file_of(client, run, board, ending, **query):
    return client.get(reverse("board", args=[run.pk, board, ending]), query)


def rewrite(run, change):
    """The published summary with something else in it."""
    summary = RunSummary.objects.get(run=run)
    content = json.loads(summary.content)
    change(content)
    summary.content = json.dumps(content)
    summary.save()


def test_a_board_stands_in_the_order_that_the_address_says_and_the_others_as_they_are(client, run):
    response = ask(client, run, cost="-estimate")
    assert arms_of(response, "cost") == ["slow", "mild", "able"]
    assert arms_of(response, "latency") == ["able", "mild", "slow"]
    page = response.content.decode()
    assert page.count('aria-sort="descending"') == 1
    assert page.count('aria-sort="ascending"') == 3  # by rank
    assert 'href="?cost=estimate#cost"' in page
    assert 'href="?cost=-estimate&amp;latency=-p90#latency"' in page


@pytest.mark.parametrize("asked", ["nothing", "-", "", "rank'", "arm\x00"])
def test_an_order_that_no_board_has_is_the_order_of_ranks(client, run, asked):
    response = ask(client, run, quality=asked)
    assert str(shown(response, "quality").order) == "rank"


def test_arms_without_a_figure_come_last_in_any_order(client, run):
    def forget(content):
        content["leaderboards"]["cost"]["entries"][0]["estimate"] = None

    rewrite(run, forget)
    for asked in ("estimate", "-estimate"):
        assert arms_of(ask(client, run, cost=asked), "cost")[-1] == "able"


@pytest.mark.parametrize("board", ["quality", "latency", "cost", "evaluator"])
def test_files_have_exactly_the_rows_that_are_shown(client, run, board):
    page = shown(ask(client, run, **{board: "-arm"}), board)
    table = file_of(client, run, board, "csv", **{board: str(page.order)})
    assert table["Content-Disposition"].startswith("attachment")
    rows = list(csv.DictReader(StringIO(table.content.decode())))
    assert [row["arm"] for row in rows] == [row.arm for row in page.rows] == sorted(ARMS)[::-1]
    document = json.loads(file_of(client, run, board, "json", **{board: "-arm"}).content)
    assert [row["arm"] for row in document["rows"]] == [row.arm for row in page.rows]
    for row, line, seen in zip(document["rows"], rows, page.rows, strict=True):
        assert page.style.value(row["estimate"]) == seen.estimate
        assert float(line["estimate"]) == row["estimate"]
        assert line["flags"].split() == [flag["code"] for flag in row["flags"]]
        assert (row["rank_from"], line["rank_from"]) == (None, "")  # withheld: two tasks


def test_links_to_files_keep_the_order(client, run):
    page = ask(client, run, quality="-failed").content.decode()
    assert f"{reverse('board', args=[run.pk, 'quality', 'csv'])}?quality=-failed" in page


@pytest.mark.parametrize("ending", ["quality.xml", "overall.csv", "quality.", "QUALITY.csv"])
def test_there_are_no_other_files(client, run, ending):
    assert client.get(f"/runs/{run.pk}/boards/{ending}").status_code == 404


def test_a_name_that_a_spreadsheet_would_run_is_text_in_the_file(client, run):
    def rename(content):
        for board in content["leaderboards"].values():
            board["entries"][0]["arm"] = "=1+1"

    rewrite(run, rename)
    lines = file_of(client, run, "quality", "csv").content.decode().splitlines()
    assert lines[1].startswith("'=1+1,")


def test_coverage_and_failures_are_told_beside_the_figure(client, run):
    def lack(content):
        entry = content["leaderboards"]["quality"]["entries"][0]
        entry |= {"n_tasks": 1}
        entry["missing"] |= {"model_error": 2, "infra_error": 1, "unscored": 4}

    rewrite(run, lack)
    row = shown(ask(client, run), "quality").rows[0]
    assert (row.coverage, row.failed, row.unscored) == ("50.0%", "3", "4")
    assert row.reasons == ("2 model errors", "1 infrastructure")


def test_a_caveat_names_its_arms_and_rows_lead_to_it(client, run):
    def warn(content):
        flags = [{"code": "censored", "severity": "warn", "observed": 7, "threshold": 0}]
        content["leaderboards"]["latency"]["entries"][1]["flags"] += flags

    rewrite(run, warn)
    response = ask(client, run)
    assert "7 timed out: mild. Timeouts took at least" in text_of(response)
    assert "censored, threshold 0" in text_of(response)
    page = response.content.decode()
    assert '<li class="warn" id="latency-censored">' in page
    assert 'href="#latency-censored"' in page


def test_trade_offs_are_drawn_and_told_without_a_composite(client, run):
    response = ask(client, run)
    cost, latency = response.context["summary"].scatters
    assert [row.arm for row in cost.rows] == ["able", "mild", "slow"]
    assert [row.on_line for row in latency.rows] == [True, False, False]
    assert "behind able" in text_of(response)


def test_ten_arms_fit_into_a_hundred_kilobytes_and_forty_are_all_there():
    ten = published_run(arms=[f"arm-{n:02}" for n in range(10)], tasks=2)
    page = ask(client_of(organization_of(ten)), ten)
    assert len(page.content) < 100_000
    assert "45 pairs: " in text_of(page)

    def forty(content):
        for board in content["leaderboards"].values():
            entries = board["entries"]
            board["entries"] = [e | {"arm": f"{e['arm']}-{n}"} for n in range(4) for e in entries]

    rewrite(ten, forty)
    page = ask(client_of(organization_of(ten)), ten)
    assert len(shown(page, "quality").rows) == 40
    assert page.context["summary"].scatters[0].chart.numbered


def test_an_ended_run_takes_as_many_queries_whatever_its_size():
    sizes = iter([(2, 1), (4, 3)])
    runs = []

    def grow():
        arms, tasks = next(sizes)
        runs.append(published_run(arms=[f"arm-{n}" for n in range(arms)], tasks=tasks))
        runs.append(client_of(organization_of(runs[-1])))

    assert_queries_do_not_grow(lambda: ask(runs[-1], runs[-2]), ten_more=grow)
