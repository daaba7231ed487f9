"""What else people run such loads with, where it is installed: the same calls to the same stub.

Nothing is installed for it. Inspect AI is looked for in the Python that
BAKEOFF_BENCHMARK_INSPECT_PYTHON names, else in this one; promptfoo on the PATH.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from benchmarks.measured import Measured
from benchmarks.prompts import prompt
from benchmarks.services import Failed, ask_stub, output

INSPECT_PYTHON = "BAKEOFF_BENCHMARK_INSPECT_PYTHON"
# Neither looks for news, nor tells anybody that it ran, nor answers from a cache; promptfoo's log
# of what it does may crash it at its end.
QUIET = {
    "OPENAI_API_KEY": "none",
    "PROMPTFOO_CACHE_ENABLED": "false",
    "PROMPTFOO_DISABLE_DEBUG_LOG": "true",
    "PROMPTFOO_DISABLE_ERROR_LOG": "true",
    "PROMPTFOO_DISABLE_TELEMETRY": "1",
    "PROMPTFOO_DISABLE_UPDATE": "1",
    "PROMPTFOO_DISABLE_SHARING": "1",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """`measured` is None where it is not installed, or did not get through: `words` say which."""

    name: str
    words: str
    measured: Measured | None = None
    peak: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    url: str
    calls: int
    in_flight: int


def beside(load: Load) -> list[Beside]:
    """Each of them once."""
    programs = {"Inspect AI": (inspect_python(), with_inspect)}
    programs |= {"promptfoo": (shutil.which("promptfoo"), with_promptfoo)}
    return [
        _played(name, load=load, play=play, program=program)
        if program
        else Beside(name=name, words="not installed")
        for name, (program, play) in programs.items()
    ]


def inspect_python() -> str | None:
    named = os.environ.get(INSPECT_PYTHON)
    return named or (sys.executable if find_spec("inspect_ai") else None)


def with_inspect(program: str, load: Load) -> tuple[str, Measured]:
    """The time is that of its `eval`, without its imports. Raises Failed."""
    asked = ["--calls", str(load.calls), "--in-flight", str(load.in_flight)]
    command = [program, "-m", "benchmarks.with_inspect", load.url, *asked]
    said = json.loads(output(command, environment={**os.environ, **QUIET}).splitlines()[-1])
    return said["version"], Measured(**said["measured"])


def with_promptfoo(program: str, load: Load) -> tuple[str, Measured]:
    """The time is that of the command, its start included, which it always takes. Raises Failed."""
    with tempfile.TemporaryDirectory(prefix="bakeoff-bench-") as directory:
        environment = {**os.environ, **QUIET, "PROMPTFOO_CONFIG_DIR": directory}
        version = output([program, "--version"], environment=environment).strip()
        config = Path(directory) / "promptfooconfig.json"
        config.write_text(json.dumps(_promptfoo_config(load)))
        told = ["--no-cache", "--no-table", "--no-progress-bar", "-j", str(load.in_flight)]
        command = [program, "eval", "--config", str(config), *told]
        began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, check=False, cwd=directory
        )
        wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise Failed(f"promptfoo ended with {done.returncode}\n{done.stdout[-2000:]}{done.stderr}")
    return version, Measured(
        wall_s=wall,
        cpu_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        rss_mb=after.ru_maxrss / 1024,
        calls=load.calls,
    )


def _played(
    name: str, *, load: Load, play: Callable[[str, Load], tuple[str, Measured]], program: str
) -> Beside:
    """What goes wrong with it is its own line, and nobody else's."""
    ask_stub(load.url, "reset")
    try:
        version, measured = play(program, load)
    except (Failed, OSError, ValueError, KeyError) as fault:
        return Beside(name=name, words=f"did not get through: {str(fault)[-300:]}")
    stats = ask_stub(load.url, "stats")
    if stats["total"] != load.calls:
        return Beside(name=name, words=f"made {stats['total']} calls, not {load.calls}")
    return Beside(name=name, words=version, measured=measured, peak=stats["peak"])


def _promptfoo_config(load: Load) -> dict[str, object]:
    provider = {"apiBaseUrl": f"{load.url}/v1", "apiKey": "none"}
    return {
        "prompts": ["{{prompt}}"],
        "providers": [{"id": "openai:chat:stub-1", "config": provider}],
        "tests": [{"vars": {"prompt": prompt(number)}} for number in range(load.calls)],
    }
