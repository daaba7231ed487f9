"""The rows that attempts are told from: which, with which columns, and how they come."""

from collections import namedtuple
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import FilteredRelation, Max, Q, QuerySet, TextField, Value
from django.db.models.functions import Replace

from evaluation.queries import with_judgements
from experiments.models import Attempt, Run, RunArm, Task, Validation
from experiments.states import ENGINE_SOURCE
from leaderboards.column_texts import IdText, MomentText, OctetLength, json_text
from leaderboards.validations import ended

SPAN_BYTES = 7_000_000  # of rows that are held at once
ROW_BYTES = 3_000  # of a row, beside its answer and its patch
AT_ONCE = 20  # rows of a stream
PAGE_BYTES = 32 * 1024 * 1024  # of answers and patches that go out on one page
# Of an attempt, its task, its artifact, what the engine found out about it, and its judgement. An
# instance of each for every row would take longer than all the rest. Arms are few: see `arms_of`.
COLUMNS = (
    *("model_served", "task__key"),
    *("repeat", "state", "error_code", "error_detail", "retryable", "provider_calls"),
    *("finish_reason", "native_finish_reason", "output_text", "cost_usd", "cost_source"),
    *("latency_ms", "artifact__format", "artifact__diff", "artifact__diff_sha256"),
    *("artifact__applies", "engine__state", "engine__status", "engine__score"),
    *("judgement__state", "judgement__quality", "judgement__risk", "judgement__confidence"),
    "judgement__error_code",
)
MADE = {
    "uuid": IdText("pk"),
    "arm_uuid": IdText("arm_id"),
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
# Texts in which the database may double the quotes, beside whoever makes a table of the others.
QUOTED = {"output_text": "doubled_output_text", "artifact__diff": "doubled_diff"}
DOUBLED = {
    made: Replace(text, Value('"'), Value('""'), output_field=TextField())
    for text, made in QUOTED.items()
}
as_row: Callable[[Iterable[Any]], Any] = namedtuple("Row", (*COLUMNS, *MADE))._make  # type: ignore[attr-defined]
POSTED_COLUMNS = ("attempt_id", "source", "state", "status", "score", "url")
POSTED_MADE = {"at": MomentText("finished_at"), "said": json_text("checks")}


class Arm(NamedTuple):
    """What all attempts of an arm have in common."""

    run: str
    key: str
    provider: str
    model: str


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

    def arms(self) -> Iterable[RunArm]:
        attempts = Attempt.objects.filter(pk__in=self.ids)
        return RunArm.objects.filter(pk__in=attempts.values("arm"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Attempts of one arm on tasks that follow one another: a bound on both sides takes the
    database less than a list of ids. Of `tasks` there are the keys, in the database's order."""

    arm: RunArm
    task_set: UUID
    tasks: Sequence[str]

    def within(self, prefix: str = "") -> dict[str, Any]:
        """Which attempts they are, as a filter of what leads to them by the prefix."""
        return {
            f"{prefix}arm": self.arm.pk,
            f"{prefix}task__task_set": self.task_set,
            f"{prefix}task__key__gte": self.tasks[0],
            f"{prefix}task__key__lte": self.tasks[-1],
        }

    def arms(self) -> Iterable[RunArm]:
        return [self.arm]

    def places(self) -> dict[str, int]:
        """Of its tasks in their order, which the database is not asked for: it would make all the
        rows before it gave the first."""
        return {task: place for place, task in enumerate(self.tasks)}


def fitting(ids: Sequence[UUID]) -> int:
    """How many of the first of them go on one page; one at the least."""
    rows = Attempt.objects.filter(pk__in=ids).values_list(
        "pk", OctetLength("output_text"), OctetLength("artifact__diff")
    )
    sizes = {pk: (answer or 0) + (patch or 0) for pk, answer, patch in rows}
    totals = accumulate(sizes.get(pk, 0) for pk in ids)
    return max(sum(total <= PAGE_BYTES for total in totals), 1)


def spans_of(run: Run) -> Iterator[Span]:
    """By arm and task, each of rows that have at most about SPAN_BYTES."""
    pieces = list(_cut(_sized(run)))
    for arm in run.arms.order_by("key"):
        for tasks in pieces:
            yield Span(arm=arm, task_set=run.task_set_id, tasks=tasks)


def _sized(run: Run) -> Iterator[tuple[str, int]]:
    """Keys of tasks in the database's order, and how many bytes the rows of an arm have at most:
    all repeats of a task, which are held together."""
    attempts = Attempt.objects.filter(run=run).order_by().values_list("task_id")
    most = attempts.annotate(
        n=Max("repeat"),
        answer=Max(OctetLength("output_text")),
        patch=Max(OctetLength("artifact__diff")),
    )
    sizes = {
        task: n * (ROW_BYTES + (answer or 0) + (patch or 0))
        for task, n, answer, patch in streamed(most)
    }
    tasks = Task.objects.filter(task_set=run.task_set_id).order_by("key")
    for task, key in streamed(tasks.values_list("pk", "key")):
        if task in sizes:
            yield key, sizes[task]


def _cut(sized: Iterable[tuple[str, int]]) -> Iterator[list[str]]:
    tasks: list[str] = []
    n_bytes = 0
    for task, size in sized:
        n_bytes += size
        if tasks and n_bytes > SPAN_BYTES:
            yield tasks
            tasks, n_bytes = [], size
        tasks.append(task)
    if tasks:
        yield tasks


def arms_of(some: Span | Listed) -> dict[str, Arm]:
    """By id, as it stands in a row."""
    return {
        str(arm.pk): Arm(str(arm.run_id), arm.key, arm.provider, arm.model) for arm in some.arms()
    }


def rows_of(some: Span | Listed, *, doubled: bool = False) -> QuerySet[Attempt, Any]:
    """For `as_row`, in whatever order they come. `doubled`: the quotes of the QUOTED texts are."""
    return _rows(doubled=doubled).filter(**some.within())


@cache
def _rows(*, doubled: bool) -> QuerySet[Attempt, Any]:
    """Of all attempts. To say what they are told by takes longer than to read hundreds of them."""
    by_engine = FilteredRelation("validations", condition=Q(validations__source=ENGINE_SOURCE))
    attempts: Any = with_judgements(Attempt.objects.order_by())
    made = attempts.annotate(engine=by_engine).annotate(**MADE)
    if doubled:
        made = made.annotate(**DOUBLED)
    columns = [QUOTED.get(column, column) if doubled else column for column in COLUMNS]
    rows: QuerySet[Attempt, Any] = made.values_list(*columns, *MADE)
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
