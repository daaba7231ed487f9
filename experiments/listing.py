"""The experiments of an organisation as they are listed: filtered, sorted, with their last run."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from experiments.models import Experiment, Run
from experiments.states import RunState
from organizations.models import Organization

NEVER_RUN = "never"
STATUSES = [*RunState.choices, (NEVER_RUN, "Never run")]
RECENT, NAME, NEWEST = "recent", "name", "newest"
ORDERS = {
    RECENT: ("-active_at", "-pk"),
    NAME: ("name", "pk"),
    NEWEST: ("-created_at", "-pk"),
}


def experiments_in(
    organization: Organization,
    *,
    q: str = "",
    status: str = "",
    owner: str = "",
    since: date | None = None,
    until: date | None = None,
    sort: str = "",
) -> QuerySet[Experiment]:
    """With `last_run_id`, `last_run_state`, `last_run_at` and `last_run_imported`, null where
    nothing ran. Status and dates are the last run's."""
    last = Run.objects.filter(experiment=OuterRef("pk")).order_by("-started_at", "-pk")
    rows: QuerySet[Experiment] = (
        Experiment.objects.in_organization(organization)
        .select_related("organization", "task_set", "created_by")
        .annotate(
            last_run_id=Subquery(last.values("pk")[:1]),
            last_run_state=Subquery(last.values("state")[:1]),
            last_run_at=Subquery(last.values("started_at")[:1]),
            last_run_imported=Subquery(last.values("imported")[:1]),
        )
        .annotate(active_at=Coalesce(F("last_run_at"), F("created_at")))
    )
    wanted = {
        "name__icontains": q,
        "created_by": owner,
        "last_run_at__date__gte": since,
        "last_run_at__date__lte": until,
    }
    rows = rows.filter(**{name: value for name, value in wanted.items() if value})
    return _in_state(rows, status).order_by(*ORDERS[sort or RECENT])


def arms_of(experiments: Sequence[Experiment]) -> dict[UUID, int]:
    """How many arms each has."""
    rows = Experiment.objects.filter(pk__in=[each.pk for each in experiments])
    return dict(rows.annotate(n=Count("arms")).order_by().values_list("pk", "n"))


def _in_state(rows: QuerySet[Any], status: str) -> QuerySet[Any]:
    if status == NEVER_RUN:
        return rows.filter(last_run_id=None)
    return rows.filter(last_run_state=status) if status else rows
