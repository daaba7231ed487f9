"""The two experiments of the demo fit the tasks and models that ship with it."""

import json

import pytest

from providers.demo import catalogue, fictional

SPECS = {"main": catalogue.demo_spec("tasks.jsonl"), "tiny": catalogue.tiny_spec("few.jsonl")}


@pytest.mark.parametrize("spec", SPECS.values(), ids=SPECS)
def test_arms_and_judge_are_models_of_the_demo(spec):
    assert spec["version"] == 1
    connections = {entry["name"] for entry in spec["connections"]}
    for user in [*spec["experiment"]["arms"], spec["evaluator"]]:
        assert user["provider"] == "demo"
        assert user["connection"] in connections
        assert user["model"] in fictional.MODELS
    assert spec["evaluator"]["model"] == fictional.JUDGE


def test_the_main_experiment_has_four_arms_and_three_repeats():
    experiment = SPECS["main"]["experiment"]
    assert [arm["key"] for arm in experiment["arms"]] == ["wren", "heron", "albatross", "puffin"]
    assert experiment["repeats"] == 3
    assert experiment["tasks"] == "tasks.jsonl"


def test_the_tiny_experiment_is_tiny():
    experiment = SPECS["tiny"]["experiment"]
    assert (len(experiment["arms"]), experiment["repeats"]) == (2, 1)
    assert len(catalogue.tiny_tasks()) == 6
    assert experiment["name"] != SPECS["main"]["experiment"]["name"]


def test_the_template_names_the_three_variables():
    template = SPECS["main"]["evaluator"]["prompt_template"]["text"]
    assert all(f"{{{{ {name} }}}}" in template for name in ("task", "patch", "rubric"))


def test_specs_are_plain_data():
    assert json.loads(json.dumps(SPECS)) == SPECS


def test_tasks_are_written_one_a_line():
    lines = catalogue.as_jsonl(catalogue.tasks().values()).splitlines()
    read = [json.loads(line) for line in lines]
    assert [task["key"] for task in read] == list(catalogue.tasks())
    for task in read:
        assert set(task) == {
            "key", "prompt", "files", "reference_patch", "validation", "metadata",
        }  # fmt: skip
        assert [check["kind"] for check in task["validation"]] == ["applies", "tests"]
        assert all(path.startswith("tests/") for path in task["validation"][1]["files"])


def test_a_task_is_found_by_its_prompt():
    for task in catalogue.tasks().values():
        assert catalogue.find_task(f"before {task.prompt}\n\nafter") is task
    assert catalogue.find_task("something else") is None
