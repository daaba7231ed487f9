"""How long a run takes at the least, for all the requests that providers' limits let through."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from experiments.estimate import Estimate
from providers.kinds import ProviderKind
from providers.models import AllowlistEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The provider that takes longest at its limit. `minutes` are rounded up."""

    provider: str
    requests_per_minute: int
    minutes: int

    @property
    def words(self) -> str:
        """58 min, 3 h 20 min."""
        hours, minutes = divmod(self.minutes, 60)
        return f"{hours:,} h {minutes:02} min" if hours else f"{minutes} min"


def pace_of(found: Estimate, allowlist: Mapping[str, AllowlistEntry]) -> Pace | None:
    """None where no provider of the run has a limit."""
    calls: Counter[str] = Counter()
    for each in found.models:
        calls[each.provider] += each.calls
    paces = [
        Pace(
            provider=str(ProviderKind(provider).label),
            requests_per_minute=entry.requests_per_minute,
            minutes=ceil(n / entry.requests_per_minute),
        )
        for provider, n in calls.items()
        if (entry := allowlist.get(provider)) and entry.requests_per_minute
    ]
    return max(paces, key=lambda pace: pace.minutes, default=None)
