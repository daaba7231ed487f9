"""Reading what was published."""

import json
from collections.abc import Iterable
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from experiments.models import Run
from experiments.work.finish import republish
from leaderboards.models import Comparison, RunSummary
from organizations.models import Organization


def latest_summary(run: Run) -> RunSummary | None:
    """The last revision that was published; None before the run has ended."""
    summary: RunSummary | None = RunSummary.objects.filter(run=run).order_by("-revision").first()
    return summary


def current_summary(run: Run) -> RunSummary | None:
    """The latest revision; a new one, where a result came in after the last."""
    republish(run)
    return latest_summary(run)


def revisions_of(run: Run) -> QuerySet[RunSummary]:
    """All that were published, without their documents."""
    return RunSummary.objects.filter(run=run).defer("content")


def published(run: Run) -> dict[str, Any] | None:
    """The document of the latest summary."""
    summary = current_summary(run)
    return json.loads(summary.content) if summary else None


def latest_by_organization(organizations: Iterable[Organization]) -> list[RunSummary]:
    """The last summary that was published in each of them, if any; in two queries."""
    rows = RunSummary.objects.filter(run__experiment__organization=OuterRef("pk"))
    newest = Subquery(rows.order_by("-computed_at", "-id").values("pk")[:1])
    wanted = Organization.objects.filter(pk__in=[each.pk for each in organizations])
    ids = wanted.order_by("name", "pk").annotate(newest=newest).values_list("newest", flat=True)
    shown = [pk for pk in ids if pk]
    found = RunSummary.objects.select_related("run__experiment__organization").in_bulk(shown)
    return [found[pk] for pk in shown if pk in found]


def sealed_comparison(work: Run) -> Comparison | None:
    """Of the replay that this is the work of, the last one; None before it has ended."""
    found: Comparison | None = Comparison.objects.filter(work=work).order_by("-number").first()
    return found


def comparison_document(work: Run) -> dict[str, Any] | None:
    """The comparison as it is shown: as it was sealed, with its seal."""
    sealed = sealed_comparison(work)
    if sealed is None:
        return None
    seal = {
        "number": sealed.number,
        "previous_digest": sealed.previous_digest or None,
        "digest": sealed.digest,
    }
    content: dict[str, Any] = json.loads(sealed.content)
    return content | {"seal": seal}
