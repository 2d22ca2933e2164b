"""Serves the application to the local network, in a thread beside the server of this machine."""

import logging
import threading
from typing import Any

from kiosk import logs
from kiosk.process import http_server, lan_lines
from kiosk.process.lan_lines import LanAdapter

log = logging.getLogger(__name__)


class LanServer:
    """Listens once it is made; `context` needs a certificate before `start`.

    Raises `OSError` where the port is taken.
    """

    def __init__(self, app: Any, host: str, port: int, threads: int) -> None:
        self.context = lan_lines.new_context()
        self._server = http_server.listening(app, host, port, threads, "parvis", LanAdapter(self.context))
        self._thread = threading.Thread(target=self._serve, name="lan", daemon=True)
        self.port: int = self._server.bind_addr[1]

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
