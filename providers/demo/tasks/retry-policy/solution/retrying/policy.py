"""How often, and with which pauses."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Policy:
    attempts: int = 3
    base: float = 1.0
    cap: float = 30.0

    def delays(self):
        """The pauses before the second, third … attempt."""
        for number in range(self.attempts - 1):
            yield self.limited(self.base * 2**number)

    def limited(self, delay):
        return min(delay, self.cap)
