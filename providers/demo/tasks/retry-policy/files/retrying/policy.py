"""How often, and with which pauses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    attempts: int = 3
    base: float = 1.0
    cap: float = 30.0

    def delays(self):
        for _ in range(self.attempts):
            yield self.base
