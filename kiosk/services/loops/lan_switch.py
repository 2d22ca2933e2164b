"""Serves the screens of the local network while this box runs, and stops serving them, without a restart."""

import logging
from typing import Any

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.process import lan_addresses
from kiosk.process.announcing import Announcer
from kiosk.process.lan_server import LanServer
from kiosk.services.box.box import Box
from kiosk.services.lan import certificate
from kiosk.services.lan.lan import Lan
from kiosk.services.lan.pairs import Codes
from kiosk.services.loops.beside import Beside
from kiosk.store.people import enrolled_stations

EVERY_S = 60.0
log = logging.getLogger(__name__)
EVERY_NETWORK = "0.0.0.0"  # nosec B104: who asks from another than a private network gets nothing (`web.gates`)
OF_STATION = 2
"""Threads for each station."""
_ENDS_WITHIN_S = 10.0


class LanLoop(Beside):
    """Looks every minute; the server answers from the first look on."""

    def __init__(self, box: Box, lan: Lan, server: LanServer) -> None:
        super().__init__(box, "lan", EVERY_S)
        self._lan, self._server = lan, server
        self._announcer = Announcer(lan.name, lan.port)
        self._serving = False

    def _look(self) -> None:
        here = lan_addresses.of_this_machine()
        self._lan.addresses = here.addresses
        renewed = certificate.renew(self._box, self._lan.of, here)
        if renewed or not self._serving:
            self._server.load(certificate.file_of(self._box.settings.paths))
        if not self._serving:
            self._server.start()
            self._serving = True
        self._announcer.announce(here.addresses)

    def _end(self) -> None:
        self._announcer.stop()
        self._server.stop()


class LanSwitch:
    """`app` is the application that answers; the box is handed over each time, because its settings change."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._loop: LanLoop | None = None

    def open(self, box: Box) -> Lan:
        """Serve the local network from now on. Raises `Refused` (`port-taken`)."""
        self.wait()
        of = certificate.of_box(box, lan_addresses.of_this_machine())
        port = box.settings.lan_port
        stations = max(box.settings.stations, len(enrolled_stations.every(box.store.read())))
        try:
            server = LanServer(self._app, EVERY_NETWORK, port, OF_STATION * (stations + 1))
        except OSError as fault:
            raise Refused(Refusal.PORT_TAKEN, port=port) from fault
        lan = Lan(of, server.port, Codes(box.clock))
        log.info("serving the local network at %s", lan.url)
        self._loop = LanLoop(box, lan, server)
        self._loop.start()
        return lan

    def close(self) -> None:
        """Serve it no more, soon: what is being answered is answered."""
        if self._loop is not None:
            log.info("serving the local network no more")
            self._loop.stop()

    def wait(self) -> None:
        """Wait until what was closed has ended."""
        if self._loop is not None:
            self._loop.stop()
            self._loop.join(_ENDS_WITHIN_S)
            self._loop = None
