"""Resolves the address of a destination, and refuses what lies in a private network that nobody has allowed.

A name that leads inside (169.254.169.254, the database's host) would make the hub ask there for whoever owns the name:
OWASP, « Server Side Request Forgery Prevention ». The connection is made to the very address that was judged, so that
a name that changes between two questions (DNS rebinding) changes nothing.
"""

import socket
from collections.abc import Sequence
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from kiosk.error_codes import LineFault
from kiosk.errors import Unreachable

Network = IPv4Network | IPv6Network
_HOLD_IPV4 = (IPv6Network("64:ff9b::/96"), IPv6Network("::/96"))
"""Whose last 32 bits are the address that a gateway goes on to: NAT64 (RFC 6052), and the IPv4-compatible ones."""
_LOCAL = (IPv6Network("64:ff9b:1::/48"), IPv6Network("fec0::/10"))
"""Of one network alone, which the library takes for public: local NAT64 (RFC 8215), and site-local (RFC 3879)."""


def networks(written: str) -> tuple[Network, ...]:
    """The networks in a setting: `10.1.0.0/16, 192.168.1.20`. Raises `ValueError`."""
    return tuple(ip_network(part.strip()) for part in written.split(",") if part.strip())


def are_networks(written: str) -> bool:
    """Whether `networks` reads it."""
    try:
        return bool(networks(written))
    except ValueError:
        return False


def connected(host: str, port: int, allowed: Sequence[Network], timeout_s: float) -> socket.socket:
    """A connection to a host by an address that may be reached.

    Raises `Unreachable`: `receiver-away` where no name or no address answers, `receiver-private` where one of them lies
    in a network that is not `allowed`.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise Unreachable(LineFault.RECEIVER_AWAY) from fault
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(may_be_reached(address, allowed) for address in addresses):
        raise Unreachable(LineFault.RECEIVER_PRIVATE)
    for address in addresses:
        try:
            made = socket.create_connection((address, port), timeout_s)
        except OSError:
            continue
        # Headers and body are written one after the other: without it each waits 40 ms for the other side's word.
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made
    raise Unreachable(LineFault.RECEIVER_AWAY)


def may_be_reached(address: str, allowed: Sequence[Network]) -> bool:
    """Whether an address, and the IPv4 one within it, is of the public internet, or of one of these networks."""
    found = ip_address(address.partition("%")[0])
    if any(found in network for network in allowed if network.version == found.version):
        return True
    if isinstance(found, IPv6Address):
        if (within := _ipv4_within(found)) is not None:
            return may_be_reached(str(within), allowed)
        if any(found in network for network in _LOCAL):
            return False
    return found.is_global and not found.is_multicast


def _ipv4_within(address: IPv6Address) -> IPv4Address | None:
    if any(address in network for network in _HOLD_IPV4):
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour
