"""`./bakeoff test`: the suite on SQLite, and on PostgreSQL with a Redis-protocol server.

Both at once, each with its own servers and directory, beside what need not run on each of them
(see conftest.py). The first one's output is shown as it comes, the others' when all are done.
"""

import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

from config.inherited import without_settings
from config.local_servers import local_servers

NOTHING_COLLECTED = 5  # what was asked for may belong to another part
Start = Callable[..., "subprocess.Popen[bytes]"]


def main(arguments: list[str], *, start: Start = subprocess.Popen) -> int:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bakeoff-test-")))
        servers = stack.enter_context(local_servers(perishable=True))
        each, once = (["--part", part, *arguments] for part in ("each", "once"))
        postgresql = _environment(directory / "postgresql") | servers.environment()

        def begin(name: str, *what: Any) -> tuple["subprocess.Popen[bytes]", IO[bytes]]:
            output = stack.enter_context((directory / f"{name}.log").open("w+b"))
            return stack.enter_context(_pytest(*what, start=start, stdout=output)), output

        later = {
            "Once, on SQLite": begin("once", once, _sqlite(directory / "once")),
            "PostgreSQL, Redis protocol, Celery workers": begin("each", each, postgresql),
        }
        print("\n=== SQLite, embedded worker ===", flush=True)
        env = _sqlite(directory / "sqlite")
        codes = [stack.enter_context(_pytest(each, env, start=start)).wait()]
        for title, (process, output) in later.items():
            codes.append(process.wait())
            _print(title, output)
    return _one_of(codes)


def _one_of(codes: Iterable[int]) -> int:
    ran = [code for code in codes if code != NOTHING_COLLECTED]
    return next((code for code in ran if code), 0) if ran else NOTHING_COLLECTED


def _sqlite(directory: Path) -> dict[str, str]:
    return _environment(directory) | {"DATABASE_URL": f"sqlite:///{directory}.sqlite3"}


def _environment(directory: Path) -> dict[str, str]:
    return without_settings() | {"BAKEOFF_DATA_DIR": str(directory)}


def _pytest(
    arguments: list[str], env: dict[str, str], *, start: Start, **how: Any
) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "pytest", *arguments]
    return start(command, env=env, stderr=subprocess.STDOUT, **how)


def _print(title: str, output: IO[bytes]) -> None:
    print(f"\n=== {title} ===", flush=True)
    output.seek(0)
    shutil.copyfileobj(output, sys.stdout.buffer)
    sys.stdout.flush()


if __name__ == "__main__":
    # A shell that starts us in the background has us ignore it, and the tests of Ctrl-C with us.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
