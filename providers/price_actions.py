"""Changes to an organisation's own prices. What a price says is fixed: calls name it for ever."""

from datetime import datetime
from decimal import Decimal

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils import timezone

from organizations.models import Organization
from providers.actions import InvalidField
from providers.models import PriceOverride

PRICES = ("input_usd", "cached_input_usd", "cache_write_usd", "output_usd")


@transaction.atomic
def add_price(
    organization: Organization,
    *,
    provider: str,
    model_pattern: str,
    input_usd: Decimal,
    output_usd: Decimal,
    cached_input_usd: Decimal | None = None,
    cache_write_usd: Decimal | None = None,
    effective_from: datetime | None = None,
    effective_until: datetime | None = None,
    note: str = "",
) -> PriceOverride:
    """USD per million tokens, from now on unless `effective_from` says otherwise, also for the
    past; calls that were priced stay as they are. Raises InvalidField (`price_invalid`)."""
    price = PriceOverride(
        organization=organization,
        provider=provider,
        model_pattern=model_pattern,
        input_usd=input_usd,
        cached_input_usd=cached_input_usd,
        cache_write_usd=cache_write_usd,
        output_usd=output_usd,
        effective_from=effective_from or timezone.now(),
        effective_until=effective_until,
        note=note,
    )
    return _saved(price)


@transaction.atomic
def end_price(
    price: PriceOverride, *, effective_until: datetime | None, note: str
) -> PriceOverride:
    """Let the price hold up to a moment, None for ever; its first moment withdraws it.

    Raises InvalidField (`price_invalid`).
    """
    row = PriceOverride.objects.select_for_update(no_key=True).get(pk=price.pk)
    row.effective_until, row.note = effective_until, note
    return _saved(row)


def check_price(price: PriceOverride) -> None:
    """Raises InvalidField (`price_invalid`)."""
    for field in PRICES:
        if (getattr(price, field) or 0) < 0:
            raise _invalid(field, "A price is not negative.")
    if price.effective_until is not None and price.effective_until < price.effective_from:
        raise _invalid("effective_until", "This is before the price begins.")
    try:
        price.full_clean()
    except ValidationError as fault:
        field, sentences = next(iter(fault.message_dict.items()))
        if field == NON_FIELD_ERRORS:
            raise _invalid("effective_from", "There is such a price from this moment.") from None
        raise _invalid(field, sentences[0]) from None


def _saved(price: PriceOverride) -> PriceOverride:
    check_price(price)
    price.save()
    return price


def _invalid(field: str, sentence: str) -> InvalidField:
    return InvalidField("price_invalid", sentence, field=field)
