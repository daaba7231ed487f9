"""Results from elsewhere as a run: all of them and its summary in one transaction."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import IO

from django.db import transaction
from pydantic import TypeAdapter, ValidationError

from evaluation.models import Evaluation
from experiments.bulk import insert_alike
from experiments.imports.reading import Results, lines_of
from experiments.imports.storing import (
    Stored,
    create_imported_run,
    ended,
    put_keys,
    same_import,
    store_attempts,
)
from experiments.models import Experiment, Run
from experiments.spec import Name
from experiments.work.finish import publish
from organizations.errors import Invalid
from organizations.ids import ascending_uuid7s
from organizations.models import Organization, User

_NAME: TypeAdapter[str] = TypeAdapter(Name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Where results belong. `judge` names who gave their evaluations, '' where nobody says."""

    experiment: str
    judge: str = ""

    def check(self) -> "Wanted":
        """Raises Invalid unless they are 1 to 200 printable characters, the judge if it is told."""
        for place, name in (("experiment", self.experiment), ("judge", self.judge or "-")):
            try:
                _NAME.validate_python(name)
            except ValidationError:
                sentence = f"{place}: 1 to 200 printable characters are expected"
                raise Invalid("name_invalid", sentence) from None
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """`created` is False where these very results had become this run before."""

    run: Run
    created: bool


@transaction.atomic
def import_results(
    organization: Organization,
    wanted: Wanted,
    *,
    results: Results,
    kept: IO[bytes],
    actor: User | None,
    then: Callable[[Imported], None] = lambda imported: None,
) -> Imported:
    """Store what `read_results` read and kept, and publish its summary; `then` is part of the deed.

    The experiment is created if it is missing. The same results of the same judge, in whatever
    order, are the run that is stored already.
    """
    task_set = put_keys(organization, name=wanted.experiment, keys=results.tasks)
    experiment, _ = Experiment.objects.get_or_create(
        organization=organization,
        name=wanted.experiment,
        defaults={"task_set": task_set, "created_by": actor},
    )
    # Of two who import the same at once the second finds the run of the first.
    Experiment.objects.select_for_update(no_key=True).get(pk=experiment.pk)
    run, created = same_import(experiment, results, judge=wanted.judge), False
    if run is None:
        run, created = (
            create_imported_run(
                experiment, results, task_set=task_set, judge=wanted.judge, actor=actor
            ),
            True,
        )
        for batch in store_attempts(run, lines_of(kept)):
            _store_evaluations(run, batch)
        publish(run)
    imported = Imported(run=run, created=created)
    then(imported)
    return imported


def _store_evaluations(run: Run, batch: Sequence[Stored]) -> None:
    told = [(each.attempt_id, each.line.evaluation) for each in batch if each.line.evaluation]
    insert_alike(
        Evaluation(run=run, **ended(run.started_at)),
        columns=("id", "attempt_id", "quality", "risk", "confidence"),
        rows=(
            (id, attempt_id, said.quality, said.risk, said.confidence)
            for id, (attempt_id, said) in zip(ascending_uuid7s(), told, strict=False)
        ),
    )
