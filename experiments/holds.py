"""Why a run does not go on, or not with all of its arms: read for pages and the API."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from experiments.models import Run
from providers.codes import ErrorCode
from providers.models import Breaker, Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Blocked:
    """`connection` is its name, None where it was deleted."""

    connection: str | None
    error_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """The provider behind the connection is down since `since`, or `is_limited`: it says that it
    is asked too much."""

    connection: str
    provider: str
    error_code: str
    since: datetime | None

    @property
    def is_limited(self) -> bool:
        return self.error_code == ErrorCode.RATE_LIMITED


def blocked_of(run: Run) -> list[Blocked]:
    """The run's connections whose credential was refused. One query where there are any."""
    if not run.blocked_credentials:
        return []
    connections = Connection.objects.filter(organization=run.experiment.organization_id)
    names = {str(pk): name for pk, name in connections.values_list("pk", "name")}
    found = [
        Blocked(connection=names.get(each), error_code=str(code))
        for each, code in run.blocked_credentials.items()
    ]
    return sorted(found, key=lambda each: (each.connection or "", each.error_code))


def waiting_of(connection_ids: Collection[UUID]) -> list[Waiting]:
    """Those of the connections whose breaker is open. One query."""
    rows = Breaker.objects.filter(connection_id__in=connection_ids, open_until__isnull=False)
    return [
        Waiting(
            connection=row.connection.name,
            provider=row.connection.get_provider_display(),
            error_code=row.error_code,
            since=row.opened_at,
        )
        for row in rows.select_related("connection").order_by("connection__name")
    ]
