"""Starting servers that others wrote, each from where it was installed, and asking them."""

import asyncio
import os
import re
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from providers.connections import open_provider
from providers.kinds import ProviderKind
from providers.secrets import Secret
from providers.tests.conformance.faces import Line
from providers.tests.servers import LOOPBACK, outcome, request

ROOT = Path(__file__).resolve().parents[3]
READY_SECONDS, STOP_SECONDS = 90, 10
ADDRESS = re.compile(r"http://127\.0\.0\.1:\d+")


def installed(variable: str, default: str, *, remedy: str) -> Path:
    """The program that `variable` names. Skips, saying how to install it, where there is none."""
    program = Path(os.environ.get(variable, ROOT / default))
    if not program.exists():
        pytest.skip(
            f"{program} is missing: {remedy}, or name it in {variable} (docs/third-party.md)"
        )
    return program


@contextmanager
def running(
    command: Sequence[Any], *, log: Path, environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A process for as long as the block; what it says goes to `log`.

    Of our own environment it gets what any program needs: LiteLLM would open our DATABASE_URL.
    """
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    with log.open("wb") as stream:
        process = subprocess.Popen(
            command, stdout=stream, stderr=stream, env={**kept, **(environment or {})}
        )
        try:
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def said_address(log: Path) -> str:
    """The origin that a server names on its output once it answers there."""
    return _until(lambda: (found := ADDRESS.search(log.read_text())) and found[0], log=log)


def healthy(url: str, *, log: Path) -> None:
    """Waits until `url` is answered with a success."""
    _until(lambda: _is_ok(url), log=log)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def ask(kind: ProviderKind, settings: Mapping[str, Any], *, key: str, **changes: Any) -> Any:
    """The outcome of one call, through the adapter as a run opens it."""

    async def run() -> Any:
        line = Line(id=uuid4(), provider=kind, settings=settings)
        provider = open_provider(line, secret=Secret(key), allowed_networks=LOOPBACK)
        return await outcome(provider, request(**{"timeout_seconds": 120.0, **changes}))

    return asyncio.run(run())


def _until(ready: Any, *, log: Path) -> Any:
    deadline = time.monotonic() + READY_SECONDS
    while not (found := ready()):
        if time.monotonic() > deadline:
            pytest.fail(f"The server did not start:\n{log.read_text()[-4000:]}")
        time.sleep(0.1)
    return found


def _is_ok(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
