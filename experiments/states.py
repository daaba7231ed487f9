"""States, spelled once, and which state may follow which."""

from django.db.models import TextChoices


class WorkState(TextChoices):
    PENDING = "pending", "Pending"
    RUNNING = "running", "Running"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


UNFINISHED = (WorkState.PENDING, WorkState.RUNNING)
TERMINAL = (WorkState.SUCCEEDED, WorkState.FAILED, WorkState.CANCELLED)


# The source of what Bakeoff validates itself; every other source reports from outside.
ENGINE_SOURCE = "engine"


class RunState(TextChoices):
    RUNNING = "running", "Running"
    COMPLETED = "completed", "Completed"
    CANCELLED = "cancelled", "Cancelled"


class OnInterrupt(TextChoices):
    """What becomes of a provider call whose worker was lost or had to stop before its answer was
    stored: it may have been billed. `retry` makes it again; `fail` leaves that to a person."""

    RETRY = "retry", "Retry"
    FAIL = "fail", "Fail"


class CallOutcome(TextChoices):
    """What became of one provider call. `ambiguous`: sent, and the answer was lost with its
    worker, so it may have been billed. `superseded`: answered, but after its lease was lost.
    `not_sent`: refused on our side before any byte left."""

    OPEN = "open", "Open"
    SUCCEEDED = "succeeded", "Succeeded"
    FAILED = "failed", "Failed"
    ABORTED = "aborted", "Aborted"
    AMBIGUOUS = "ambiguous", "Ambiguous"
    SUPERSEDED = "superseded", "Superseded"
    NOT_SENT = "not_sent", "Not sent"


class ValidationStatus(TextChoices):
    PASSED = "passed", "Passed"
    FAILED = "failed", "Failed"
    ERROR = "error", "Error"
    NOT_RUN = "not_run", "Not run"
