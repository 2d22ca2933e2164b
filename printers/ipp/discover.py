"""Search for print queues of this machine and printers on the network (PWG 5100.14, Bonjour Printing)."""

from printers.carrier import FoundPrinter
from printers.discovery.nearby import Interfaces, Service, services
from printers.ipp import wire
from printers.ipp.peer import Failed, Peer, fingerprint_of

LOCAL = "ipp://localhost:631/"
"""Where the CUPS of this machine listens."""
_OF_QUEUE = ("printer-name", "printer-info", "printer-make-and-model")
_SCHEMES = {"_ipp._tcp.local.": "ipp", "_ipps._tcp.local.": "ipps"}
"""The services that printers announce; the preferred one is last."""


def queues(at: str = LOCAL) -> tuple[FoundPrinter, ...]:
    """The queues of the CUPS at this address; none if there is no CUPS."""
    peer = Peer(at)
    try:
        answer = peer.ask(wire.CUPS_GET_PRINTERS, [(wire.KEYWORD, "requested-attributes", _OF_QUEUE)], to_printer=False)
    except Failed:
        return ()
    queues_there = [
        {name: str(values[0] or "") for name, values in group.items() if values}
        for tag, group in answer.groups
        if tag == wire.PRINTER
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


def printers(interfaces: Interfaces = ()) -> tuple[FoundPrinter, ...]:
    """The printers on the network, each once; over TLS if a printer offers both."""
    by_preference = sorted(
        services(tuple(_SCHEMES), interfaces), key=lambda service: list(_SCHEMES).index(service.kind)
    )
    by_name = {
        service.name: FoundPrinter(service.name, _settings(service), service.properties.get("ty", ""))
        for service in by_preference
    }
    return tuple(by_name.values())


def _settings(service: Service) -> dict[str, str]:
    scheme = _SCHEMES[service.kind]
    uri = f"{scheme}://{service.host}:{service.port}/{service.properties.get('rp', 'ipp/print').lstrip('/')}"
    fingerprint = fingerprint_of(service.host, service.port) if scheme == "ipps" else ""
    return {"uri": uri, "fingerprint": fingerprint} if fingerprint else {"uri": uri}
