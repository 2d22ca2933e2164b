"""Serves the application to the screens of the local network, over TLS alone, beside the server of this machine."""

import logging
import socket
import ssl
import threading
from pathlib import Path
from typing import Any

from cheroot.errors import FatalSSLAlert
from cheroot.makefile import MakeFile

from kiosk import logs
from kiosk.process import http_server

log = logging.getLogger(__name__)
FROM_LAN = "parvis.lan"
"""The key of the environment (PEP 3333) of every request from the local network, and of no other."""


class LanServer:
    """Listens once it is made; it needs a certificate (`load`) before `start`.

    Raises `OSError` where the port is taken.
    """

    def __init__(self, app: Any, host: str, port: int, threads: int) -> None:
        self._context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._context.minimum_version = ssl.TLSVersion.TLSv1_2
        self._context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
        self._server = http_server.listening(app, host, port, threads, "parvis", _Encryption(self._context))
        self._thread = threading.Thread(target=self._serve, name="lan", daemon=True)
        self.port: int = self._server.bind_addr[1]

    def load(self, certificate: Path) -> None:
        """Let the lines from now on be encrypted with this certificate and key (one PEM file)."""
        self._context.load_cert_chain(certificate)

    def start(self) -> None:
        """Answer from now on."""
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
    """What cheroot calls an SSL adapter: nobody is shaken hands with where lines are accepted (see `slow_lines`)."""

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
