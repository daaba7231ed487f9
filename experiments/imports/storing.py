"""From checked results to the rows of a finished run. To be called within a transaction."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from experiments.artifacts import normalise_unbased
from experiments.bulk import insert_alike
from experiments.imports.line import ResultLine
from experiments.imports.reading import Results
from experiments.models import (
    Artifact,
    Attempt,
    Experiment,
    Run,
    RunArm,
    Task,
    TaskSet,
    Validation,
)
from experiments.states import RunState, WorkState
from organizations.digests import digest
from organizations.ids import ascending_uuid7s
from organizations.models import Organization, User
from organizations.versions import version_with
from providers.codes import RETRYABLE
from providers.prices import CostSource

SOURCE = "import"  # of validations that came with the results
BATCH_LINES = 1_000
BATCH_CHARACTERS = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A line and the attempt that it became."""

    attempt_id: UUID
    line: ResultLine


def put_keys(organization: Organization, *, name: str, keys: Sequence[str]) -> TaskSet:
    """The version of the named task set with these very keys and nothing else about them."""
    of_keys = digest({"keys": sorted(keys)})

    def create(version: int) -> TaskSet:
        task_set: TaskSet = TaskSet.objects.create(
            organization=organization,
            name=name,
            version=version,
            digest=of_keys,
            n_tasks=len(keys),
            keys_only=True,
        )
        pattern = Task(task_set=task_set, prompt="", answer={"kind": "patch"})
        rows = zip(ascending_uuid7s(), sorted(keys), strict=False)
        insert_alike(pattern, columns=("id", "key"), rows=rows)
        return task_set

    versions = TaskSet.objects.filter(organization=organization, name=name)
    return version_with(versions, digest=of_keys, create=create)[0]


def same_import(experiment: Experiment, results: Results, *, judge: str) -> Run | None:
    """The run that these very results, said to be of this judge, became before."""
    runs = experiment.runs.filter(imported=True, config_digest=digest(_config(results, judge)))
    return runs.order_by("started_at").first()


def create_imported_run(
    experiment: Experiment, results: Results, *, task_set: TaskSet, judge: str, actor: User | None
) -> Run:
    """The run with its arms, ended; its attempts are still to be stored."""
    config, now = _config(results, judge), timezone.now()
    run: Run = Run.objects.create(
        experiment=experiment,
        task_set=task_set,
        state=RunState.COMPLETED,
        imported=True,
        config=config,
        config_digest=digest(config),
        repeats=results.repeats,
        max_concurrency=0,
        attempt_timeout_seconds=0,
        created_by=actor,
        started_at=now,
        finished_at=now,
    )
    RunArm.objects.bulk_create(
        RunArm(run=run, key=key, provider=told.provider, model=told.model)
        for key, told in results.arms.items()
    )
    return run


def store_attempts(run: Run, lines: Iterable[ResultLine]) -> Iterator[list[Stored]]:
    """Attempts, artifacts and validations, batch by batch: each is yielded once it is stored, so
    that what belongs to it elsewhere can be stored beside it."""
    arms = dict(run.arms.values_list("key", "pk"))
    tasks = dict(Task.objects.filter(task_set=run.task_set_id).values_list("key", "pk"))
    for batch in _batches(lines):
        _store_attempts(run, batch, arms=arms, tasks=tasks)
        _store_artifacts(batch)
        _store_validations(run, batch)
        yield batch


def _config(results: Results, judge: str) -> dict[str, Any]:
    return {
        "results": results.digest,
        "attempts": results.attempts_digest,
        "judge": judge or None,
    }


def _batches(lines: Iterable[ResultLine]) -> Iterator[list[Stored]]:
    """So many lines, or so much text, at a time."""
    batch: list[Stored] = []
    characters = 0
    for attempt_id, line in zip(ascending_uuid7s(), lines, strict=False):
        batch.append(Stored(attempt_id=attempt_id, line=line))
        characters += len(line.output or "") + len(line.patch or "")
        if len(batch) >= BATCH_LINES or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


def _store_attempts(
    run: Run, batch: Sequence[Stored], *, arms: Mapping[str, UUID], tasks: Mapping[str, UUID]
) -> None:
    at = run.started_at
    insert_alike(
        Attempt(run=run, available_at=at, queued_at=at),
        columns=(
            *("id", "arm_id", "task_id", "repeat", "state", "error_code", "retryable"),
            *("output_text", "usage", "cost_usd", "cost_source", "latency_ms"),
        ),
        rows=(
            (each.attempt_id, arms[each.line.arm], tasks[each.line.task], *_attempt(each.line))
            for each in batch
        ),
    )


def _attempt(line: ResultLine) -> tuple[Any, ...]:
    """A cost is as somebody else told it, which is the nearest to a provider's own figure."""
    code = line.error_code or ""
    source = CostSource.NONE if line.cost_usd is None else CostSource.PROVIDER
    return (
        line.repeat,
        line.state,
        code,
        code in RETRYABLE if code else None,
        line.output,
        line.usage.stored() if line.usage else None,
        line.cost_usd,
        source.value,
        line.latency_ms,
    )


def _store_artifacts(batch: Sequence[Stored]) -> None:
    """A patch counts, else what the answer holds. Who succeeded without either has none."""
    columns = ("attempt_id", "format", "diff", "diff_sha256", "files", "applies", "warnings")
    now = timezone.now()
    proposed = ((each.attempt_id, each.line.proposed) for each in batch)
    rows = ((attempt_id, *_artifact(text)) for attempt_id, text in proposed if text is not None)
    insert_alike(Artifact(created_at=now), columns=columns, rows=rows)


def _artifact(text: str) -> tuple[Any, ...]:
    found = normalise_unbased(text)
    return (
        found.format.value,
        found.diff,
        found.diff_sha256 or "",
        [asdict(file) for file in found.files],
        found.applies,
        list(found.warnings),
    )


def _store_validations(run: Run, batch: Sequence[Stored]) -> None:
    told = [(each.attempt_id, each.line.validation) for each in batch if each.line.validation]
    insert_alike(
        Validation(run=run, source=SOURCE, **ended(run.started_at)),
        columns=("id", "attempt_id", "status", "score"),
        rows=(
            (id, attempt_id, said.status.value, said.score)
            for id, (attempt_id, said) in zip(ascending_uuid7s(), told, strict=False)
        ),
    )


def ended(at: datetime) -> dict[str, Any]:
    """The columns of work that was done elsewhere: it came in at that time."""
    return {
        "state": WorkState.SUCCEEDED,
        "available_at": at,
        "queued_at": at,
        "finished_at": at,
    }
