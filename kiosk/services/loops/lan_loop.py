"""Keeps the local network served: renews the certificate, and follows the machine's addresses."""

from kiosk.process import lan_addresses, lan_lines
from kiosk.process.announcing import Announcer
from kiosk.process.lan_server import LanServer
from kiosk.services.box.box import Box
from kiosk.services.lan import certificate
from kiosk.services.lan.lan import Lan
from kiosk.services.loops.beside import Beside

EVERY_S = 60.0


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
            lan_lines.load(self._server.context, certificate.file_of(self._box.settings.paths))
        if not self._serving:
            self._server.start()
            self._serving = True
        self._announcer.announce(here.addresses)

    def _end(self) -> None:
        self._announcer.stop()
        self._server.stop()
