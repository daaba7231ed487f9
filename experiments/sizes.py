"""How long tasks are, as the database measures them: no text is read."""

from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, Count, F, Func, Sum

from experiments.models import Task, TaskSet


class Bytes(Func):
    """In UTF-8; of a JSON column those of its text, which are no fewer than those of its values."""

    template = "OCTET_LENGTH((%(expressions)s)::text)"
    output_field = BigIntegerField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return super().as_sql(
            compiler, connection, template="LENGTH(CAST(%(expressions)s AS BLOB))", **context
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sizes:
    """Of all tasks of a set together, in bytes."""

    n_tasks: int
    prompts: int
    files: int


def sizes_of(task_set: TaskSet) -> Sizes:
    found = Task.objects.filter(task_set=task_set).aggregate(
        n=Count("id"), prompts=Sum(Bytes("prompt")), files=Sum(Bytes("files"))
    )
    return Sizes(n_tasks=found["n"], prompts=found["prompts"] or 0, files=found["files"] or 0)


def shortest_task(task_set: TaskSet) -> Task | None:
    """The one with the least to read."""
    rows = Task.objects.filter(task_set=task_set).annotate(size=Bytes("prompt") + Bytes("files"))
    return rows.only("prompt", "files", "answer").order_by(F("size"), "key").first()
