"""`run` on what is no valid input: one clear error with its place, and nothing stored."""

import json
import os

import pytest

from leaderboards.tests.specs import TASKS, refused, spec, spoiled, write

pytestmark = pytest.mark.django_db
TASK = json.dumps(TASKS[0])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"version: [1", "not YAML"),
        (b"\xff\xfe\x00", "not YAML"),
        (b"a: \x00", "not YAML"),
        (b"!!python/object/apply:os.system ['true']", "not YAML"),
        (b"", "spec"),
        (b"- 1", "spec"),
        (b"version: &a [*a]", "nested too deeply"),
        (b"text", "spec"),
        (b"{}", "spec.version"),
        (b"version: 2", "spec.version"),
    ],
)
def test_what_is_no_spec_is_refused(tmp_path, capsys, content, said):
    code, err = refused(write(tmp_path, content), capsys)
    assert code == 2
    assert "spec.yaml" in err
    assert said in err


def test_a_missing_spec_file_is_refused(tmp_path, capsys):
    code, err = refused(tmp_path / "nowhere.yaml", capsys)
    assert (code, "nowhere.yaml" in err) == (2, True)


def test_a_folder_is_no_spec_file(tmp_path, capsys):
    assert refused(tmp_path, capsys)[0] == 2


def test_results_that_would_have_no_place_are_refused_before_the_run(tmp_path, capsys):
    (tmp_path / "file").touch()
    code, err = refused(write(tmp_path, spec()), capsys, output=tmp_path / "file" / "results")
    assert (code, "Not a directory" in err) == (2, True)


@pytest.mark.parametrize("name", ["summary.json", "attempts.jsonl", ".attempts.jsonl.partial"])
def test_a_folder_in_the_place_of_a_result_is_refused_before_the_run(tmp_path, capsys, name):
    (tmp_path / "out" / name).mkdir(parents=True)
    code, err = refused(write(tmp_path, spec()), capsys, output=tmp_path / "out")
    assert (code, err) == (2, f"--output {tmp_path / 'out' / name}: Is a directory\n")
    assert [found.name for found in (tmp_path / "out").iterdir()] == [name]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_cannot_be_written_is_refused_before_the_run(tmp_path, capsys):
    (tmp_path / "out").mkdir(mode=0o500)
    code, err = refused(write(tmp_path, spec()), capsys, output=tmp_path / "out")
    assert (code, "Permission denied" in err) == (2, True)


def bomb(start):
    """Nine aliases of nine aliases of nine …: 9**9 values in a few lines."""
    lines = [f"a0: &a0 {start}"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 10)]
    return "\n".join(lines)


def test_aliases_that_stand_for_more_than_ever_ends_are_refused_soon(tmp_path, capsys):
    path = write(tmp_path, bomb("[x]"))
    code, err = refused(path, capsys)
    assert code == 2
    assert err.startswith(f"{path}: spec: at most 1,000,000 values are expected")
    assert "fewer aliases" in err


def test_a_fault_behind_many_aliases_is_told_a_few_times_only(tmp_path, capsys):
    code, err = refused(write(tmp_path, bomb(".nan")), capsys)
    assert (code, len(err.splitlines())) == (2, 20)


def test_merges_of_merges_are_read_soon_and_refused_as_unknown_keys(tmp_path, capsys):
    code, err = refused(
        write(tmp_path, bomb("{k: 1}").replace("[", "{<<: [").replace("]", "]}")), capsys
    )
    assert (code, "spec.a9: unknown key" in err) == (2, True)


def test_a_key_that_stands_twice_is_refused(tmp_path, capsys):
    code, err = refused(write(tmp_path, "version: 1\nversion: 1\n"), capsys)
    assert (code, "the key 'version' stands twice" in err, "line 2" in err) == (2, True, True)


@pytest.mark.parametrize(
    "place",
    [
        "unknown",
        "providers.unknown",
        "providers.openai_compatible.unknown",
        "connections.0.unknown",
        "connections.0.settings.unknown",
        "experiment.unknown",
        "experiment.arms.0.unknown",
        "experiment.arms.0.parameters.unknown",
        "evaluator.unknown",
        "evaluator.parameters.unknown",
        "evaluator.rubric.unknown",
        "evaluator.prompt_template.unknown",
    ],
)
def test_an_unknown_key_is_refused_at_every_level(tmp_path, capsys, place):
    code, err = refused(write(tmp_path, spoiled(place, {"enabled": True})), capsys)
    assert code == 2
    assert "unknown" in err


WRONG = [
    ("organization", "Not A Slug"),
    ("organization", None),
    ("organization", "a\n"),
    ("providers", []),
    ("providers.openai_compatible.enabled", "yes"),
    ("providers.openai_compatible.allowed_models", "*"),
    ("providers.openai_compatible.max_concurrency", 0),
    ("providers.openai_compatible.max_concurrency", 2**31),
    ("providers.openai_compatible.monthly_budget_usd", -1),
    ("connections.0.provider", "carrier_pigeon"),
    ("connections.0.name", ""),
    ("connections.0.settings", {}),
    ("connections.0.settings.base_url", "ftp://host"),
    ("connections.0.settings.base_url", 7),
    ("connections.0.credential_reference", "env:SECRET_KEY"),
    ("connections.0.credential_reference", "env:BAKEOFF_CREDENTIAL_OTHER_KEY"),
    ("connections.0.credential_reference", "file:/etc/passwd"),
    ("experiment.name", ""),
    ("experiment.name", "a\x00b"),
    ("experiment.name", "\ud800"),
    ("experiment.name", "x" * 201),
    ("experiment.repeats", 0),
    ("experiment.repeats", "3"),
    ("experiment.repeats", 2.5),
    ("experiment.repeats", True),
    ("experiment.repeats", None),
    ("experiment.max_concurrency", 10_001),
    ("experiment.deadline_seconds", 0),
    ("experiment.on_interrupt", "maybe"),
    ("experiment.deadline_seconds", 2**31),
    ("experiment.deadline_seconds", 10**18),
    ("experiment.attempt_timeout_seconds", -1),
    ("experiment.prompt_template", "{{ arm }}"),
    ("experiment.prompt_template", "{{ prompt.__class__ }}"),
    ("experiment.prompt_template", "{{ prompt }}\x00"),
    ("experiment.prompt_template", "\udc80"),
    ("experiment.arms", []),
    ("experiment.arms", {}),
    ("experiment.arms.0.key", "a\nb"),
    ("experiment.arms.0.key", "a\x00"),
    ("experiment.arms.0.provider", "carrier_pigeon"),
    ("experiment.arms.0.model", ""),
    ("experiment.arms.0.model", "m\x00"),
    ("experiment.arms.0.model", 7),
    ("experiment.arms.0.parameters", []),
    ("experiment.arms.0.parameters.temperature", "hot"),
    ("experiment.arms.0.parameters.temperature", 2.5),
    ("experiment.arms.0.parameters.temperature", float("nan")),
    ("experiment.arms.0.parameters.temperature", float("inf")),
    ("experiment.arms.0.parameters.max_output_tokens", 0),
    ("experiment.arms.0.parameters.max_output_tokens", 1.5),
    ("experiment.arms.0.parameters.seed", 2**63),
    ("experiment.arms.0.parameters.stop", ["a\x00"]),
    ("experiment.arms.0.parameters.stop", [f"{n}" for n in range(5)]),
    ("experiment.tasks", "a\x00b"),
    ("experiment.tasks", 7),
    ("evaluator.name", None),
    ("evaluator.model", ""),
    ("evaluator.rubric", "text"),
    ("evaluator.rubric.text", ""),
    ("evaluator.rubric.text", "a\x00"),
    ("evaluator.rubric.version", 1),
    ("evaluator.rubric.version", "x" * 51),
    ("evaluator.prompt_template.text", "{{ model }}"),
    ("evaluator.parameters.temperature", -1),
]


@pytest.mark.parametrize(("place", "value"), WRONG)
def test_a_wrong_value_is_refused_with_its_place(tmp_path, capsys, place, value):
    code, err = refused(write(tmp_path, spoiled(place, value)), capsys)
    assert code == 2, err
    assert any(step in err for step in place.split(".")[-2:])
    assert all(line.startswith(f"{tmp_path}/") for line in err.strip().splitlines())


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("experiment.arms.0.model", ""),
        ("experiment.arms.0.parameters.temperature", "hot"),
        ("evaluator.parameters.temperature", -1),
        ("connections.0.name", ""),
        ("connections.0.settings.base_url", "ftp://host"),
        ("connections.0.credential_reference", "env:SECRET_KEY"),
    ],
)
def test_places_are_told_in_one_style_whoever_finds_the_fault(tmp_path, capsys, place, value):
    path = write(tmp_path, spoiled(place, value))
    assert refused(path, capsys)[1].startswith(f"{path}: spec.{place}: ")


@pytest.mark.parametrize("tasks", ["", ".", "nowhere.jsonl", "spec.yaml/tasks.jsonl"])
def test_a_tasks_file_that_cannot_be_read_is_refused(tmp_path, capsys, tasks):
    code, err = refused(write(tmp_path, spoiled("experiment.tasks", tasks)), capsys)
    assert (code, str(tmp_path / tasks) in err) == (2, True)


def test_an_arm_twice_is_refused(tmp_path, capsys):
    whole = spec()
    whole["experiment"]["arms"] *= 2
    code, err = refused(write(tmp_path, whole), capsys)
    assert (code, "'small' stands twice" in err) == (2, True)


@pytest.mark.parametrize(
    ("tasks", "said"),
    [
        (b"", "at least one task"),
        (b"\n \n", "at least one task"),
        (b"\xff", "not UTF-8"),
        (f"{TASK}\n{{broken\n", "tasks.jsonl:2"),
        (f"{TASK}\n\n{TASK}\n", "tasks.jsonl:3"),
        (f"{TASK}\n[]\n", "tasks.jsonl:2"),
        ('{"key": "a", "key": "b", "prompt": "p"}', "the key 'key' stands twice"),
        ('{"key": "a", "prompt": "p", "files": {"x": "", "x": "1"}}', "the key 'x' stands twice"),
        (f"{TASK}\n" + "[" * 100_000, "tasks.jsonl:2"),
        ('{"key": "a"}', "prompt"),
        ('{"key": "a", "prompt": ""}', "prompt"),
        ('{"key": "a", "prompt": 7}', "prompt"),
        ('{"key": "", "prompt": "p"}', "key"),
        ('{"key": "a\\nb", "prompt": "p"}', "key"),
        ('{"key": "a", "prompt": "p", "extra": 1}', "unknown key"),
        ('{"key": "a", "prompt": "\\u0000"}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "\\ud800"}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "p", "files": {"../x": ""}}', "files"),
        ('{"key": "a", "prompt": "p", "files": {"/etc/passwd": ""}}', "files"),
        ('{"key": "a", "prompt": "p", "files": {"x": 1}}', "files"),
        ('{"key": "a", "prompt": "p", "files": {"x": "\\u0000"}}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "p", "metadata": {"x": "\\udfff"}}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "p", "metadata": {"x": NaN}}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "p", "metadata": {"x": 1e999}}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "p", "metadata": {"x": -Infinity}}', "tasks.jsonl:1"),
        ('{"key": "a", "prompt": "p", "validation": {"kind": "magic"}}', "validation"),
        ('{"key": "a", "prompt": "p", "validation": [{"kind": "tests"}]}', "validation"),
        ('{"key": "a", "prompt": "p", "answer": {"kind": "poem"}}', "answer"),
        ('{"key": "a", "prompt": "p", "answer": {"kind": "file"}}', "answer"),
    ],
)
def test_a_bad_tasks_file_is_refused_with_the_line(tmp_path, capsys, tasks, said):
    code, err = refused(write(tmp_path, spec(), tasks=tasks), capsys)
    assert code == 2, err
    assert "tasks.jsonl" in err
    assert said in err


def test_every_bad_line_is_told(tmp_path, capsys):
    lines = "\n".join(["{"] * 25)
    _, err = refused(write(tmp_path, spec(), tasks=lines), capsys)
    assert "tasks.jsonl:20:" in err
    assert "and 5 more" in err
