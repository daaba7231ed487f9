"""`./bakeoff test`: the same suite on SQLite, and on PostgreSQL with a Redis-protocol server."""

import subprocess
import sys
import tempfile

from config.inherited import without_settings
from config.local_servers import local_servers


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory(prefix="bakeoff-test-") as directory:
        sqlite = {"DATABASE_URL": f"sqlite:///{directory}/tests.sqlite3"}
        first = _pytest(arguments, name="SQLite, embedded worker", environment=sqlite)
    with local_servers() as servers:
        second = _pytest(
            arguments,
            name="PostgreSQL, Redis protocol, Celery workers",
            environment=servers.environment(),
        )
    return first or second


def _pytest(arguments: list[str], *, name: str, environment: dict[str, str]) -> int:
    print(f"\n=== {name} ===", flush=True)
    done = subprocess.run(  # noqa: S603 - our own interpreter, the caller's own arguments
        [sys.executable, "-m", "pytest", *arguments],
        env=without_settings() | environment,
        check=False,
    )
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
