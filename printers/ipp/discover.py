"""The queues of this machine and the printers that announce themselves around it (PWG 5100.14, Bonjour Printing)."""

from printers.carrier import Found
from printers.discovery.nearby import Interfaces, Service, services
from printers.ipp import wire
from printers.ipp.peer import Peer, Unanswered, Unreached, fingerprint_of

LOCAL = "ipp://localhost:631/"
"""Where the CUPS of this machine listens."""
_OF_QUEUE = ("printer-name", "printer-info", "printer-make-and-model")
_SCHEMES = {"_ipp._tcp.local.": "ipp", "_ipps._tcp.local.": "ipps"}
"""What printers announce, the one that is preferred last."""


def queues(at: str = LOCAL) -> tuple[Found, ...]:
    """What CUPS has there; nothing where there is none."""
    peer = Peer(at)
    try:
        answer = peer.ask(wire.CUPS_GET_PRINTERS, [(wire.KEYWORD, "requested-attributes", _OF_QUEUE)], to_printer=False)
    except (Unreached, Unanswered):
        return ()
    found = [{name: str(values[0] or "") for name, values in group.items() if values} for tag, group in answer.groups
             if tag == wire.PRINTER]  # fmt: skip
    return tuple(
        Found(
            each.get("printer-info") or each["printer-name"],
            {"uri": f"{at}printers/{each['printer-name']}"},
            each.get("printer-make-and-model", ""),
        )
        for each in found
        if each.get("printer-name")
    )


def printers(interfaces: Interfaces = ()) -> tuple[Found, ...]:
    """Each printer once, over TLS where it offers both."""
    seen = sorted(services(tuple(_SCHEMES), interfaces), key=lambda each: tuple(_SCHEMES).index(each.kind))
    found = {each.name: Found(each.name, _settings(each), each.said.get("ty", "")) for each in seen}
    return tuple(found.values())


def _settings(service: Service) -> dict[str, str]:
    scheme = _SCHEMES[service.kind]
    uri = f"{scheme}://{service.host}:{service.port}/{service.said.get('rp', 'ipp/print').lstrip('/')}"
    held = fingerprint_of(service.host, service.port) if scheme == "ipps" else ""
    return {"uri": uri, "fingerprint": held} if held else {"uri": uri}
