"""Times and money as every document writes them. Pure."""

from datetime import UTC, datetime
from decimal import Decimal


def moment(value: datetime | None) -> str | None:
    """RFC 3339 in UTC, or None."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z") if value else None


def money(value: Decimal | None) -> str | None:
    """The exact figure as a plain decimal: no exponent, no trailing zeros."""
    return None if value is None else format(value.normalize(), "f")
