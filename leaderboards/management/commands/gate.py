"""./bakeoff gate RUN_ID: exit 0 pass, 1 fail, 5 inconclusive, 2 nothing to decide."""

import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from leaderboards.gating import exit_code, gated, told
from organizations.errors import DomainError
from organizations.migrating import ensure_migrated

INVALID = 2


class Command(BaseCommand):
    help = "For CI: is the candidate no worse than the baseline by more than the margin?"
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("run_id", metavar="RUN_ID")
        parser.add_argument("--baseline", required=True, metavar="ARM")
        parser.add_argument("--candidate", required=True, metavar="ARM")
        parser.add_argument("--board", default="quality")
        parser.add_argument(
            "--margin",
            type=float,
            default=0.0,
            help="how much worse is good enough: in the board's unit, for latency a share (0.1)",
        )
        parser.add_argument("--json", action="store_true", help="all of it as one JSON object")

    def handle(self, *, run_id: str, json: bool, **asked: Any) -> None:
        ensure_migrated()
        sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
        wanted = {name: asked[name] for name in ("baseline", "candidate", "board", "margin")}
        try:
            found = gated(run_id, **wanted)
        except DomainError as fault:
            self.stderr.write(fault.message)
            sys.exit(INVALID)
        self.stdout.write(_as_json(found.as_json()) if json else told(found))
        sys.exit(exit_code(found.verdict))


def _as_json(found: dict[str, Any]) -> str:
    return json.dumps(found, ensure_ascii=False)
