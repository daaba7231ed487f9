"""What a run exports can be imported, and says the same there; the order of lines is nothing."""

import json
from itertools import count
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.tests.results import result
from leaderboards.tests.imports import evaluation, exported, imported_run, summary_of
from leaderboards.tests.published import published_run

pytestmark = pytest.mark.django_db
COPIED = ("arm", "provider", "model", "task", "repeat", "state", "error_code")
MEASURED = ("latency_ms", "cost_usd", "usage")
numbers = count()
share = st.sampled_from([0.0, 0.25, 1.0]) | st.floats(0, 1)
outcome = st.one_of(
    st.fixed_dictionaries(
        {"state": st.just("failed")},
        optional={
            "error_code": st.sampled_from([None, "timeout", "rate_limited", "empty_response"]),
            "latency_ms": st.none() | st.floats(0, 1e6),
        },
    ),
    st.fixed_dictionaries(
        {},
        optional={
            "validation": st.fixed_dictionaries(
                {"status": st.sampled_from(["passed", "failed", "error", "not_run"])},
                optional={"score": st.none() | share},
            ),
            "evaluation": st.builds(evaluation, share, share, share),
            "latency_ms": st.none() | st.floats(0, 1e6),
            "cost_usd": st.none() | st.decimals(0, 100, places=12).map(str),
            "output": st.text(max_size=5),
        },
    ),
)
cells = st.tuples(st.sampled_from("ab"), st.sampled_from("stu"), st.integers(1, 2))
results = st.dictionaries(cells, outcome, min_size=1, max_size=8).map(
    lambda found: [result(*cell, **known) for cell, known in found.items()]
)


def said(run):
    """The summary without ids and times."""
    summary = summary_of(run)
    del summary["computed_at"]
    for name in ("id", "experiment", "started_at", "finished_at"):
        del summary["run"][name]
    summary["run"]["task_set"]["name"] = None
    return json.dumps(summary)


def figures(run):
    summary = summary_of(run)
    boards = {name: board["entries"] for name, board in summary["leaderboards"].items()}
    return boards, summary["pairwise"], summary["seed"], summary["input_digest"]


def as_results(run):
    """Lines of results.jsonl from the attempts as they are exported."""
    for told in exported(run):
        line = {name: told[name] for name in (*COPIED, *MEASURED)}
        line["output"] = told["output_text"]
        line["patch"] = told["artifact"] and told["artifact"]["diff"]
        if told["validation"]:
            line["validation"] = {name: told["validation"][name] for name in ("status", "score")}
        if told["evaluation"] and told["evaluation"]["state"] == "succeeded":
            line["evaluation"] = evaluation(
                *(told["evaluation"][name] for name in ("quality", "risk", "confidence"))
            )
        yield line


def test_what_a_run_made_here_exports_says_the_same_as_an_import(tmp_path):
    run = published_run()
    assert figures(imported_run(tmp_path, *as_results(run))) == figures(run)


@given(results, st.integers())
@settings(max_examples=12, deadline=None)
def test_whatever_was_imported_can_be_exported_shuffled_and_imported_again(
    tmp_path_factory, lines, seed
):
    folder, number = tmp_path_factory.mktemp("results"), next(numbers)
    first = imported_run(folder, *lines, experiment=f"first-{number}")
    exported = list(as_results(first))
    Random(seed).shuffle(exported)
    second = imported_run(folder, *exported, experiment=f"second-{number}")
    assert said(second) == said(first)
