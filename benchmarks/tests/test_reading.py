"""The benchmark of reading asks for what the product serves, and judges what it saw."""

import pytest
from django.test import Client

from benchmarks.finished import finished_run
from benchmarks.lived import Sizes
from benchmarks.management.commands.store_finished import reader_of, told
from benchmarks.places import EMPTY, export_of, places_of, summary_of
from benchmarks.readings import Exported, Page, Readings, Turns, figures, render

SIZES = Sizes(answer=200, diff=100, verdict=200)


def readings(**changed):
    figures = {
        "empty": 2.0,
        "matched": 2.4,
        "whole": 2.8,
        "size": 90_000,
        "rate": 25_000,
        "rss": 101,
    }
    seen = figures | changed
    names = ("empty", "matched", "whole")
    return Readings(
        summary_bytes=150_000,
        turns=[Turns(name=name, ms=[seen[name]], cpu_ms=1.0) for name in names],
        pages=[
            Page(name="leaderboards", size=seen["size"], ms=[9.0], queries=9, queries_of_a_tenth=9)
        ],
        exports=[exported(rows=10, rate=1, rss=100), exported(rate=seen["rate"], rss=seen["rss"])],
    )


def exported(*, rate, rss, rows=100):
    return Exported(
        form="csv", rows=rows, size=1, seconds=rows / rate, cpu_s=0.1, rss_mb=float(rss)
    )


def missed(found):
    return [figure.name for figure in figures(found) if not figure.held]


def test_what_keeps_every_promise_misses_none():
    assert missed(readings()) == []
    assert "25,000" in render(readings())


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        ({"matched": 2.7}, "a summary that the client has"),
        ({"whole": 3.1}, "a whole summary"),
        ({"size": 100_001}, "bytes of: leaderboards"),
        ({"rate": 19_999}, "rows a second"),
        ({"rss": 111}, "memory of an export"),
    ],
)
def test_a_promise_that_is_not_kept_is_named(changed, name):
    (only,) = missed(readings(**changed))
    assert only.startswith(name)


@pytest.mark.django_db
def test_a_stored_run_is_read_as_any_other(settings):
    settings.ROOT_URLCONF = "benchmarks.reading_urls"
    run = finished_run(arms=2, tasks=30, sizes=SIZES)
    found = told([run, run], reader_of(run.experiment.organization))
    assert found["queries"][0] == found["queries"][1]
    assert set(found["queries"][0]) == set(places_of(found["runs"][0]))
    api = Client(headers={"Authorization": f"Bearer {found['token']}"})
    assert api.get(EMPTY).json() == {}
    assert api.get(summary_of(found["runs"][1])).json()["attempts"]["total"] == 60
    lines = b"".join(api.get(export_of(found["runs"][1], form="jsonl")).streaming_content)
    assert len(lines.splitlines()) == 60
