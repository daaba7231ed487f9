"""Starting what a measurement needs, each as a process of its own, and stopping it again."""

import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

QUEUES = "control,attempts,validation,evaluation"
CELERY = [sys.executable, "-m", "celery", "-A", "config"]
READY = re.compile(r"benchmark-\d+@\S+ ready\.")
SAYS_READY = {"BAKEOFF_LOG_LEVEL": "INFO"}
READY_SECONDS = 60
STOP_SECONDS = 15


class Failed(Exception):
    """A process of the measurement ended with an error; the text holds its last words."""


@contextmanager
def stub(*, delay_ms: float, fail_every: int = 0) -> Iterator[str]:
    """The URL of a stub that lives as long as the block."""
    command = [sys.executable, "-m", "benchmarks.stub", "0", str(delay_ms)]
    command += ["--fail-every", str(fail_every)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


@contextmanager
def workers(count: int, *, environment: Mapping[str, str], logs: Path) -> Iterator[list[int]]:
    """The process ids of `count` Celery workers that stand ready; the first has beat for a child.
    Raises Failed."""
    beat = ["-B", "--schedule", str(logs / "beat")]
    with ExitStack() as stack:
        kept = [logs / f"worker-{number}.log" for number in range(count)]
        pids = [
            stack.enter_context(
                _celery(
                    [*_worker(number), *([] if number else beat)], environment=environment, log=log
                )
            )
            for number, log in enumerate(kept)
        ]
        for log in kept:
            _await_ready(log)
        yield pids


def manage(*arguments: str, environment: Mapping[str, str]) -> str:
    """What a management command printed. Raises Failed."""
    return output([sys.executable, "manage.py", *arguments], environment=environment)


def output(command: list[str], *, environment: Mapping[str, str]) -> str:
    """What a process printed on stdout. Raises Failed."""
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Failed(f"{' '.join(command)}\n{done.stderr[-4000:]}")
    return done.stdout


def ask_stub(url: str, path: str) -> dict[str, int]:
    with urllib.request.urlopen(f"{url}/{path}", timeout=10) as answer:
        stats: dict[str, int] = json.load(answer)
    return stats


def _worker(number: int) -> list[str]:
    name = f"benchmark-{number}@%h"
    return ["worker", "-Q", QUEUES, "-n", name]


def _await_ready(log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not READY.search(log.read_text()):
        if time.monotonic() > deadline:
            raise Failed(f"A worker did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.05)


@contextmanager
def _celery(arguments: list[str], *, environment: Mapping[str, str], log: Path) -> Iterator[int]:
    talking = {**environment, **SAYS_READY}
    with log.open("wb") as stream:
        process = subprocess.Popen([*CELERY, *arguments], env=talking, stdout=stream, stderr=stream)
        try:
            yield process.pid
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
