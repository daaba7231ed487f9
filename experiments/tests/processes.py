"""Real processes for tests: workers on the test database, and a provider that counts its calls."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

from celery import current_app
from django.conf import settings
from django.db import connection

from experiments.tests.nursery import FORKS, ROOT, Fork, Nursery

QUICK = {
    "BAKEOFF_LEASE_SECONDS": "2",
    "BAKEOFF_RECONCILE_SECONDS": "0.5",
    "BAKEOFF_EGRESS_ALLOWED_CIDRS": "127.0.0.0/8",
}


def test_database_url() -> str:
    name = str(connection.settings_dict["NAME"])
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlunsplit(urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{quote(name)}"))


test_database_url.__test__ = False  # type: ignore[attr-defined]  # not a test, despite its name


def copy_tables(path: Path) -> None:
    """To a new file of SQLite, as the migrations left them: to make them takes seconds."""
    source = sqlite3.connect(str(connection.settings_dict["NAME"]))
    with closing(source), closing(sqlite3.connect(path)) as target:
        source.backup(target)


def environment(**changes: str) -> dict[str, str]:
    return os.environ | QUICK | {"DATABASE_URL": test_database_url()} | changes


@dataclass
class Worker:
    """One worker process in a group of its own, so that a kill leaves nothing behind."""

    log: Path
    process: subprocess.Popen[bytes] | Fork | None = None
    changes: dict[str, str] = field(default_factory=dict)

    def start(self) -> None:
        """As a fork, or with settings of its own from the very beginning."""
        arguments = ["manage.py", "work"] if settings.EMBEDDED_WORKER else _celery(self.log)
        asked = environment(**self.changes)
        if FORKS and not self.changes and nursery().fits(asked):
            self.process = nursery().fork(arguments, log=self.log)
            return
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=asked,
            stdout=self.log.open("ab"),
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )

    def kill(self, how: signal.Signals = signal.SIGKILL) -> None:
        assert self.process
        os.killpg(self.process.pid, how)
        if how not in (signal.SIGSTOP, signal.SIGCONT):
            self.process.wait(timeout=30)

    def freeze(self) -> None:
        """Between two of its transactions: with their locks it would hold up everybody."""
        self.kill(signal.SIGSTOP)
        while not _is_free():
            self.kill(signal.SIGCONT)
            time.sleep(0.01)
            self.kill(signal.SIGSTOP)

    def stop(self) -> None:
        if self.process and self.process.poll() is None:
            self.kill(signal.SIGKILL)


@cache
def nursery() -> Nursery:
    return Nursery(environment())


@contextmanager
def worker(**changes: str) -> Iterator[Worker]:
    with tempfile.TemporaryDirectory(prefix="bakeoff-worker-") as directory:
        started = Worker(log=Path(directory) / "log", changes=changes)
        started.start()
        try:
            yield started
        finally:
            started.stop()


def _is_free() -> bool:
    """Whether nobody holds a lock in the test database now."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(str(connection.settings_dict["NAME"]), timeout=0)) as asked:
            try:
                asked.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError:
                return False
        return True
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid() AND xact_start IS NOT NULL"
        )
        return bool(cursor.fetchone()[0] == 0)


def _celery(log: Path) -> list[str]:
    return [
        *("-m", "celery", "-A", "config", "worker", "-B"),
        *("-s", str(log.with_name("beat")), "-Q", "control,attempts,validation,evaluation"),
    ]


def forget_hints() -> None:
    """As a broker does that lost its memory; the in-memory one has never left this process."""
    current_app.control.purge()


def wait_until(done: Callable[[], bool], *, seconds: float = 60, log: Path | None = None) -> None:
    """Poll; a failure shows the end of the worker's log."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            tail = log.read_text(errors="replace")[-3000:] if log and log.exists() else ""
            raise AssertionError(f"not done within {seconds} s\n{tail}")
        time.sleep(0.05)


@dataclass
class FakeProvider:
    """Answers chat completions as `answer(body)` says, and counts the calls by prompt.

    Each answer comes `delay` seconds late, or as late as the next of `delays` says."""

    answer: Callable[[dict[str, Any]], tuple[int, Any, dict[str, str]]]
    delay: float = 0.0
    delays: list[float] = field(default_factory=list)
    calls: Counter[str] = field(default_factory=Counter)
    bodies: list[dict[str, Any]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    base_url: str = ""
    at_once: int = 0
    most_at_once: int = 0

    @property
    def total(self) -> int:
        return sum(self.calls.values())


def completion(text: str = "An answer.", **changes: Any) -> dict[str, Any]:
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "model": "served-1",
        "choices": [
            {
                "index": 0,
                "message": {"role": "assistant", "content": text},
                "finish_reason": "stop",
            }
        ],
        "usage": {"prompt_tokens": 10, "completion_tokens": 5, "total_tokens": 15},
        **changes,
    }


def always(text: str = "An answer.") -> Callable[..., tuple[int, dict[str, Any], dict[str, str]]]:
    return lambda body: (200, completion(text), {})


@contextmanager
def provider(
    answer: Callable[..., Any] | None = None, *, delay: float = 0.0
) -> Iterator[FakeProvider]:
    fake = FakeProvider(answer=answer or always(), delay=delay)
    server = _Server(("127.0.0.1", 0), _handler(fake))
    fake.base_url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield fake
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A killed client is what these tests are about."""


def _handler(fake: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"]))
            body = json.loads(raw)
            with fake.lock:
                fake.calls[body["messages"][0]["content"]] += 1
                fake.bodies.append(body)
                delay = fake.delays.pop(0) if fake.delays else fake.delay
                fake.at_once += 1
                fake.most_at_once = max(fake.most_at_once, fake.at_once)
            status, answer, headers = fake.answer(body)
            time.sleep(delay)
            with fake.lock:
                fake.at_once -= 1
            content = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(status)
            for name, value in {"Content-Type": "application/json", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            with suppress(OSError):  # an aborted call has hung up
                self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Silent."""

    return Handler
