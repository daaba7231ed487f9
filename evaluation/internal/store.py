"""Writing rationales: the judging session is the only caller."""

from collections.abc import Iterable

from evaluation.internal.models import Rationale


def keep(rationales: Iterable[Rationale]) -> None:
    """Store or replace, one per evaluation."""
    Rationale.objects.bulk_create(
        rationales,
        update_conflicts=True,
        unique_fields=["evaluation_id"],
        update_fields=["text", "answer"],
    )
