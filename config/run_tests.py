"""`./bakeoff test`: the suite on SQLite, and on PostgreSQL with a Redis-protocol server.

All parts at once (see conftest.py), each with a database and a directory of its own. The first
one's output is shown as it comes, the others' when all are done.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from config.inherited import without_settings
from config.local_servers import Servers, local_servers

NOTHING_COLLECTED = 5  # what was asked for may belong to another part
Start = Callable[..., "subprocess.Popen[bytes]"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of the tests, with the environment in which they run."""

    title: str
    name: str
    environment: dict[str, str]


def main(arguments: list[str], *, start: Start = subprocess.Popen) -> int:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bakeoff-test-")))
        servers = stack.enter_context(local_servers(perishable=True))
        first, *others = _parts(directory, servers)

        def begin(part: Part, **how: Any) -> "subprocess.Popen[bytes]":
            command = [sys.executable, "-m", "pytest", "--part", part.name, *arguments]
            how |= {"env": part.environment, "stderr": subprocess.STDOUT}
            return stack.enter_context(start(command, **how))

        later = []
        for number, part in enumerate(others):
            output = stack.enter_context((directory / f"{number}.log").open("w+b"))
            later.append((part.title, begin(part, stdout=output), output))
        print(f"\n=== {first.title} ===", flush=True)
        codes = [begin(first).wait()]
        for title, process, output in later:
            codes.append(process.wait())
            _print(title, output)
    return _one_of(codes)


def _parts(directory: Path, servers: Servers) -> Iterator[Part]:
    """What computes most first, which is shown, and last, whose summary is the end."""
    for name in ("site", "engine"):
        env = _sqlite(directory / f"sqlite-{name}")
        yield Part(title=f"SQLite, embedded worker: {name}", name=name, environment=env)
    yield Part(title="Without a database", name="once", environment=_sqlite(directory / "once"))
    for number, name in enumerate(("engine", "site")):
        env = _environment(directory / f"postgresql-{name}")
        env |= servers.apart(name, number=number).environment()
        title = f"PostgreSQL, Redis protocol, Celery workers: {name}"
        yield Part(title=title, name=name, environment=env)


def _one_of(codes: Iterable[int]) -> int:
    ran = [code for code in codes if code != NOTHING_COLLECTED]
    return next((code for code in ran if code), 0) if ran else NOTHING_COLLECTED


def _sqlite(directory: Path) -> dict[str, str]:
    return _environment(directory) | {"DATABASE_URL": f"sqlite:///{directory}.sqlite3"}


def _environment(directory: Path) -> dict[str, str]:
    # Five processes on few processors: threads that spin for the next product are in the way.
    return without_settings() | {"BAKEOFF_DATA_DIR": str(directory), "OPENBLAS_NUM_THREADS": "1"}


def _print(title: str, output: IO[bytes]) -> None:
    print(f"\n=== {title} ===", flush=True)
    output.seek(0)
    shutil.copyfileobj(output, sys.stdout.buffer)
    sys.stdout.flush()


if __name__ == "__main__":
    # A shell that starts us in the background has us ignore it, and the tests of Ctrl-C with us.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
