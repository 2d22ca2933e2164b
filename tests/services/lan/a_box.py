"""What answers as a box on another machine does whose certificate a second machine fetches."""

from collections.abc import Callable, Iterable
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

from kiosk.clock import Clock
from kiosk.crypto import certificates
from kiosk.crypto.certificates import Authority
from kiosk.process.lan_server import LanServer

HERE = (IPv4Network("127.0.0.0/8"),)
Start = Callable[[str, list[tuple[str, str]]], object]


def an_authority(title: str = "Parvis, Mairie") -> Authority:
    return certificates.new_authority(title, ("parvis-1a2b.local",), HERE, Clock().now())


class Box:
    """What gives a certificate over TLS, with a leaf of another or the same authority."""

    def __init__(self, folder: Path, given: bytes, holds: Authority, address: str = "127.0.0.1") -> None:
        self.given = given
        self.server = LanServer(self._answer, "127.0.0.1", 0, 2)
        leaf = folder / "lan.pem"
        leaf.write_bytes(certificates.issue_certificate(holds, ("parvis-1a2b.local",), (address,), Clock().now()))
        self.server.load(leaf)
        self.server.start()
        self.address = f"https://127.0.0.1:{self.server.port}"

    def _answer(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        found = environ["PATH_INFO"] == "/trust/parvis.crt"
        start("200 OK" if found else "404 Not Found", [("Content-Length", str(len(self.given) if found else 0))])
        return [self.given] if found else []
