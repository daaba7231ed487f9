"""All that an adapter needs to know of the place it calls."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from providers.secrets import Secret
from providers.settings_schemas import ConnectionSettings

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True, kw_only=True)
class Endpoint:
    """Checked settings, the resolved credential, and the operator's allowed networks."""

    settings: ConnectionSettings
    secret: Secret | None = None
    allowed_networks: tuple[Network, ...] = ()
