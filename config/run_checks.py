"""`./bakeoff check`: everything that can be said of the code without running the tests."""

import subprocess
import sys
import time
from collections.abc import Callable

from config.inherited import without_settings

PRODUCTION = {
    "DEBUG": "false",
    "BAKEOFF_HTTPS": "true",
    "ALLOWED_HOSTS": "bakeoff.example.org",
    "SECRET_KEY": "check-only-" + "Wq8z" * 16,
    "DATABASE_URL": "postgres://bakeoff@db.example.org/bakeoff",
    "CELERY_BROKER_URL": "redis://redis.example.org/0",
    "REDIS_URL": "redis://redis.example.org/1",
}
MANAGE = [sys.executable, "manage.py"]
CHECKS: dict[str, tuple[list[str], dict[str, str]]] = {
    "lint": (["ruff", "check", "."], {}),
    "format": (["ruff", "format", "--check", "."], {}),
    "types": (["mypy", "."], {}),
    "import contracts": (["lint-imports"], {}),
    "migrations": ([*MANAGE, "makemigrations", "--check", "--dry-run"], {}),
    "OpenAPI document": ([*MANAGE, "check_openapi"], {}),
    "deployment": ([*MANAGE, "check", "--deploy", "--fail-level", "WARNING"], PRODUCTION),
}


Run = Callable[..., "subprocess.CompletedProcess[str]"]


def main(*, run: Run = subprocess.run) -> int:
    failed = [name for name, check in CHECKS.items() if not _passes(name, *check, run=run)]
    if failed:
        print(f"\nfailed: {', '.join(failed)}", flush=True)
    return 1 if failed else 0


def _passes(name: str, command: list[str], environment: dict[str, str], *, run: Run) -> bool:
    began = time.monotonic()
    done = run(
        command, env=without_settings() | environment, capture_output=True, text=True, check=False
    )
    seconds = time.monotonic() - began
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({seconds:.0f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(main())
