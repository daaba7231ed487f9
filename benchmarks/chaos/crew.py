"""Worker processes, kept up as a service manager does: whoever dies is started again."""

import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.chaos.patience import Stuck
from benchmarks.services import CELERY, QUEUES

READY = re.compile(r"@\S+ ready\.|Booting worker with pid")
READY_SECONDS = 60
WATCH_SECONDS = 0.1


@dataclass
class Worker:
    """One process, in a group of its own so that a signal reaches its children as well. PostgreSQL
    knows its sessions by its name."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    read_from: int = 0
    said_ready: bool = False

    def start(self) -> None:
        self.read_from = self.log.stat().st_size if self.log.exists() else 0
        self.said_ready = False
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                self.command,
                env={**self.environment, "PGAPPNAME": self.name},
                stdout=stream,
                stderr=stream,
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        assert self.process
        return self.process.pid

    @property
    def is_up(self) -> bool:
        return self.process is not None and self.process.poll() is None

    @property
    def is_ready(self) -> bool:
        self.said_ready = self.said_ready or bool(READY.search(self.words()))
        return self.is_up and self.said_ready

    def words(self) -> str:
        """What it has said since it was started last."""
        with self.log.open(errors="replace") as stream:
            stream.seek(self.read_from)
            return stream.read()

    def send(self, what: signal.Signals) -> None:
        if self.is_up:
            os.killpg(self.pid, what)

    def end(self) -> None:
        """For good, whatever it does."""
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, signal.SIGKILL)
            self.process.wait(30)


@dataclass
class Crew:
    """The workers, and whatever else must run beside them."""

    workers: list[Worker]
    others: list[Worker] = field(default_factory=list)
    deaths: int = 0
    ending: threading.Event = field(default_factory=threading.Event)

    def __len__(self) -> int:
        return len(self.workers)

    @property
    def pids(self) -> list[int]:
        return [worker.pid for worker in self.workers]

    def await_ready(self) -> None:
        """Raises Stuck with the last words of one that is not up."""
        deadline = time.monotonic() + READY_SECONDS
        for worker in self.workers:
            while not worker.is_ready:
                if time.monotonic() > deadline:
                    raise Stuck(f"a worker did not start: {worker.words()[-2000:]}")
                time.sleep(WATCH_SECONDS)

    def kill_one(self) -> None:
        """SIGKILL to one that is at work; it is not asked to end. Raises Stuck where none is."""
        deadline = time.monotonic() + READY_SECONDS
        while not (ready := [worker for worker in self.workers if worker.is_ready]):
            if time.monotonic() > deadline:
                raise Stuck("no worker is up")
            time.sleep(WATCH_SECONDS)
        ready[0].send(signal.SIGKILL)
        assert ready[0].process
        ready[0].process.wait(30)

    def terminate(self, number: int) -> None:
        """SIGTERM, and wait until it is gone and its successor starts. Raises Stuck."""
        worker = self.workers[number]
        pid = worker.pid
        os.kill(pid, signal.SIGTERM)
        deadline = time.monotonic() + READY_SECONDS
        while worker.pid == pid:
            if time.monotonic() > deadline:
                raise Stuck(f"a worker did not end: {worker.words()[-2000:]}")
            time.sleep(WATCH_SECONDS)

    def logged(self) -> str:
        """All that the workers have said, since the crew began."""
        logs = {worker.log for worker in self.workers}
        return "\n".join(log.read_text(errors="replace") for log in logs)

    def tracebacks(self) -> int:
        return self.logged().count("Traceback (")

    def watch(self) -> None:
        while not self.ending.wait(WATCH_SECONDS):
            for each in (*self.workers, *self.others):
                if not each.is_up and not self.ending.is_set():
                    self.deaths += 1
                    each.start()


@contextmanager
def crew(
    commands: Sequence[Sequence[str]],
    *,
    others: Sequence[Sequence[str]] = (),
    environment: Mapping[str, str],
    logs: Path,
) -> Iterator[Crew]:
    """Ready when the block begins. Raises Stuck."""
    made = [
        Worker(
            name=f"process-{number}",
            command=command,
            environment=environment,
            log=logs / f"process-{number}.log",
        )
        for number, command in enumerate([*commands, *others])
    ]
    found = Crew(workers=made[: len(commands)], others=made[len(commands) :])
    for each in made:
        each.start()
    watching = threading.Thread(target=found.watch, daemon=True)
    watching.start()
    try:
        found.await_ready()
        yield found
    finally:
        found.ending.set()
        watching.join(10)
        for each in made:
            each.end()


def celery_worker(number: int, *, metrics_port: int | None = None) -> list[str]:
    name = f"chaos-{number}@%h"
    own = ["env", f"BAKEOFF_METRICS_PORT={metrics_port}"] if metrics_port else []
    return [*own, *CELERY, "worker", "-Q", QUEUES, "-n", name]


def celery_beat(directory: Path) -> list[str]:
    return [*CELERY, "beat", "--schedule", str(directory / "beat"), "--pidfile="]


def embedded_site(port: int) -> list[str]:
    return [sys.executable, "manage.py", "serve", "--port", str(port)]
