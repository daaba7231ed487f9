"""`./bakeoff test`: the suite on SQLite, and on PostgreSQL with a Redis-protocol server.

Both at once, each with its own servers and directory; the second's output follows the first's.
What the database makes no difference to runs in one of them alone: see conftest.py.
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

NOTHING_COLLECTED = 5  # what was asked for may belong to the other pass
Start = Callable[..., "subprocess.Popen[bytes]"]


def main(arguments: list[str], *, start: Start = subprocess.Popen) -> int:
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bakeoff-test-")))
        servers = stack.enter_context(local_servers(perishable=True))
        later = stack.enter_context((directory / "second.log").open("w+b"))
        sqlite = _environment(directory / "first") | {
            "DATABASE_URL": f"sqlite:///{directory}/tests.sqlite3"
        }
        postgresql = _environment(directory / "second") | servers.environment()
        second = ["--pass", "second", *arguments]
        postgres = stack.enter_context(_pytest(second, start, env=postgresql, stdout=later))
        print("\n=== SQLite, embedded worker ===", flush=True)
        first = stack.enter_context(_pytest(["--pass", "first", *arguments], start, env=sqlite))
        codes = first.wait(), postgres.wait()
        _print_second(later)
    return _one_of(codes)


def _one_of(codes: Iterable[int]) -> int:
    ran = [code for code in codes if code != NOTHING_COLLECTED]
    return next((code for code in ran if code), 0) if ran else NOTHING_COLLECTED


def _environment(directory: Path) -> dict[str, str]:
    return without_settings() | {"BAKEOFF_DATA_DIR": str(directory)}


def _pytest(arguments: list[str], start: Start, **how: Any) -> "subprocess.Popen[bytes]":
    return start([sys.executable, "-m", "pytest", *arguments], stderr=subprocess.STDOUT, **how)


def _print_second(output: IO[bytes]) -> None:
    print("\n=== PostgreSQL, Redis protocol, Celery workers ===", flush=True)
    output.seek(0)
    shutil.copyfileobj(output, sys.stdout.buffer)
    sys.stdout.flush()


if __name__ == "__main__":
    # A shell that starts us in the background has us ignore it, and the tests of Ctrl-C with us.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    sys.exit(main(sys.argv[1:]))
