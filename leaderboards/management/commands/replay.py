"""./bakeoff replay RUN_ID --profile NAME[:VERSION]: exit 0 compared and sealed, 2 there is no such
run or profile or nothing to judge, 3 refused, 4 no judgement succeeded, 1 cancelled meanwhile."""

import signal
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from evaluation.bodies import REASON_LENGTH
from evaluation.queries import Replay
from evaluation.replay import retryable_judgements
from experiments.models import Run
from experiments.preflight import RunRefused
from leaderboards.headless import prepare_output, work
from leaderboards.management.commands.run import INTERRUPTED, INVALID, NOTHING_SUCCEEDED, REFUSED
from leaderboards.queries import comparison_document
from leaderboards.replaying import (
    COMPARISON,
    planned,
    run_named,
    taken_up,
    tried_again,
    write_comparison,
)
from leaderboards.text_comparison import render_comparison
from leaderboards.watching import watching
from organizations.errors import DomainError
from organizations.migrating import ensure_migrated

CANCELLED = 1


class Command(BaseCommand):
    help = "Judge the stored patches of a run again, and compare."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run", metavar="RUN_ID")
        parser.add_argument("--profile", required=True, metavar="NAME[:VERSION]")
        parser.add_argument("--output", type=Path, metavar="DIR")
        parser.add_argument("--reason", default="", help=f"at most {REASON_LENGTH} characters")
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--dry-run", action="store_true", help="say what it would cost")
        either.add_argument(
            "--retry-errors", action="store_true", help="ask again where the last replay failed"
        )

    def handle(self, *, run: str, output: Path | None, **options: Any) -> None:
        ensure_migrated()
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        if output:
            self.prepare(output)
        try:
            replay = self.begin(run_named(run), **options)
        except RunRefused as refused:
            for problem in refused.problems:
                self.stderr.write(f"evaluator: {problem.code}: {problem.sentence}")
            sys.exit(REFUSED)
        except DomainError as fault:
            self.stderr.write(fault.message)
            sys.exit(INVALID)
        if replay:
            self.finish(replay, output=output)

    def begin(
        self, run: Run, *, profile: str, reason: str, dry_run: bool, retry_errors: bool, **_: Any
    ) -> Replay | None:
        tell = self.tell
        if retry_errors:
            return tried_again(run, reference=profile)
        if dry_run:
            planned(run, reference=profile, tell=tell)
            return None
        return taken_up(run, reference=profile, reason=reason, tell=tell)

    def tell(self, said: str) -> None:
        self.stderr.write(said, str)

    def prepare(self, output: Path) -> None:
        """Before anything is paid for: the comparison must have a place."""
        try:
            prepare_output(output, names=[COMPARISON])
        except OSError as fault:
            self.stderr.write(f"--output {fault.filename or output}: {fault.strerror}")
            sys.exit(INVALID)

    def finish(self, replay: Replay, *, output: Path | None) -> None:
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # ends like Ctrl-C
        try:
            with watching() as show:
                work(replay.work, show=show)
        except KeyboardInterrupt:
            self.stderr.write("Interrupted. The same command goes on with this replay.")
            sys.exit(INTERRUPTED)
        found = comparison_document(replay.work)
        if found is None:
            self.stderr.write("The replay was cancelled: nothing was compared.")
            sys.exit(CANCELLED)
        if output:
            write_comparison(found, directory=output)
        self.stdout.write(render_comparison(found))
        if failed := retryable_judgements(replay):
            self.stderr.write(
                f"{failed} may succeed now: add --retry-errors to ask for them again."
            )
        if found["errors"] == found["n_attempts"]:
            self.stderr.write("No judgement succeeded.")
            sys.exit(NOTHING_SUCCEEDED)
