"""Hold the API's committed documents to the code, and both to what was released:
`manage.py check_openapi [--write] [--release]`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from config.api_contract import documents
from config.api_contract.checking import faults, release, write


class Command(BaseCommand):
    help = "Compare the API's documents with what the code says, and with what was released."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true", help="bring them up to date")
        parser.add_argument(
            "--release", action="store_true", help="promise from now on what they say"
        )

    def handle(self, *args: Any, **asked: Any) -> None:
        # What is committed was valid when it was written, and that takes most of the time.
        now = documents.made(validate=asked["write"])
        if asked["write"]:
            write(now)
        if asked["release"]:
            release(now)
        if found := faults(now):
            raise CommandError("\n".join(found))
