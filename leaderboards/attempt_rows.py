"""The rows that attempts are told from: which, with which columns, and how they come."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Q, QuerySet

from evaluation.queries import with_judgements
from experiments.models import Attempt, Run, Validation
from experiments.states import ENGINE_SOURCE
from leaderboards.column_texts import IdText, MomentText, OctetLength, json_text
from leaderboards.validations import ended

# Read at once: as many rows as that, and as few that their answers have so many bytes together.
BATCH = 1_000
BATCH_BYTES = 4_000_000
AT_ONCE = 20  # rows of a stream
# Of an attempt, its arm, its task, its artifact, what the engine found out about it, and its
# judgement. An instance of each for every row would take longer than all the rest.
COLUMNS = (
    *("arm__key", "arm__provider", "arm__model", "model_served", "task__key"),
    *("repeat", "state", "error_code", "error_detail", "retryable", "provider_calls"),
    *("finish_reason", "native_finish_reason", "output_text", "cost_usd", "cost_source"),
    *("latency_ms", "artifact__format", "artifact__diff", "artifact__diff_sha256"),
    *("artifact__applies", "engine__state", "engine__status", "engine__score"),
    *("judgement__state", "judgement__quality", "judgement__risk", "judgement__confidence"),
    "judgement__error_code",
)
MADE = {
    "uuid": IdText("pk"),
    "run_uuid": IdText("run_id"),
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
    database less than a list of ids. Of `tasks` there are the keys, in the database's order."""

    arm: UUID
    task_set: UUID
    tasks: Sequence[str]

    def within(self, prefix: str = "") -> dict[str, Any]:
        """Which attempts they are, as a filter of what leads to them by the prefix."""
        return {
            f"{prefix}arm": self.arm,
            f"{prefix}task__task_set": self.task_set,
            f"{prefix}task__key__gte": self.tasks[0],
            f"{prefix}task__key__lte": self.tasks[-1],
        }

    def places(self) -> dict[str, int]:
        """Of its tasks in their order, which the database is not asked for: it would make all the
        rows before it gave the first."""
        return {task: place for place, task in enumerate(self.tasks)}


def spans_of(run: Run) -> Iterator[Span]:
    """By arm and task, each of about BATCH attempts, or of about BATCH_BYTES."""
    for arm in run.arms.order_by("key").values_list("pk", flat=True):
        sizes = Attempt.objects.filter(arm=arm).order_by("task__key")
        sized = streamed(sizes.values_list("task__key", OctetLength("output_text")))
        for tasks in list(_cut(sized)):
            yield Span(arm=arm, task_set=run.task_set_id, tasks=tasks)


def _cut(sized: Iterable[tuple[str, int | None]]) -> Iterator[list[str]]:
    """The keys of tasks, each once, in pieces; with each attempt comes the size of its answer."""
    tasks: list[str] = []
    n = n_bytes = 0
    for task, size in sized:
        n, n_bytes = n + 1, n_bytes + (size or 0)
        if tasks and task == tasks[-1]:
            continue
        if tasks and (n > BATCH or n_bytes > BATCH_BYTES):
            yield tasks
            tasks, n, n_bytes = [], 1, size or 0
        tasks.append(task)
    if tasks:
        yield tasks


def rows_of(some: Span | Listed) -> QuerySet[Attempt, Any]:
    """For `as_row`, in whatever order they come."""
    return _rows().filter(**some.within())


@cache
def _rows() -> QuerySet[Attempt, Any]:
    """Of all attempts. To say what they are told by takes longer than to read hundreds of them."""
    by_engine = FilteredRelation("validations", condition=Q(validations__source=ENGINE_SOURCE))
    attempts: Any = with_judgements(Attempt.objects.order_by())
    made = attempts.annotate(engine=by_engine).annotate(**MADE)
    rows: QuerySet[Attempt, Any] = made.values_list(*COLUMNS, *MADE)
    return rows


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
