"""./bakeoff run SPEC.yaml: exit 0 completed, 2 invalid spec, 3 refused, 4 nothing succeeded."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from experiments.models import Run
from experiments.preflight import RunRefused
from leaderboards.headless import (
    begin,
    boards_of,
    prepare_output,
    summary_of,
    work,
    write_output,
)
from leaderboards.watching import watching
from organizations.errors import Invalid
from organizations.migrating import ensure_migrated

INVALID, REFUSED, NOTHING_SUCCEEDED, INTERRUPTED = 2, 3, 4, 130


class Command(BaseCommand):
    help = "Run one experiment from a file, to the end."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("spec", type=Path)
        parser.add_argument("--output", type=Path, metavar="DIR")

    def handle(self, *, spec: Path, output: Path | None, **_: Any) -> None:
        ensure_migrated()
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        if output:
            self.prepare(output)
        try:
            run = begin(spec, tell=lambda said: self.stderr.write(said, str))
        except RunRefused as refused:
            for problem in refused.problems:
                who = problem.arm or "evaluator"
                self.stderr.write(f"{who}: {problem.code}: {problem.sentence}")
            sys.exit(REFUSED)
        except Invalid as fault:
            self.stderr.write(fault.message)
            sys.exit(INVALID)
        self.finish(run, output=output)

    def prepare(self, output: Path) -> None:
        """Before anything is paid for: the results must have a place."""
        try:
            prepare_output(output)
        except OSError as fault:
            self.stderr.write(f"--output {fault.filename or output}: {fault.strerror}")
            sys.exit(INVALID)

    def finish(self, run: Run, *, output: Path | None) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C
        try:
            with watching() as show:
                run = work(run, show=show)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted. The same command goes on with this run.")
            sys.exit(INTERRUPTED)
        if output:  # first: what was paid for must not be lost to a closed terminal
            write_output(run, directory=output)
        self.stdout.write(boards_of(run))
        if summary_of(run)["attempts"]["succeeded"] == 0:
            self.stderr.write("No attempt succeeded.")
            sys.exit(NOTHING_SUCCEEDED)
