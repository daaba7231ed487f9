"""Ending a run: one conditional UPDATE elects the one who publishes its summary."""

from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Case, Exists, OuterRef, Value, When
from django.utils import timezone
from django.utils.module_loading import import_string

from experiments.models import Run
from experiments.states import RunState
from experiments.work.stage import stages

FINAL_STATE = Case(
    When(cancel_requested_at__isnull=True, then=Value(RunState.COMPLETED)),
    default=Value(RunState.CANCELLED),
)


def finish(run_id: UUID) -> bool:
    """Close the run and publish its summary if no stage has work left; True for the winner."""
    open_runs = Run.objects.filter(pk=run_id, state=RunState.RUNNING)
    for stage in stages():
        open_runs = open_runs.exclude(Exists(stage.unfinished(OuterRef("pk"))))
    with transaction.atomic():
        if not open_runs.update(state=FINAL_STATE, finished_at=timezone.now()):
            return False
        import_string(settings.RUN_PUBLISHER)(Run.objects.get(pk=run_id))
    return True
