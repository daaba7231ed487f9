"""A finished run of a given size; prints its id."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from benchmarks.filled import filled_run


class Command(BaseCommand):
    help = "Fill a PostgreSQL with a finished run."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--attempts", type=int, required=True)

    def handle(self, *, attempts: int, **_: Any) -> None:
        self.stdout.write(str(filled_run(attempts=attempts).pk))
