"""An organisation's own prices, read once and asked for many calls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fnmatch import fnmatchcase
from uuid import UUID

from organizations.models import Organization
from providers.contract import Usage
from providers.models import PriceOverride

MILLION = Decimal(1_000_000)
_WILD = frozenset("*?[")


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrice:
    """USD per million tokens; None costs what other input does."""

    id: UUID
    provider: str
    model_pattern: str
    input_usd: Decimal
    cached_input_usd: Decimal | None
    cache_write_usd: Decimal | None
    output_usd: Decimal
    effective_from: datetime
    effective_until: datetime | None

    @property
    def version(self) -> str:
        """What a call keeps of the price it was given."""
        return f"override {self.id}"

    def covers(self, *, provider: str, model: str, at: datetime) -> bool:
        began = self.effective_from <= at
        over = self.effective_until is not None and self.effective_until <= at
        fits = self.provider == provider and fnmatchcase(model, self.model_pattern)
        return began and not over and fits

    def cost(self, usage: Usage) -> Decimal | None:
        """None where the usage says too little, or contradicts itself."""
        read, written = usage.cached_input_tokens or 0, usage.cache_write_input_tokens or 0
        if not usage.valid or usage.input_tokens is None or usage.output_tokens is None:
            return None
        if read + written > usage.input_tokens:
            return None
        dollars = (usage.input_tokens - read - written) * self.input_usd
        dollars += read * self._or_input(self.cached_input_usd)
        dollars += written * self._or_input(self.cache_write_usd)
        return (dollars + usage.output_tokens * self.output_usd) / MILLION

    def _or_input(self, price: Decimal | None) -> Decimal:
        return self.input_usd if price is None else price

    @property
    def rank(self) -> tuple[bool, int, datetime, UUID]:
        """A plain name goes before a pattern, more letters before fewer, what began later first."""
        wild = _WILD & set(self.model_pattern)
        return (not wild, len(self.model_pattern), self.effective_from, self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceBook:
    """Ordered by rank, the highest first."""

    prices: tuple[OwnPrice, ...] = ()

    def find(self, *, provider: str, models: Iterable[str], at: datetime) -> OwnPrice | None:
        """For the first of these names that has one: the model that answered goes first."""
        for model in models:
            for price in self.prices:
                if price.covers(provider=provider, model=model, at=at):
                    return price
        return None


EMPTY = PriceBook()


def price_book(organization: Organization) -> PriceBook:
    """All that may still matter, in one query."""
    rows = PriceOverride.objects.in_organization(organization).values(*OwnPrice.__slots__)
    prices = [OwnPrice(**row) for row in rows]
    return PriceBook(prices=tuple(sorted(prices, key=lambda price: price.rank, reverse=True)))
