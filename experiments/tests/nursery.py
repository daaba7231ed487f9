"""Workers that are forks of a process which has imported all that a worker imports.

Most of a worker's start is imports, and the tests start and kill many. A fork then does what
Python would do with the same command, in a process group of its own and with its own log.
"""

import atexit
import gc
import json
import os
import runpy
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
FORKS = hasattr(os, "pidfd_open")  # elsewhere than on Linux every worker is a start of its own
# What libraries import only when they are used.
LATE = (
    "celery.apps.beat",
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.thread",
    "celery.worker.consumer",
    "celery.worker.loops",
    "experiments.management.commands.work",
    "genai_prices.data_units",
    "httpcore2",
)


class Fork:
    """A child of the nursery, with as much of Popen as the tests ask for."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._end = os.pidfd_open(pid)

    def poll(self) -> bool | None:
        """None as long as it lives."""
        return True if self._ends_within(0) else None

    def wait(self, timeout: float) -> None:
        if not self._ends_within(timeout):
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)

    def send_signal(self, number: int) -> None:
        signal.pidfd_send_signal(self._end, number)

    def _ends_within(self, seconds: float) -> bool:
        return bool(select.select([self._end], [], [], seconds)[0])


class Nursery:
    """Raises nothing of its own: a fork that fails says so in its log."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = _lasting(environment)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "experiments.tests.nursery"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        atexit.register(self._process.communicate)

    def fits(self, environment: dict[str, str]) -> bool:
        """Whether its imports were made with these settings."""
        return _lasting(environment) == self._environment

    def fork(self, arguments: list[str], *, log: Path) -> Fork:
        """`arguments` are what follows `python`."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps([*arguments, str(log)]) + "\n")
        self._process.stdin.flush()
        return Fork(int(self._process.stdout.readline()))


def _lasting(environment: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != "PYTEST_CURRENT_TEST"}


def import_all() -> None:
    """What a worker imports on its way to its first drain and in it."""
    import django

    django.setup()
    from experiments.work.finish import publisher
    from experiments.work.stage import stages
    from providers.registry import load_all

    load_all()
    stages()
    publisher()
    for name in LATE:
        import_module(name)
    gc.collect()
    gc.freeze()


def next_life() -> list[str]:
    """Returns in each fork; the nursery ends here, with all that still live."""
    alive: set[int] = set()
    for line in sys.stdin:
        alive -= set(_ended())
        pid = os.fork()
        if not pid:
            return list(json.loads(line))
        alive.add(pid)
    for pid in alive - set(_ended()):
        os.killpg(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    sys.exit()


def _ended() -> Iterator[int]:
    with suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            yield pid


def begin(log: str) -> None:
    os.setsid()
    print(os.getpid(), flush=True)
    written = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(written, 1)
    os.dup2(written, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)


def live(arguments: list[str]) -> None:
    """As Python does with `-m MODULE ...` or `FILE ...`."""
    if arguments[0] == "-m":
        sys.argv = arguments[1:]
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = arguments
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    import_all()
    *rest, path = next_life()
    begin(path)
    live(rest)
