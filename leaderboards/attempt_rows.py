"""The rows that attempts are told from: which, with which columns, and how they come."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from evaluation.queries import with_judgements
from experiments.models import Attempt, Run, Validation
from experiments.states import ENGINE_SOURCE
from leaderboards.column_texts import MomentText, OctetLength, json_text
from leaderboards.validations import ended

# Read at once: as many rows as that, and as few that their answers have so many bytes together.
BATCH = 1_000
BATCH_BYTES = 4_000_000
AT_ONCE = 20  # rows of a stream
# Of an attempt, its arm, its task, its artifact, what the engine found out about it, and its
# judgement. An instance of each for every row would take longer than all the rest.
COLUMNS = (
    *("id", "run_id", "arm__key", "arm__provider", "arm__model", "model_served", "task__key"),
    *("repeat", "state", "error_code", "error_detail", "retryable", "provider_calls"),
    *("finish_reason", "native_finish_reason", "output_text", "cost_usd", "cost_source"),
    *("latency_ms", "artifact__format", "artifact__diff", "artifact__diff_sha256"),
    *("artifact__applies", "engine__state", "engine__status", "engine__score"),
    *("judgement__state", "judgement__quality", "judgement__risk", "judgement__confidence"),
    "judgement__error_code",
)
MADE = {
    "queued": MomentText("queued_at"),
    "started": MomentText("started_at"),
    "responded": MomentText("responded_at"),
    "evaluated": MomentText("judgement__finished_at"),
    "used": json_text("usage"),
    "files": json_text("artifact__files"),
    "warnings": json_text("artifact__warnings"),
    "engine_ended": ended("engine__", task="task__"),
    "engine_at": MomentText("engine__finished_at"),
    "engine_checks": json_text("engine__checks"),
}
as_row: Callable[[Iterable[Any]], Any] = namedtuple("Row", (*COLUMNS, *MADE))._make  # type: ignore[attr-defined]
POSTED_COLUMNS = ("attempt_id", "source", "state", "status", "score", "url")
POSTED_MADE = {"at": MomentText("finished_at"), "said": json_text("checks")}


class Engine(NamedTuple):
    """What the engine found out about an attempt, as `validations` and a resource take it in."""

    state: str
    status: str | None
    score: float | None
    at: str | None
    said: str
    source: str = ENGINE_SOURCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Attempts by their ids."""

    ids: Sequence[UUID]

    def within(self, prefix: str = "") -> dict[str, Any]:
        return {f"{prefix}pk__in": self.ids}


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Attempts of one arm on tasks that follow one another: a bound on both sides takes the
    database less than a list of ids."""

    arm: UUID
    task_set: UUID
    first: str
    last: str

    def within(self, prefix: str = "") -> dict[str, Any]:
        """Which attempts they are, as a filter of what leads to them by the prefix."""
        return {
            f"{prefix}arm": self.arm,
            f"{prefix}task__task_set": self.task_set,
            f"{prefix}task__key__gte": self.first,
            f"{prefix}task__key__lte": self.last,
        }


def spans_of(run: Run) -> Iterator[Span]:
    """By arm and task, each of about BATCH attempts, or of about BATCH_BYTES."""
    rows = Attempt.objects.filter(run=run).order_by("arm__key", "task__key")
    sizes = rows.values_list("arm_id", "task__key", OctetLength("output_text"))
    span = partial(Span, task_set=run.task_set_id)
    first = last = None
    n = n_bytes = 0
    for arm, task, size in sizes.iterator():
        n, n_bytes = n + 1, n_bytes + (size or 0)
        if (arm, task) == last:
            continue
        if first is None or last is None:
            first = (arm, task)
        elif arm != last[0] or n > BATCH or n_bytes > BATCH_BYTES:
            yield span(arm=last[0], first=first[1], last=last[1])
            first, n, n_bytes = (arm, task), 1, size or 0
        last = (arm, task)
    if first and last:
        yield span(arm=last[0], first=first[1], last=last[1])


def rows_of(some: Span | Listed) -> QuerySet[Attempt, Any]:
    """For `as_row`, by task and repeat."""
    by_engine = FilteredRelation("validations", condition=Q(validations__source=ENGINE_SOURCE))
    attempts: Any = with_judgements(Attempt.objects.filter(**some.within()))
    made = attempts.annotate(engine=by_engine).annotate(**MADE)
    rows: QuerySet[Attempt, Any] = made.order_by("task__key", "repeat")
    return rows.values_list(*COLUMNS, *MADE)


def validations_of(some: Span | Listed) -> QuerySet[Validation]:
    """Rows of what `validations` and a resource take in; nothing is asked for yet."""
    rows: Any = Validation.objects.filter(**some.within("attempt__")).annotate(**POSTED_MADE)
    found: QuerySet[Validation] = rows.values_list(*POSTED_COLUMNS, *POSTED_MADE, named=True)
    return found


def engine_of(row: Any) -> Sequence[Engine]:
    """At most one; none where it has not ended, or there was nothing to find out."""
    if not row.engine_ended:
        return ()
    result = (row.engine__state, row.engine__status, row.engine__score)
    return (Engine(*result, at=row.engine_at, said=row.engine_checks),)


def streamed(rows: QuerySet[Any, Any]) -> Iterator[tuple[Any, ...]]:
    """Of a `values_list`, in its order. PostgreSQL reads on while some are worked on, and nobody
    keeps them all. Until the end the connection does nothing else: to ask it would wait forever.

    What a field makes of its value in Python, it does not make here: PostgreSQL's own types come.
    """
    if connection.vendor != "postgresql":
        yield from rows
        return
    statement, parameters = rows.query.get_compiler(connection=connection).as_sql()
    with connection.cursor() as cursor, connection.wrap_database_errors:
        yield from cursor.cursor.stream(statement, parameters, size=AT_ONCE)
