"""./bakeoff manage verify_comparisons: exit 1 where a sealed comparison was tampered with."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from leaderboards.sealing import verified


class Command(BaseCommand):
    help = "Check every organisation's chain of sealed comparisons, and print its last digest."

    def handle(self, **_: Any) -> None:
        chains = verified()
        for chain in chains:
            self.stdout.write(f"{chain.organization}: {chain.length} sealed, last {chain.head}")
            for fault in chain.faults:
                self.stderr.write(f"{fault.organization} {fault.number}: {fault.sentence}")
        if not chains:
            self.stdout.write("No comparison is sealed yet.")
        if any(chain.faults for chain in chains):
            sys.exit(1)
