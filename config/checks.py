"""System checks: combinations of settings that would fail later, or fail silently."""

import os
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register


@register(Tags.compatibility)
def one_web_process(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """The in-memory broker ends at the process: another one's hints would go nowhere."""
    asked = os.environ.get("WEB_CONCURRENCY", "1")
    if settings.EMBEDDED_WORKER and asked.strip() not in ("", "0", "1"):
        yield Error(
            f"WEB_CONCURRENCY is {asked}, but the embedded worker needs exactly one web process.",
            hint="Unset WEB_CONCURRENCY, or set CELERY_BROKER_URL and start a worker.",
            id="bakeoff.E001",
        )


@register(Tags.compatibility)
def an_absence_can_be_told(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A lease that was prolonged in time lasts for three quarters of one without a database."""
    if settings.RECONCILE_SECONDS > settings.LEASE_SECONDS * 3 / 8:
        yield Warning(
            "Reconciliations are so far apart that they do not notice a database that is away for"
            " most of a lease: rows may then be taken from workers that live.",
            hint="Set BAKEOFF_RECONCILE_SECONDS to at most 3/8 of BAKEOFF_LEASE_SECONDS.",
            id="bakeoff.W001",
        )


@register(Tags.database, deploy=True)
def broker_fits_database(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """A database server is there for several processes; the in-memory broker is for one."""
    if settings.EMBEDDED_WORKER and _engine().endswith("postgresql"):
        yield Error(
            "PostgreSQL is used with the in-memory broker, so only this process can work.",
            hint="Set CELERY_BROKER_URL to Redis or RabbitMQ and start a worker.",
            id="bakeoff.E002",
        )
    if not settings.EMBEDDED_WORKER and _engine().endswith("sqlite3"):
        yield Error(
            "SQLite is used with a broker, whose workers may run on other machines.",
            hint="Set DATABASE_URL to PostgreSQL.",
            id="bakeoff.E003",
        )


@register(Tags.security, deploy=True)
def not_for_the_public(app_configs: Any, **kwargs: Any) -> Iterable[CheckMessage]:
    """What is convenient on a desk and dangerous on a network."""
    if settings.DEBUG:
        yield Error(
            "DEBUG shows settings and source code to everyone.",
            hint="Unset DEBUG.",
            id="bakeoff.E004",
        )
    if any(host.strip() in ("*", ".") for host in settings.ALLOWED_HOSTS):
        yield Error(
            "ALLOWED_HOSTS lets a request claim any host name.",
            hint="Name the hosts that this site is served under.",
            id="bakeoff.E005",
        )


def _engine() -> str:
    return str(settings.DATABASES["default"]["ENGINE"])
