"""Code that ships with Bakeoff: the one kind that may run where there is no sandbox.

The demo's tasks and the answers to them are files of this repository, as trusted as Bakeoff
itself. Without bubblewrap they are run as plain processes, so that the demo shows a quality
board on any machine. Everything else is `not_run` there.
"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

from experiments.checks import Place, SandboxResult, Unavailable, find_sandbox
from experiments.models import Run
from experiments.taskfile import parse_tasks, tasks_digest
from providers.demo.catalogue import as_jsonl, tasks, tiny_tasks
from providers.registry import is_simulated
from providers.text import storable

PYTHON = ("python", "python3")


class Unsandboxed:
    """Runs a command with this interpreter in a temporary folder, bounded in time only."""

    async def run(
        self, command: Sequence[str], *, tree: Mapping[str, str], timeout_seconds: float
    ) -> SandboxResult:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="bakeoff-check-") as folder:
            _write(tree, folder=Path(folder))
            process = await asyncio.create_subprocess_exec(
                *_with_this_python(command),
                cwd=folder,
                env={"PYTHONDONTWRITEBYTECODE": "1"},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
            )
            try:
                async with asyncio.timeout(timeout_seconds):
                    stdout, stderr = await process.communicate()
            except TimeoutError:
                return SandboxResult(exit_code=None, timed_out=True)
            finally:
                await _end(process)
        return SandboxResult(
            exit_code=process.returncode,
            stdout_tail=storable(stdout.decode(errors="replace")),
            stderr_tail=storable(stderr.decode(errors="replace")),
            duration_ms=(time.monotonic() - began) * 1000,
        )


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
        await process.wait()


def place_for(run: Run) -> Place:
    """Where this run's tests are run: in the sandbox, or bare if all of its code is ours."""
    sandbox = find_sandbox()
    if isinstance(sandbox, Unavailable) and _is_shipped(run):
        return Unsandboxed()
    return sandbox


def _is_shipped(run: Run) -> bool:
    """Neither the tasks nor, through an import, the answers can come from anyone else."""
    answers_are_ours = not run.imported and all(
        is_simulated(arm.provider) for arm in run.arms.all()
    )
    return answers_are_ours and run.task_set.digest in _shipped_digests()


@cache
def _shipped_digests() -> frozenset[str]:
    return frozenset(
        tasks_digest(parse_tasks(as_jsonl(chosen.values()).split("\n"), place="demo"))
        for chosen in (tasks(), tiny_tasks())
    )


def _write(tree: Mapping[str, str], *, folder: Path) -> None:
    for path, text in tree.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def _with_this_python(command: Sequence[str]) -> list[str]:
    return [sys.executable if word in PYTHON else word for word in command]
