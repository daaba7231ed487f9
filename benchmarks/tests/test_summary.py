"""The benchmark of publishing publishes what it filled, and says where a promise is not kept."""

import pytest
from django.db import connection

from benchmarks.filled import filled_run
from benchmarks.management.commands.measure_summary import measure
from benchmarks.summary import figures, ratio, render
from experiments.models import Attempt, Validation
from leaderboards.queries import published

ROUND = {
    "grouped_s": 2.0,
    "narrow_s": 2.5,
    "publish_s": 6.0,
    "before_mb": 100.0,
    "peak_mb": 250.0,
    "digest": "sha256:1",
    "cells_kb": 10.0,
}


@pytest.mark.skipif(connection.vendor != "postgresql", reason="PostgreSQL fills and is measured")
@pytest.mark.django_db(transaction=True)
def test_a_filled_run_is_published_beside_the_group_by():
    run = filled_run(attempts=400)
    assert Attempt.objects.filter(run=run).count() == 400
    assert 300 < Validation.objects.filter(run=run, state="succeeded").count() < 400
    found = measure(run)
    assert min(found.grouped_s, found.narrow_s, found.publish_s, found.cells_kb) > 0
    assert measure(run).digest == found.digest
    boards = published(run)["leaderboards"]
    for board in boards.values():
        assert [entry["n_attempts"] for entry in board["entries"]] == [40] * 10
        assert all(entry["estimate"] is not None for entry in board["entries"])


@pytest.mark.parametrize(
    ("changes", "broken"),
    [
        ({}, []),
        ({"publish_s": 6.1}, ["published, against the bare GROUP BY"]),
        ({"narrow_s": 1.0}, ["published, against the bare GROUP BY"]),
        ({"peak_mb": 300.0}, ["megabytes of the publishing process"]),
    ],
)
def test_what_falls_short_is_named(changes, broken):
    measured = {100: [ROUND | {"publish_s": 0.61}], 1_000: [ROUND | changes]}
    assert [figure.name for figure in figures(measured) if not figure.held] == broken
    assert f"{ratio(ROUND):.2f}" == "3.00"
    assert "1,000" in render(measured)


def test_a_cost_that_grows_faster_than_the_run_is_named():
    measured = {100: [ROUND | {"publish_s": 0.4}], 1_000: [ROUND]}
    assert [figure.held for figure in figures(measured)] == [True, True, False, True]
