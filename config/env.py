"""Reading the environment: each method returns a checked value or stops with one clear line."""

import fcntl
import ipaddress
import os
import secrets
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
    " PRAGMA temp_store=MEMORY; PRAGMA cache_size=-32000;"
)
MINIMUM_KEY_LENGTH = 50
SHORTEST_BEARER = 32
# A process that stands still in a transaction (a paused machine) holds locks that all others wait
# for; one whose network is gone is not told so. The server ends the one, the kernel the other. Nor
# may its other sessions wait for what the first one held, and have it next.
SESSION_OPTIONS = "-c idle_in_transaction_session_timeout=60s -c lock_timeout={milliseconds}ms"
POSTGRESQL_OPTIONS = {
    "keepalives": 1,
    "keepalives_idle": 15,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
ENGINES = ("django.db.backends.sqlite3", "django.db.backends.postgresql")


class Environment:
    """The process environment over an optional file of defaults."""

    def __init__(self, file: Path) -> None:
        if file.exists():
            environ.Env.read_env(str(file))

    def text(self, name: str, *, default: str) -> str:
        return os.environ.get(name, "").strip() or default

    def path(self, name: str, *, default: Path) -> Path:
        return Path(self.text(name, default=str(default))).expanduser()

    def directory(self, name: str) -> Path | None:
        """None where it is not set."""
        value = self.text(name, default="")
        if value and not (Path(value).is_absolute() and Path(value).is_dir()):
            raise _nonsense(name, "the absolute path of a directory that is there")
        return Path(value) if value else None

    def words(self, name: str, *, default: list[str]) -> list[str]:
        value = self.text(name, default="")
        return [word.strip() for word in value.split(",") if word.strip()] or default

    def boolean(self, name: str, *, default: bool) -> bool:
        value = self.text(name, default=str(default)).lower()
        if value in {"1", "true", "yes", "on"}:
            return True
        if value in {"0", "false", "no", "off"}:
            return False
        raise _nonsense(name, "true or false")

    def integer(self, name: str, *, default: int) -> int:
        value = self.text(name, default=str(default))
        if not value.isascii() or not value.isdigit() or int(value) == 0:
            raise _nonsense(name, "a whole number above 0")
        return int(value)

    def number(self, name: str, *, default: float) -> float:
        try:
            value = float(self.text(name, default=str(default)))
        except ValueError:
            raise _nonsense(name, "a number above 0") from None
        if not 0 < value < float("inf"):
            raise _nonsense(name, "a number above 0")
        return value

    def choice(self, name: str, choices: tuple[str, ...], *, default: str) -> str:
        value = self.text(name, default=default).lower()
        if value not in choices:
            raise _nonsense(name, " or ".join(choices))
        return value

    def port(self, name: str) -> int | None:
        """None where it is not set."""
        value = self.text(name, default="")
        if value and not (value.isascii() and value.isdigit() and 0 < int(value) < 65_536):
            raise _nonsense(name, "a port number")
        return int(value) if value else None

    def bearer(self, name: str) -> str:
        """What a client says to be let in; empty where it is not set, so that nobody is."""
        value = self.text(name, default="")
        if value and (len(value) < SHORTEST_BEARER or not value.isascii()):
            raise _nonsense(name, f"at least {SHORTEST_BEARER} ASCII characters")
        return value

    def networks(self, name: str) -> tuple[Network, ...]:
        try:
            return tuple(ipaddress.ip_network(word) for word in self.words(name, default=[]))
        except ValueError as fault:
            raise _nonsense(name, f"networks such as 10.0.0.0/8,::1/128 ({fault})") from None

    def database(self, name: str, *, default: str, patience: float = 15) -> dict[str, Any]:
        """`patience`: seconds that a session of a server waits for a lock at most."""
        url = self.text(name, default=default)
        try:
            config: dict[str, Any] = environ.Env.db_url_config(url)
        except Exception as fault:  # the parser raises several types for one cause
            raise _nonsense(name, "a URL such as postgres://user@host/name") from fault
        if config.get("ENGINE") not in ENGINES:
            raise _nonsense(name, "a URL of SQLite or PostgreSQL: sqlite:///… or postgres://…")
        return config | _engine_options(config, patience=patience)

    def secret_key(self, name: str, *, directory: Path) -> str:
        """From the environment, else made once and kept in `directory` (owner-readable)."""
        key = self.text(name, default="") or _kept_key(directory / "secret_key")
        if len(key) < MINIMUM_KEY_LENGTH:
            raise _nonsense(name, f"at least {MINIMUM_KEY_LENGTH} characters")
        return key


def _nonsense(name: str, expected: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name} must be {expected}.")


def _engine_options(config: dict[str, Any], *, patience: float) -> dict[str, Any]:
    if config["ENGINE"].endswith("sqlite3"):
        if config["NAME"] != ":memory:":
            Path(config["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        # IMMEDIATE takes the write lock at BEGIN: no deadlock between readers turned writers.
        options = {"transaction_mode": "IMMEDIATE", "timeout": 30, "init_command": SQLITE_PRAGMAS}
        return {"OPTIONS": options, "TEST": {"NAME": f"{config['NAME']}.test"}}
    session = SESSION_OPTIONS.format(milliseconds=max(1, round(patience * 1_000)))
    options = {"options": session} | POSTGRESQL_OPTIONS | config.get("OPTIONS", {})
    return {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def _kept_key(file: Path) -> str:
    """Made by whichever process comes first; one that comes at the same time waits and reads it."""
    if file.exists() and (kept := file.read_text().strip()):
        return kept
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        key = handle.read().strip() or secrets.token_urlsafe(48)
        handle.seek(0)
        handle.write(key)
    return key
