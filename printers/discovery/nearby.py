"""Search this machine's print queues, and the network for what announces itself (DNS-SD, RFC 6763; PWG 5100.14)."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Event, Thread

from printers.carrier import FoundPrinter
from printers.ipp import client
from printers.ipp.client import Peer, RequestFailure, fingerprint_of

Interfaces = tuple[str, ...]
"""Addresses of this machine to listen on; empty for all of them."""
LOOK_S = 2.0
"""Long enough for a second question, a second after the first: who has just answered waits as long (RFC 6762, 6)."""
_LOOK_UP_S = 1.0
LOCAL_QUEUES = "ipp://localhost:631/"
"""Where the CUPS of this machine listens."""
_OF_QUEUE = ("printer-name", "printer-info", "printer-make-and-model")
_SCHEMES = {"_ipp._tcp.local.": "ipp", "_ipps._tcp.local.": "ipps"}
"""The services that printers announce; the preferred one is last."""


@dataclass(frozen=True, slots=True)
class Service:
    """An announced service: its kind, its name for people, where it listens, and its TXT record as `properties`."""

    kind: str
    name: str
    host: str
    port: int
    properties: dict[str, str] = field(default_factory=dict)


def find_services(kinds: tuple[str, ...], interfaces: Interfaces = (), seconds: float = LOOK_S) -> tuple[Service, ...]:
    """The services of these kinds (such as `_ipp._tcp.local.`), by name; none if this machine cannot listen. Runs in a
    thread of its own: zeroconf would wait for itself in an event loop of the caller's thread."""
    with ThreadPoolExecutor(1, "nearby") as beside:
        return beside.submit(_services, kinds, interfaces, seconds).result()


def _services(kinds: tuple[str, ...], interfaces: Interfaces, seconds: float) -> tuple[Service, ...]:
    # zeroconf takes 100 ms to import, and only a search needs it.
    from zeroconf import DNSQuestionType, Error, InterfaceChoice, IPVersion, ServiceBrowser, Zeroconf

    names: set[tuple[str, str]] = set()
    try:
        browser = Zeroconf(list(interfaces) or InterfaceChoice.All, ip_version=IPVersion.V4Only)
    except (OSError, Error):
        return ()
    # Every question by multicast: port 5353 is shared with what else speaks on this machine (an announced box, Avahi),
    # and an answer to one socket, which zeroconf's first question asks for, may reach another (RFC 6762, 15.1).
    to_all = DNSQuestionType.QM

    def note(name: str, service_type: str, **_: object) -> None:
        names.add((name, service_type))

    try:
        ServiceBrowser(browser, list(kinds), handlers=[note], question_type=to_all)
        Event().wait(seconds)
        infos = [info for name, kind in sorted(names) if (info := browser.get_service_info(kind, name, 500, to_all))]
    except (OSError, Error):
        return ()
    finally:
        browser.close()
    located = [(info, addresses[0]) for info in infos if (addresses := info.parsed_addresses(IPVersion.V4Only))]
    known = _known({(info.server or "").rstrip(".") for info, _ in located})
    return tuple(
        Service(
            info.type,
            info.name.removesuffix(f".{info.type}"),
            # Prefer the host name, which stays when a router assigns other addresses.
            name if (name := (info.server or "").rstrip(".")) in known else address,
            info.port or 0,
            {_text(key): _text(value or b"") for key, value in info.properties.items()},
        )
        for info, address in located
    )


def _known(names: set[str]) -> set[str]:
    """The host names that this machine can resolve within a second: not every system resolves `.local`."""
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


def find_queues(at: str = LOCAL_QUEUES) -> tuple[FoundPrinter, ...]:
    """The queues of the CUPS at this address; none if there is no CUPS."""
    peer = Peer(at)
    try:
        answer = peer.ask(
            client.CUPS_GET_PRINTERS, [(client.KEYWORD, "requested-attributes", _OF_QUEUE)], to_printer=False
        )
    except RequestFailure:
        return ()
    queues_there = [
        {name: str(values[0] or "") for name, values in group.items() if values}
        for tag, group in answer.groups
        if tag == client.PRINTER
    ]
    return tuple(
        FoundPrinter(
            queue.get("printer-info") or queue["printer-name"],
            {"uri": f"{at}printers/{queue['printer-name']}"},
            queue.get("printer-make-and-model", ""),
        )
        for queue in queues_there
        if queue.get("printer-name")
    )


def find_printers(interfaces: Interfaces = ()) -> tuple[FoundPrinter, ...]:
    """The printers on the network, each once; over TLS if a printer offers both."""
    by_preference = sorted(
        find_services(tuple(_SCHEMES), interfaces), key=lambda service: list(_SCHEMES).index(service.kind)
    )
    by_name = {
        service.name: FoundPrinter(service.name, _settings_of(service), service.properties.get("ty", ""))
        for service in by_preference
    }
    return tuple(by_name.values())


def _settings_of(service: Service) -> dict[str, str]:
    scheme = _SCHEMES[service.kind]
    uri = f"{scheme}://{service.host}:{service.port}/{service.properties.get('rp', 'ipp/print').lstrip('/')}"
    fingerprint = fingerprint_of(service.host, service.port) if scheme == "ipps" else ""
    return {"uri": uri, "fingerprint": fingerprint} if fingerprint else {"uri": uri}
