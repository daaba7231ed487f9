"""The published summary on its way out: one query, whose SQL is written once.

To write a query over five tables takes Django longer than PostgreSQL needs to answer it, and
finding out who asks takes hardly longer than both. So it is written once for each form that it
takes: by the same rule of reach as all others.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from django.db import connection

from leaderboards.models import RunSummary
from organizations.models import ApiToken, User

NOBODY = UUID(int=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A revision as it goes out. `content` is empty where it was not asked for."""

    revision: int
    input_digest: str
    content: str


def latest_served(user: User, *, run_id: UUID, whole: bool) -> Served | None:
    """The latest revision within the user's reach; None where there is none, and where a result
    came in after it, so that there has to be another."""
    token = user.acting_token
    asked = [user.pk, *([token.organization_id] if token else []), run_id]
    with connection.cursor() as cursor:
        cursor.execute(_statement(by_token=bool(token), whole=whole), [_bound(v) for v in asked])
        row = cursor.fetchone()
    if row is None or row[2] is not None:
        return None
    return Served(revision=row[0], input_digest=row[1], content=row[3] if whole else "")


@cache
def _statement(*, by_token: bool, whole: bool) -> str:
    """Its parameters: the user, the organisation of the token that there may be, the run."""
    asker = User(pk=0)
    asker.acting_token = ApiToken(organization_id=NOBODY) if by_token else None
    columns = ["revision", "input_digest", "run__results_changed_at", *["content"][: int(whole)]]
    rows = RunSummary.objects.for_user(asker).filter(run=NOBODY).order_by("-revision")
    sql: str = rows.values_list(*columns)[:1].query.sql_with_params()[0]
    return sql


def _bound(value: Any) -> Any:
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value
