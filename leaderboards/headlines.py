"""What lists say of a run, out of its published summary: nothing is computed for them.

A summary grows with its pairs. The database takes out the few parts that are shown, so that a list
of runs does not read all that stands beside them.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import JSONField, OuterRef, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast

from leaderboards.models import RunSummary

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Headline:
    """Parts of the latest summary of a run. `quality` and `cost` are entries of the boards."""

    quality: tuple[Json, ...]
    cost: tuple[Json, ...]
    attempts: Json
    arms: tuple[Json, ...]


def headlines_of(run_ids: Collection[UUID]) -> dict[UUID, Headline]:
    """By run that has a summary, in one query."""
    latest = RunSummary.objects.filter(run=OuterRef("run")).order_by("-revision").values("pk")
    rows = RunSummary.objects.filter(run__in=run_ids, pk=Subquery(latest[:1])).values_list(
        "run_id",
        _part("leaderboards", "quality", "entries"),
        _part("leaderboards", "cost", "entries"),
        _part("attempts"),
        _part("arms"),
    )
    return {
        run_id: Headline(
            quality=tuple(quality), cost=tuple(cost), attempts=attempts, arms=tuple(arms)
        )
        for run_id, quality, cost, attempts, arms in rows
    }


def _part(*path: str) -> Any:
    """An expression for what stands there in the document."""
    found: Any = Cast("content", JSONField())
    for key in path:
        found = KeyTransform(key, found)
    return found
