"""What announces itself on the local network (DNS-SD, RFC 6763), seen within two seconds."""

import socket
from dataclasses import dataclass, field
from threading import Event

Interfaces = tuple[str, ...]
"""Addresses of this machine to listen on; none means all of them."""
LOOK_S = 2.0


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that offers something: its kind, its name for people, where it listens, what it says of itself."""

    kind: str
    name: str
    host: str
    port: int
    said: dict[str, str] = field(default_factory=dict)


def services(kinds: tuple[str, ...], interfaces: Interfaces = (), seconds: float = LOOK_S) -> tuple[Service, ...]:
    """Those of kinds such as `_ipp._tcp.local.`, by name; nothing where this machine may not listen."""
    # zeroconf is a tenth of a second to import, and only a search needs it.
    from zeroconf import Error, InterfaceChoice, IPVersion, ServiceBrowser, Zeroconf

    names: set[tuple[str, str]] = set()
    try:
        around = Zeroconf(list(interfaces) or InterfaceChoice.All, ip_version=IPVersion.V4Only)
    except (OSError, Error):
        return ()
    try:
        ServiceBrowser(around, list(kinds), handlers=[lambda name, service_type, **_: names.add((name, service_type))])
        Event().wait(seconds)
        infos = [info for name, kind in sorted(names) if (info := around.get_service_info(kind, name, 500))]
    except (OSError, Error):
        return ()
    finally:
        around.close()
    return tuple(
        Service(
            info.type,
            info.name.removesuffix(f".{info.type}"),
            _host(info.server or "", info.parsed_addresses()),
            info.port or 0,
            {
                key.decode("utf-8", "replace"): (value or b"").decode("utf-8", "replace")
                for key, value in info.properties.items()
            },
        )
        for info in infos
        if info.parsed_addresses()
    )


def _host(name: str, addresses: list[str]) -> str:
    """The name, which stays when a router gives out addresses anew, where this machine can look it up."""
    name = name.rstrip(".")
    try:
        socket.getaddrinfo(name, None)
    except OSError:
        return addresses[0]
    return name
