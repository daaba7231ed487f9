"""Where the server may connect to. Decided on the resolved address, at the moment of connecting.

Python's `is_private` and `is_global` disagree with reality for CGNAT, NAT64, 6to4 and several
more, so the networks are listed here. An IPv4 address inside an IPv6 one counts as itself.
"""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_LOCAL = [
    "0.0.0.0/8",  # this host
    "10.0.0.0/8",
    "100.64.0.0/10",  # carrier-grade NAT
    "127.0.0.0/8",
    "169.254.0.0/16",  # link-local
    "172.16.0.0/12",
    "192.0.0.0/24",  # IETF protocol assignments
    "192.0.2.0/24",  # documentation
    "192.31.196.0/24",  # AS112
    "192.52.193.0/24",  # AMT
    "192.88.99.0/24",  # 6to4 relay
    "192.168.0.0/16",
    "192.175.48.0/24",  # AS112
    "198.18.0.0/15",  # benchmarking
    "198.51.100.0/24",  # documentation
    "203.0.113.0/24",  # documentation
    "224.0.0.0/4",  # multicast
    "240.0.0.0/4",  # reserved, broadcast
    "::/96",  # unspecified, loopback, IPv4-compatible
    "::ffff:0:0/96",  # IPv4-mapped
    "::ffff:0:0:0/96",  # IPv4-translated
    "64:ff9b::/96",  # NAT64
    "64:ff9b:1::/48",  # local NAT64
    "100::/64",  # discard
    "2001::/23",  # Teredo, ORCHID and other protocol assignments
    "2001:db8::/32",  # documentation
    "2002::/16",  # 6to4
    "3fff::/20",  # documentation
    "5f00::/16",  # segment routing
    "fc00::/7",  # unique local
    "fe80::/10",  # link-local
    "fec0::/10",  # site-local
    "ff00::/8",  # multicast
]
_METADATA = [
    "169.254.169.254",  # AWS, Azure, Google, OpenStack, DigitalOcean
    "169.254.169.253",  # AWS name server
    "169.254.169.123",  # AWS time
    "169.254.170.2",  # AWS task credentials
    "169.254.170.23",  # AWS pod identity
    "168.63.129.16",  # Azure platform
    "100.100.100.200",  # Alibaba
    "192.0.0.192",  # Oracle
    "fd00:ec2::254",  # AWS
    "fd00:ec2::253",
    "fd00:ec2::23",
    "fd20:ce::254",  # Google
    "fd00:c1::a9fe:a9fe",  # Oracle
    "fd00:42::42",  # Scaleway
]
REFUSED_NETWORKS: tuple[Network, ...] = tuple(ip_network(text) for text in _LOCAL)
METADATA_ADDRESSES = frozenset(ip_address(text) for text in _METADATA)

_EMBEDDED_LOW_BITS = tuple(
    ip_network(text)
    for text in ("::/96", "::ffff:0:0/96", "::ffff:0:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48")
)


class EgressRefused(Exception):
    """The address may not be called. The message is public."""


def check_address(ip: str | Address, *, allowed: Iterable[Network] = ()) -> Address:
    """The address to connect to. Raises EgressRefused.

    `allowed` is the operator's list; it never opens a metadata address.
    """
    address = _unmapped(_parsed(ip))
    if not METADATA_ADDRESSES.isdisjoint(_meanings(address)):
        raise EgressRefused(f"{address} is a metadata address and is never called.")
    if _within(address, allowed):
        return address
    if any(_within(meaning, REFUSED_NETWORKS) for meaning in _meanings(address)):
        raise EgressRefused(
            f"{address} is not a public address. The operator can allow its network in"
            " BAKEOFF_EGRESS_ALLOWED_CIDRS."
        )
    return address


def check_addresses(host: str, ips: Iterable[str], *, allowed: Iterable[Network] = ()) -> list[str]:
    """The addresses of a host to connect to. Raises EgressRefused.

    One bad address refuses the host, else an attacker's name server would mix one in. Only
    `localhost`, which no name server answers for, may keep just its allowed addresses.
    """
    kept, allowed = list(ips), tuple(allowed)
    if _is_localhost(host):
        kept = [ip for ip in kept if _within(_unmapped(_parsed(ip)), allowed)] or kept
    if not kept:
        raise EgressRefused(f"{host} has no address.")
    for ip in kept:
        check_address(ip, allowed=allowed)
    return kept


def _parsed(ip: str | Address) -> Address:
    if not isinstance(ip, str):
        return ip
    try:
        return ip_address(ip.partition("%")[0])
    except ValueError:
        raise EgressRefused("The host is not an address in canonical form.") from None


def _is_localhost(host: str) -> bool:
    name = host.lower().rstrip(".")
    return name == "localhost" or name.endswith(".localhost")


def _within(address: Address, networks: Iterable[Network]) -> bool:
    return any(address in network for network in networks)


def _unmapped(address: Address) -> Address:
    """The kernel sends ::ffff:a.b.c.d as IPv4, so that is what it is."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address


def _meanings(address: Address) -> set[Address]:
    """The address, and the IPv4 addresses that a translator or tunnel would make of it."""
    meanings: set[Address] = {address}
    if isinstance(address, IPv6Address):
        if _within(address, _EMBEDDED_LOW_BITS):
            meanings.add(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.sixtofour:
            meanings.add(address.sixtofour)
        meanings.update(address.teredo or ())
    return meanings
