"""What `./bakeoff import` publishes, against the lines of its file."""

import json
from random import Random

import pytest

from leaderboards.tests import test_statistics_textbook as textbook
from leaderboards.tests.imports import imported_run, summary_of
from leaderboards.tests.ragged import ragged_run
from leaderboards.tests.textbook.document import document_of

pytestmark = pytest.mark.django_db
FIGURES = ("leaderboards", "pairwise", "flags", "seed", "input_digest", "attempts", "arms")


def figures_of(directory, rows, experiment):
    summary = summary_of(imported_run(directory, *rows, experiment=experiment))
    return {name: summary[name] for name in FIGURES}


def test_imported_lines_have_the_figures_of_the_textbook_in_whatever_order_they_come(
    tmp_path, monkeypatch
):
    rows = ragged_run(11, n_tasks=31, n_arms=3)
    found = figures_of(tmp_path, rows, "as they came")
    Random(3).shuffle(rows)
    shuffled = figures_of(tmp_path, rows, "shuffled")
    assert json.dumps(shuffled) == json.dumps(found)
    monkeypatch.setattr(textbook, "SEED", found["seed"])
    expected = document_of(rows, draws=textbook.draws, sampled_p=textbook.sampled_p_of(found))
    boards = found["leaderboards"].values()
    assert [flag["code"] for each in boards for flag in each.pop("flags")] == ["measured_elsewhere"]
    assert textbook.differences({name: found[name] for name in expected}, expected) == []
