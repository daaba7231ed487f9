"""./bakeoff import RESULTS.jsonl: exit 0 stored, 2 where anything is wrong with what was given."""

import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evaluation.imports import Imported, Wanted
from leaderboards.headless import ATTEMPTS, SUMMARY, boards_of, prepare_output, write_output
from leaderboards.importing import import_file, rehearse
from leaderboards.queries import comparison_document
from leaderboards.replaying import COMPARISON, write_comparison
from leaderboards.text_comparison import render_comparison
from organizations.errors import Invalid
from organizations.migrating import ensure_migrated

INVALID, INTERRUPTED = 2, 130


class Command(BaseCommand):
    help = "Store results that were obtained elsewhere, as a run badged imported."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("results", type=Path, metavar="RESULTS.jsonl")
        parser.add_argument("--organization", required=True, metavar="SLUG")
        parser.add_argument("--experiment", required=True, metavar="NAME")
        parser.add_argument("--judge", default="", metavar="NAME", help="who evaluated")
        parser.add_argument("--output", type=Path, metavar="DIR")
        parser.add_argument("--dry-run", action="store_true", help="say what would be stored")

    def handle(
        self,
        *,
        results: Path,
        organization: str,
        experiment: str,
        judge: str,
        output: Path | None,
        dry_run: bool,
        **_: Any,
    ) -> None:
        ensure_migrated()
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        wanted = Wanted(experiment=experiment, judge=judge)
        try:
            if dry_run:
                self.stdout.write(rehearse(results, wanted, slug=organization))
                return
            if output:
                self.prepare(output)
            self.finish(import_file(results, wanted, slug=organization), output=output)
        except Invalid as fault:
            self.stderr.write(fault.message)
            sys.exit(INVALID)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted. Nothing was stored.")
            sys.exit(INTERRUPTED)

    def prepare(self, output: Path) -> None:
        """Raises Invalid: the results must have a place."""
        try:
            prepare_output(output, names=(SUMMARY, ATTEMPTS, COMPARISON))
        except OSError as fault:
            sentence = f"--output {fault.filename or output}: {fault.strerror}"
            raise Invalid("output_unwritable", sentence) from fault

    def finish(self, imported: Imported, *, output: Path | None) -> None:
        run = imported.run
        said = "Imported as" if imported.created else "Nothing is new: these results are"
        self.stderr.write(f"{said} run {run.pk}.", str)
        comparison = comparison_document(run)
        if output:
            write_output(run, directory=output)
        if output and comparison:
            write_comparison(comparison, directory=output)
        self.stdout.write(boards_of(run))
        if comparison:
            self.stdout.write(render_comparison(comparison))
