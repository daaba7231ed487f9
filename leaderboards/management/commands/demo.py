"""./bakeoff demo: the whole way of a run, offline, then the site."""

import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from leaderboards.demo import DemoFailed, begin_demo, check_outcome, give_access
from leaderboards.headless import boards_of, work
from leaderboards.watching import watching
from organizations.migrating import ensure_migrated


class Command(BaseCommand):
    help = "Run the demo experiments offline, print their boards, then serve the site."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--no-serve", action="store_true", help="exit after the boards")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, no_serve: bool, port: int, **_: Any) -> None:
        ensure_migrated()
        with tempfile.TemporaryDirectory(prefix="bakeoff-demo-") as directory:
            self.run_experiments(Path(directory))
        if not no_serve:
            user, password = give_access()
            self.stdout.write(f"Sign in as {user} with the password {password}\n")
            call_command("serve", port=port)

    def run_experiments(self, directory: Path) -> None:
        try:
            for run in begin_demo(directory):
                with watching() as show:
                    done = work(run, show=show)
                check_outcome(done)
                self.stdout.write(boards_of(done))
        except DemoFailed as failure:
            raise CommandError(str(failure)) from failure
