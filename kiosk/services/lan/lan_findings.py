"""What the doctor says of the local network: whether it is served, its name, its certificate's days, the firewall."""

import socket
from collections.abc import Iterator
from datetime import timedelta

from kiosk.crypto import certificates
from kiosk.domain.trail.finding import Finding
from kiosk.process import lan_addresses
from kiosk.process.announcing import KIND
from kiosk.services.box.box import Box
from kiosk.services.lan import certificate, firewall
from kiosk.store.people import enrolled_stations, local_authority
from printers.discovery import nearby

_PATIENCE_S = 0.5
_THIS_MACHINE = "127.0.0.1"
_LATELY = timedelta(days=7)
"""A screen of the network that was seen since proves that the firewall lets it through."""


def of_lan(box: Box, look: bool) -> Iterator[Finding]:
    """Whether other screens are served; `look` adds what takes two seconds: whether the box's name is heard."""
    settings, kept = box.settings, local_authority.kept(box.store.read())
    if settings.lan != "on" or kept is None:
        yield Finding("lan", True, "", settings.host)
        return
    here = lan_addresses.of_this_machine()
    reason = "" if here.addresses else "lan-no-address"
    if settings.paths.address.exists() and not _answers(settings.lan_port):
        reason = "lan-not-served"
    yield Finding("lan", not reason, reason, ", ".join((f"{kept.name}:{settings.lan_port}", *here.addresses)))
    path = certificate.file_of(settings.paths)
    facts = certificates.facts(path.read_bytes()) if path.exists() else None
    days = (facts.until - box.clock.now()).days if facts else 0
    yield Finding("lan-certificate", days > 0, "" if days > 0 else "lan-certificate-over", f"{days} d")
    if needed := firewall.needs(settings.lan_port):
        seen = any(box.clock.now() - station.seen_at < _LATELY for station in enrolled_stations.every(box.store.read()))
        yield Finding("lan-firewall", seen or None, "" if seen else "lan-firewall-on", " ; ".join(needed))
    if look and settings.paths.address.exists() and not reason:
        heard = {service.name for service in nearby.find_services((KIND,), here.addresses)}
        is_heard = kept.name.removesuffix(".local") in heard
        yield Finding("lan-name", is_heard, "" if is_heard else "lan-name-unheard", kept.name)


def _answers(port: int) -> bool:
    try:
        with socket.create_connection((_THIS_MACHINE, port), timeout=_PATIENCE_S):
            return True
    except OSError:
        return False
