"""The addresses of this machine in the networks of the house: private ones alone, which no other network reaches."""

from ipaddress import IPv4Interface, IPv4Network

from msgspec import Struct

_OF_PROGRAMS = ("docker", "br-", "veth", "virbr", "vmnet", "vEthernet")
"""How interfaces are called behind which there are programs of this machine, and no screen."""


class LanAddresses(Struct, frozen=True):
    """The machine's `addresses` and the `networks` that they are in, sorted."""

    addresses: tuple[str, ...] = ()
    networks: tuple[IPv4Network, ...] = ()


def of_this_machine() -> LanAddresses:
    """The private IPv4 addresses (RFC 1918) of every interface that leads to a network of the house."""
    # ifaddr asks the system through ctypes; only a box that serves the local network needs it.
    import ifaddr

    found: set[IPv4Interface] = set()
    for adapter in ifaddr.get_adapters():
        if str(adapter.nice_name).startswith(_OF_PROGRAMS):
            continue
        for ip in adapter.ips:
            if isinstance(ip.ip, str):
                found.add(IPv4Interface(f"{ip.ip}/{ip.network_prefix}"))
    return reachable(found)


def reachable(found: set[IPv4Interface]) -> LanAddresses:
    """Those of these addresses that other screens of the house can reach."""
    private = [
        interface
        for interface in found
        if interface.ip.is_private and not interface.ip.is_loopback and not interface.ip.is_link_local
    ]
    addresses = tuple(str(interface.ip) for interface in sorted(private))
    return LanAddresses(addresses, tuple(sorted({interface.network for interface in private})))
