"""`run` on what is no valid input: one clear error with its place, and nothing stored."""

import json

import pytest
from django.apps import apps
from django.core.management import call_command

from leaderboards.tests.specs import TASKS, spec, spoiled, write

pytestmark = pytest.mark.django_db
TASK = json.dumps(TASKS[0])


def counts():
    return {model: model._default_manager.count() for model in apps.get_models()}


def refused(path, capsys, **options):
    """The exit code and what was said; nothing may have been stored."""
    before = counts()
    with pytest.raises(SystemExit) as exit_:
        call_command("run", str(path), **options)
    assert counts() == before
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return exit_.value.code, err


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


def preflight(path, capsys):
    code, err = refused(path, capsys)
    assert code == 3
    return err.strip().splitlines()


def test_a_provider_that_is_not_allowed_is_refused_for_each_arm_and_the_judge(tmp_path, capsys):
    whole = spec()
    whole["providers"]["openai_compatible"]["enabled"] = False
    whole["experiment"]["arms"].append({**whole["experiment"]["arms"][0], "key": "large"})
    lines = preflight(write(tmp_path, whole), capsys)
    assert [line.split(": ")[:2] for line in lines] == [
        ["large", "provider_not_allowed"],
        ["small", "provider_not_allowed"],
        ["evaluator", "evaluator_not_allowed"],
    ]


def test_an_absent_allowlist_allows_nothing(tmp_path, capsys):
    whole = spec(judge=False)
    del whole["providers"]
    assert preflight(write(tmp_path, whole), capsys)[0].startswith("small: provider_not_allowed: ")


def test_a_model_that_no_pattern_fits_is_refused(tmp_path, capsys):
    whole = spoiled("providers.openai_compatible.allowed_models", ["judge-*"])
    [line] = preflight(write(tmp_path, whole), capsys)
    assert line.startswith("small: model_not_allowed: ")


def test_a_missing_credential_is_refused_before_anything_is_called(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("BAKEOFF_CREDENTIAL_ACME_LOCAL", raising=False)
    whole = spoiled("connections.0.credential_reference", "env:BAKEOFF_CREDENTIAL_ACME_LOCAL")
    lines = preflight(write(tmp_path, whole), capsys)
    assert [line.split(": ")[:2] for line in lines] == [
        ["small", "credential_unavailable"],
        ["evaluator", "credential_unavailable"],
    ]


@pytest.mark.parametrize("value", ["", "  \n", "schl\u00fcssel", "two\nlines"])
def test_a_credential_that_no_key_looks_like_is_refused(tmp_path, capsys, monkeypatch, value):
    monkeypatch.setenv("BAKEOFF_CREDENTIAL_ACME_LOCAL", value)
    whole = spoiled("connections.0.credential_reference", "env:BAKEOFF_CREDENTIAL_ACME_LOCAL")
    lines = preflight(write(tmp_path, whole), capsys)
    assert lines[0].startswith("small: credential_unavailable: ")
    assert not value.strip() or value not in "".join(lines)


def test_a_missing_connection_is_refused(tmp_path, capsys):
    [line] = preflight(write(tmp_path, spoiled("experiment.arms.0.connection", "none")), capsys)
    assert line.startswith("small: connection_missing: ")


def test_a_judge_without_a_connection_is_refused(tmp_path, capsys):
    [line] = preflight(write(tmp_path, spoiled("evaluator.connection", "none")), capsys)
    assert line.startswith("evaluator: connection_missing: ")
