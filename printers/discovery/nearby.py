"""What announces itself on the local network (DNS-SD, RFC 6763), seen within two seconds."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

Interfaces = tuple[str, ...]
"""Addresses of this machine to listen on; none means all of them."""
LOOK_S = 2.0
_LOOK_UP_S = 1.0


@dataclass(frozen=True, slots=True)
class Service:
    """One thing that offers something: its kind, its name for people, where it listens, what it says of itself."""

    kind: str
    name: str
    host: str
    port: int
    said: dict[str, str] = field(default_factory=dict)


def services(kinds: tuple[str, ...], interfaces: Interfaces = (), seconds: float = LOOK_S) -> tuple[Service, ...]:
    """Those of kinds such as `_ipp._tcp.local.`, by name; nothing where this machine may not listen.

    In a thread of its own: zeroconf would take over an event loop that runs in the caller's, and wait for itself.
    """
    with ThreadPoolExecutor(1, "nearby") as beside:
        return beside.submit(_services, kinds, interfaces, seconds).result()


def _services(kinds: tuple[str, ...], interfaces: Interfaces, seconds: float) -> tuple[Service, ...]:
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
    found = [(info, addresses[0]) for info in infos if (addresses := info.parsed_addresses(IPVersion.V4Only))]
    known = _known({(info.server or "").rstrip(".") for info, _ in found})
    return tuple(
        Service(
            info.type,
            info.name.removesuffix(f".{info.type}"),
            # A name stays when a router gives out addresses anew.
            name if (name := (info.server or "").rstrip(".")) in known else address,
            info.port or 0,
            {_text(key): _text(value or b"") for key, value in info.properties.items()},
        )
        for info, address in found
    )


def _known(names: set[str]) -> set[str]:
    """Those that this machine can look up within a second: not every one asks the network for `.local`."""
    known: set[str] = set()

    def look_up(name: str) -> None:
        with suppress(OSError, UnicodeError):
            socket.getaddrinfo(name, None)
            known.add(name)

    threads = [Thread(target=look_up, args=(name,), daemon=True) for name in names if name]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(_LOOK_UP_S)
    return set(known)


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace")
