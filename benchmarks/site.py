"""The site as a deployment serves it, with one worker, and a client that keeps its connection."""

import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, RemoteDisconnected
from pathlib import Path

from benchmarks.services import READY_SECONDS, STOP_SECONDS, Failed

THREADS = 4
CHUNK = 1 << 16
TIMEOUT = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """`worker` is the process that answers."""

    port: int
    worker: int


@contextmanager
def site(*, environment: Mapping[str, str], log: Path) -> Iterator[Site]:
    """gunicorn with one worker process. Raises Failed."""
    port = free_port()
    command = [sys.executable, "-m", "gunicorn", "config.wsgi", "--workers", "1"]
    command += ["--threads", str(THREADS), "--bind", f"127.0.0.1:{port}", "--no-control-socket"]
    with log.open("wb") as stream:
        process = subprocess.Popen(command, env=environment, stdout=stream, stderr=stream)
        try:
            _await(port, process, log)
            yield Site(port=port, worker=_child_of(process.pid))
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


class Reader:
    """One connection; it is made anew where the server has closed it."""

    def __init__(self, port: int, *, headers: Mapping[str, str]) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=TIMEOUT)
        self.headers = dict(headers)

    def get(self, path: str, **headers: str) -> tuple[HTTPResponse, bytes]:
        """Raises Failed for anything but 200 and 304."""
        answer = self._asked(path, headers)
        return answer, answer.read()

    def stream(self, path: str, *, ending: bytes) -> tuple[int, int]:
        """Lines, by the one byte that each has, and bytes of an answer that is read piece by
        piece."""
        self.connection.close()
        answer = self._asked(path, {})
        lines = size = 0
        while chunk := answer.read1(CHUNK):
            lines, size = lines + chunk.count(ending), size + len(chunk)
        return lines, size

    def _asked(self, path: str, headers: Mapping[str, str]) -> HTTPResponse:
        try:
            answer = self._sent(path, headers)
        except (RemoteDisconnected, ConnectionResetError, BrokenPipeError):
            self.connection.close()
            answer = self._sent(path, headers)
        if answer.status not in (200, 304):
            raise Failed(f"{path}: {answer.status} {answer.read(500)!r}")
        return answer

    def _sent(self, path: str, headers: Mapping[str, str]) -> HTTPResponse:
        self.connection.request("GET", path, headers=self.headers | dict(headers))
        return self.connection.getresponse()


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
    return port


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    """The socket is there before anybody answers."""
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=READY_SECONDS):
                return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise Failed(f"The site did not start:\n{log.read_text()[-4000:]}") from None
            time.sleep(0.05)


def _child_of(pid: int) -> int:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return int(children[0])
