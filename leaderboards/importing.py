"""Results from a file, without the site: what `./bakeoff import` does."""

from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from django.db import transaction

from evaluation.imports import Imported, Wanted, import_results
from experiments.imports.reading import Results, read_results
from experiments.imports.storing import same_import
from experiments.models import Experiment
from organizations.errors import Invalid
from organizations.models import Organization, slug_validator


def import_file(path: Path, wanted: Wanted, *, slug: str) -> Imported:
    """Store the results as a run; organisation and experiment are created if missing.

    Raises Invalid with a line for each fault; then nothing was stored.
    """
    _check(wanted, slug=slug)
    with TemporaryFile() as kept:
        results = _read(path, keep=kept)
        with transaction.atomic():
            organization, _ = Organization.objects.get_or_create(slug=slug, defaults={"name": slug})
            return import_results(organization, wanted, results=results, kept=kept, actor=None)


def rehearse(path: Path, wanted: Wanted, *, slug: str) -> str:
    """What `import_file` would store, in a sentence. Raises like it; stores nothing."""
    _check(wanted, slug=slug)
    with TemporaryFile() as kept:
        results = _read(path, keep=kept)
    named = Experiment.objects.filter(organization__slug=slug, name=wanted.experiment)
    experiment = named.first()
    run = same_import(experiment, results, judge=wanted.judge) if experiment else None
    if run:
        return f"Nothing would be stored: these results are run {run.pk} already."
    new = [] if Organization.objects.filter(slug=slug).exists() else ["the organisation"]
    new += [] if experiment else ["the experiment"]
    return f"Would be stored: {_counted(results)}.{_created(new)}"


def _check(wanted: Wanted, *, slug: str) -> None:
    if not slug_validator.regex.match(slug):  # type: ignore[union-attr]
        raise Invalid("name_invalid", f"organization: {slug_validator.message}")
    wanted.check()


def _read(path: Path, *, keep: IO[bytes]) -> Results:
    try:
        with path.open("rb") as stream:
            return read_results(stream, place=str(path), keep=keep)
    except OSError as fault:
        raise Invalid("results_unreadable", f"{path}: {fault.strerror}") from fault


def _counted(results: Results) -> str:
    failed = results.attempts - results.succeeded
    return (
        f"a run of {results.attempts} attempts ({results.succeeded} succeeded, {failed} failed)"
        f" of {len(results.arms)} arms at {len(results.tasks)} tasks, repeats up to"
        f" {results.repeats}, with {results.artifacts} artifacts, {results.validations} validations"
        f" and {results.evaluations} evaluations"
    )


def _created(new: list[str]) -> str:
    return f" Created with it: {' and '.join(new)}." if new else ""
