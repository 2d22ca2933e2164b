"""Serves the application to the screens of the local network, over TLS alone, beside the server of this machine."""

import logging
import socket
import ssl
import threading
from concurrent.futures import ThreadPoolExecutor
from ipaddress import IPv4Interface, IPv4Network
from pathlib import Path
from typing import Any

from cheroot.errors import FatalSSLAlert
from cheroot.makefile import MakeFile
from msgspec import Struct

from kiosk import logs
from kiosk.process import http_server

KIND = "_parvis._tcp.local."
"""The kind of service that a box announces itself as."""


class Announcer:
    """Answers for the box's name and service until `stop`. Where nothing can be announced, the address still works.

    Speaks in threads of its own: zeroconf would wait for itself in an event loop of the caller's thread.
    """

    def __init__(self, name: str, port: int) -> None:
        self._name, self._port = name, port
        self._speaker: Any = None
        self._said: tuple[str, ...] = ()

    def announce(self, addresses: tuple[str, ...]) -> None:
        """Say from now on that the box is at these addresses; nothing happens where that was said already."""
        if addresses == self._said:
            return
        with ThreadPoolExecutor(1, "announcing") as beside:
            beside.submit(self._announce, addresses).result()

    def stop(self) -> None:
        """Take the announcement back; nothing happens where there is none."""
        if self._speaker is None:
            return
        with ThreadPoolExecutor(1, "announcing") as beside:
            beside.submit(self._stop).result()

    def _announce(self, addresses: tuple[str, ...]) -> None:
        self._stop()
        # zeroconf takes 100 ms to import, and only a box that serves the local network needs it.
        from zeroconf import Error, InterfaceChoice, IPVersion, ServiceInfo, Zeroconf

        packed = [socket.inet_aton(address) for address in addresses]
        label = self._name.removesuffix(".local")
        info = ServiceInfo(
            KIND, f"{label}.{KIND}", addresses=packed, port=self._port, properties={}, server=f"{self._name}."
        )
        try:
            self._speaker = Zeroconf(list(addresses) or InterfaceChoice.All, ip_version=IPVersion.V4Only)
            self._speaker.register_service(info, cooperating_responders=True)
            self._said = addresses
        except (OSError, Error) as fault:
            log.warning("the local network does not let the box announce itself: %s", type(fault).__name__)
            self._stop()

    def _stop(self) -> None:
        speaker, self._speaker, self._said = self._speaker, None, ()
        if speaker is not None:
            speaker.close()


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


log = logging.getLogger(__name__)
FROM_LAN = "parvis.lan"
"""The key of the environment (PEP 3333) of every request from the local network, and of no other."""


class LanServer:
    """Listens once it is made; needs a certificate (`load`) before `start`. Raises `OSError`: the port is taken."""

    def __init__(self, app: Any, host: str, port: int, threads: int) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
        self._server = http_server.make_listening_server(app, host, port, threads, "parvis", _Encryption(self._context))
        self._thread = threading.Thread(target=self._serve, name="lan", daemon=True)
        self.port: int = self._server.bind_addr[1]

    def load(self, certificate: Path) -> None:
        """Let the lines from now on be encrypted with this certificate and key (one PEM file)."""
        self._context.load_cert_chain(certificate)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Answer nobody any more; returns once what was being answered is answered."""
        self._server.stop()
        if self._thread.is_alive():
            self._thread.join(5)

    def _serve(self) -> None:
        try:
            self._server.serve()
        except OSError as fault:
            logs.log_failure(log, "the local network is served no more", fault)


class _Encryption:
    """What cheroot calls an SSL adapter. No hand is shaken where lines are accepted (`http_server.endure`)."""

    makefile = staticmethod(MakeFile)

    def __init__(self, context: ssl.SSLContext) -> None:
        self._context = context

    def bind(self, listening: socket.socket) -> socket.socket:
        """The listening socket as it is."""
        return listening

    def wrap(self, line: socket.socket) -> tuple[ssl.SSLSocket, dict[str, str]]:
        """The encrypted line, and what the environment of its requests says. Raises `FatalSSLAlert`."""
        try:
            encrypted = self._context.wrap_socket(line, server_side=True, do_handshake_on_connect=False)
        except OSError as fault:  # it has hung up already
            raise FatalSSLAlert(*fault.args) from fault
        return encrypted, {"wsgi.url_scheme": "https", FROM_LAN: "yes"}
