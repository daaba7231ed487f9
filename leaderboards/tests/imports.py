"""Importing in this process, for tests."""

import json
from pathlib import Path
from typing import Any

from django.core.management import call_command

from evaluation.imports import Imported, Wanted
from experiments.models import Run
from experiments.tests.results import bytes_of, result
from leaderboards.importing import import_file
from leaderboards.resources import json_line, run_lines

SCORES = ("quality", "risk", "confidence")


def write(directory: Path, *results: Any, name: str = "results.jsonl") -> Path:
    path = directory / name
    path.write_bytes(bytes_of(*results))
    return path


def imported(
    directory: Path, *results: Any, experiment: str = "outside", judge: str = ""
) -> Imported:
    wanted = Wanted(experiment=experiment, judge=judge)
    return import_file(write(directory, *results), wanted, slug="acme")


def imported_run(directory: Path, *results: Any, **wanted: str) -> Run:
    return imported(directory, *results, **wanted).run


def summary_of(run: Run) -> dict[str, Any]:
    summary: dict[str, Any] = json.loads(run.summaries.latest("revision").content)
    return summary


def exported(run: Run) -> list[dict[str, Any]]:
    """The attempts as `attempts.jsonl` and the export tell them."""
    return [json.loads(line) for line in run_lines(run, line_of=json_line)]


def commanded(*arguments: Any) -> int:
    """The exit code of `./bakeoff import`."""
    return _exit_code("import_results", *arguments)


def gated(*arguments: Any) -> int:
    return _exit_code("gate", *arguments)


def evaluation(quality: float, risk: float = 0.25, confidence: float = 0.75) -> dict[str, float]:
    return dict(zip(SCORES, (quality, risk, confidence), strict=True))


def grid(*, tasks: int, **arms: Any) -> list[dict[str, Any]]:
    """One attempt of each arm at each task; `arms` say, by task number, what else is known."""
    return [
        result(arm, f"t{number:03}", **known(number))
        for arm, known in arms.items()
        for number in range(tasks)
    ]


def passing(*failures: int) -> Any:
    """All tasks passed but those."""
    return lambda n: {"validation": {"status": "failed" if n in failures else "passed"}}


def _exit_code(command: str, *arguments: Any) -> int:
    try:
        call_command(command, *map(str, arguments))
    except SystemExit as left:
        return int(str(left.code or 0))
    return 0
