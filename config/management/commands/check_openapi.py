"""Hold the committed OpenAPI document to the code: `manage.py check_openapi [--write]`."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

DOCUMENT = "docs/openapi.yaml"


class Command(BaseCommand):
    help = f"Compare {DOCUMENT} with what the code says; --write brings it up to date."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, write: bool, **options: Any) -> None:
        committed = settings.BASE_DIR / DOCUMENT
        if write:
            committed.write_bytes(generated(validate=True))
        # What is committed was valid when it was written, and that takes most of the time.
        elif not committed.exists() or committed.read_bytes() != generated(validate=False):
            raise CommandError(
                f"{DOCUMENT} is not what the code says. Run: manage.py check_openapi --write"
            )


def generated(*, validate: bool) -> bytes:
    """The document. Raises CommandError on a warning, and if asked where it is not valid."""
    with TemporaryDirectory() as directory:
        file = Path(directory) / "openapi.yaml"
        call_command("spectacular", file=str(file), validate=validate, fail_on_warn=True)
        return file.read_bytes()
