"""The table of recorded answers is complete, and each row becomes a text."""

import re
from collections import Counter
from dataclasses import replace

import pytest

from providers.codes import FinishReason
from providers.demo import answers, catalogue, fictional
from providers.demo.answers import compose, find_answer

TASKS = catalogue.tasks()
ROWS = list(answers.recorded().values())


def row_with(**wanted):
    return next(
        row for row in ROWS if all(getattr(row, name) == value for name, value in wanted.items())
    )


def test_every_model_has_three_repeats_of_every_task():
    cells = {(row.model, row.task, row.repeat) for row in ROWS}
    assert cells == {(m, t, r) for m in fictional.CODERS for t in TASKS for r in (1, 2, 3)}
    assert len(ROWS) == len(cells)


def test_every_row_composes():
    for row in ROWS:
        text = compose(row, TASKS[row.task])
        assert bool(text) is (row.answer != "none"), row
        assert "{paths}" not in text


def test_rows_name_only_variants_that_the_task_has():
    others = {"malformed", "prose_only", "none"}
    assert all(row.answer in others or row.answer in TASKS[row.task].variants for row in ROWS)


def test_plain_code_blocks_are_for_tasks_of_one_file():
    assert all(len(TASKS[row.task].files) == 1 for row in ROWS if row.format == "fenced")


@pytest.mark.parametrize(
    ("style", "mark"),
    [
        ("unified", "```diff\ndiff --git a/"),
        ("search_replace", "\n<<<<<<< SEARCH\n"),
        ("whole_file", "`\n```python\n"),
        ("fenced", "\n\n```python\n"),
    ],
)
def test_each_format_looks_as_models_write_it(style, mark):
    row = row_with(format=style, answer="reference")
    assert mark in compose(row, TASKS[row.task])


def test_an_answer_in_prose_holds_no_code():
    row = row_with(answer="prose_only")
    assert "```" not in compose(row, TASKS[row.task])


def test_a_malformed_diff_has_none_of_the_old_lines():
    row = row_with(answer="malformed", format="unified")
    lines = compose(row, TASKS[row.task]).splitlines()
    old = [line for line in lines if line.startswith((" ", "-")) and not line.startswith("---")]
    assert {line[1:].strip() for line in old} == {"# ... existing code ..."}


def test_an_answer_that_met_its_limit_ends_within_its_block():
    rows = [row for row in ROWS if row.finish_reason is FinishReason.LENGTH]
    assert rows
    for row in rows:
        cut = compose(row, TASKS[row.task])
        whole = compose(replace(row, finish_reason=FinishReason.STOP), TASKS[row.task])
        assert whole.startswith(cut)
        assert len(re.findall("^```", cut, re.MULTILINE)) % 2 == 1


def test_repeats_beyond_the_third_start_again():
    model = fictional.CODERS[0]
    assert find_answer(model, "split-bill", repeat=5) is find_answer(model, "split-bill", repeat=2)


def test_the_fourth_model_fails_most_of_its_calls():
    failed = Counter(row.model for row in ROWS if row.error_code)
    assert failed["brindle-puffin"] > 0.6 * 108
    assert sum(failed.values()) - failed["brindle-puffin"] <= 2


def test_models_differ_in_speed_and_price():
    def medians(model):
        answered = [row for row in ROWS if row.model == model and not row.error_code]
        latencies = sorted(row.latency_ms or 0.0 for row in answered)
        costs = sorted(
            fictional.MODELS[model].cost(
                input_tokens=row.input_tokens, output_tokens=row.output_tokens
            )
            for row in answered
        )
        return latencies[len(answered) // 2], costs[len(answered) // 2]

    wren, heron, albatross, _ = (medians(model) for model in fictional.CODERS)
    assert wren[0] * 2 < heron[0] < albatross[0] / 2
    assert wren[1] * 5 < heron[1] < albatross[1] / 5


def test_some_tasks_are_flaky():
    for model in fictional.CODERS:
        kinds = [
            {find_answer(model, task, repeat=n).answer in answers.CORRECT for n in (1, 2, 3)}
            for task in TASKS
        ]
        assert sum(len(kind) == 2 for kind in kinds) >= 5
