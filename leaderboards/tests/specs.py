"""Spec files for the tests of the command line."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection

TASKS = [
    {"key": f"task-{number}", "prompt": f"Do {number}.", "files": {"x.py": "a = 1\n"}}
    for number in range(3)
]
NOWHERE = "http://127.0.0.1:9/v1"


def spec(base_url: str = NOWHERE, *, judge: bool = True) -> dict[str, Any]:
    """A whole spec over `tasks.jsonl`; every section is there, to be spoiled by the test."""
    arm = {"key": "small", "provider": "openai_compatible", "connection": "local", "model": "m-1"}
    evaluator = {
        "name": "strict",
        "provider": "openai_compatible",
        "connection": "local",
        "model": "judge-1",
        "parameters": {"temperature": 0},
        "rubric": {"version": "1", "text": "Correct first."},
        "prompt_template": {"version": "1", "text": "{{ task }} {{ patch }} {{ rubric }}"},
    }
    return {
        "version": 1,
        "organization": "acme",
        "providers": {"openai_compatible": {"enabled": True, "allowed_models": ["*"]}},
        "connections": [
            {
                "name": "local",
                "provider": "openai_compatible",
                "credential_reference": None,
                "settings": {"base_url": base_url},
            }
        ],
        "experiment": {
            "name": "smoke",
            "repeats": 1,
            "max_concurrency": 4,
            "attempt_timeout_seconds": 30,
            "arms": [{**arm, "parameters": {"temperature": 0.2, "max_output_tokens": 64}}],
            "tasks": "tasks.jsonl",
        },
        "evaluator": evaluator if judge else None,
    }


def spoiled(path: str, value: Any) -> dict[str, Any]:
    """The spec with one value replaced; `path` as in `experiment.arms.0.model`."""
    whole = spec()
    *way, last = path.split(".")
    place: Any = whole
    for step in way:
        place = place[int(step)] if isinstance(place, list) else place[step]
    place[last] = value
    return whole


def write(directory: Path, content: Any, *, tasks: Any = None) -> Path:
    """The spec file and its tasks: values as JSON, text and bytes as they are."""
    _write(directory / "tasks.jsonl", "\n".join(map(json.dumps, TASKS)) if tasks is None else tasks)
    return _write(directory / "spec.yaml", content)


def _write(path: Path, content: Any) -> Path:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    return path


def counts() -> dict[str, int]:
    """How many rows each table has, in one query."""
    tables = sorted(model._meta.db_table for model in apps.get_models())
    counted = ", ".join(f'(SELECT COUNT(*) FROM "{table}")' for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counted}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def refused(path: Path, capsys: Any, **options: Any) -> tuple[Any, str]:
    """The exit code and what was said; nothing may have been stored."""
    before = counts()
    with pytest.raises(SystemExit) as exit_:
        call_command("run", str(path), **options)
    assert counts() == before
    out, err = capsys.readouterr()
    assert out == ""
    assert "Traceback" not in err
    return exit_.value.code, err
