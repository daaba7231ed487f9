"""What an organisation allows, the endpoints it may call, what it pays and has paid."""

from providers.models.connections import Connection
from providers.models.limits import Breaker, Spending
from providers.models.policy import AllowlistEntry, PolicyDenial
from providers.models.prices import PriceOverride

__all__ = [
    "AllowlistEntry",
    "Breaker",
    "Connection",
    "PolicyDenial",
    "PriceOverride",
    "Spending",
]
