"""What a drain does with the database, step by step and without a provider."""

from contextlib import contextmanager
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from experiments.models import Attempt, ProviderCall
from experiments.tests.draining import reconciled
from experiments.work.exchange import exchange
from experiments.work.stage import Outcome, stage_named
from providers.codes import ErrorCode, FinishReason
from providers.contract import Generation, ProviderError

NOWHERE = "http://127.0.0.1:9/v1"


class Holder:
    """One drain of a stage; `done` is its last visit's."""

    def __init__(self, run, stage="attempts"):
        self.stage, self.token = stage_named(stage), uuid4()
        self.session = self.stage.session(run)

    def claims(self, free, *, alone=False):
        return self._visit([], free=free, alone=alone)

    def records(self, *outcomes):
        return self._visit(outcomes, free=0)

    def _visit(self, outcomes, *, free, alone=False):
        self.done = exchange(
            self.stage,
            self.session,
            outcomes=outcomes,
            free=free,
            token=self.token,
            alone=alone,
        )
        return self.done.claimed


def answered(job, text="An answer.", *, usage=None):
    generation = Generation(
        text=text,
        finish_reason=FinishReason.STOP,
        native_finish_reason="stop",
        usage=usage,
        latency_ms=5.0,
    )
    return Outcome(job=job, finished_at=timezone.now(), answer=generation)


def refused(job, code=ErrorCode.INVALID_REQUEST, *, retry_after=None):
    error = ProviderError(code, "No.", retry_after=retry_after)
    return Outcome(job=job, finished_at=timezone.now(), error=error)


def aborted(job):
    return Outcome(job=job, finished_at=timezone.now(), aborted=True)


@contextmanager
def undone():
    """What happens within is rolled back, as when the connection is lost before the commit."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def expire(run):
    Attempt.objects.filter(run=run, state="running").update(
        lease_expires_at=timezone.now() - timedelta(seconds=1)
    )
    reconciled()


def lose_the_worker(run, *, stage="attempts", rows=2, alone=False):
    """Leave rows as a worker does that was killed a lease ago."""
    model = stage_named(stage).model
    ids = list(model._default_manager.filter(run=run, state="pending").values_list("id")[:rows])
    model._default_manager.filter(id__in=[id for (id,) in ids]).update(
        state="running",
        claim_token=uuid4(),
        claims=1,
        isolated=alone,
        lease_expires_at=timezone.now() - timedelta(seconds=1),
    )


def outcomes_of(run):
    calls = ProviderCall.objects.filter(run=run).order_by("work_id", "number")
    return list(calls.values_list("outcome", flat=True))
