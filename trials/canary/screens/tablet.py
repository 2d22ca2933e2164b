"""A tablet of the building beside the desk, over TLS, and every byte of its line, as who is in between sees it."""

import re
import socket
import ssl
import threading
from contextlib import suppress
from pathlib import Path

import httpx
from lxml import html

from kiosk.connectors.tls import context_of_one
from kiosk.services.install import box_trust
from trials.canary.machine import Machine
from trials.canary.screens.gestures import Hand
from trials.townhall.desk import TIMEOUT_S

ROLE = "second-screen"
_NAME = re.compile(r"parvis-[0-9a-f]{4}\.local")
_PIECE = 65_536


class Tablet(Hand):
    """A screen of the local network that trusts the box's authority; what it shows is the person's."""

    def __init__(self, machine: Machine) -> None:
        super().__init__(machine)
        self._tap = Tap(machine.lan_port, machine.folder / "away" / "line")
        self.desk.address = f"https://127.0.0.1:{self._tap.port}"

    @property
    def line(self) -> Path:
        """The file of what went over its line, both ways."""
        return self._tap.file

    def enrol(self, desk: Hand) -> None:
        """Trust the box, and become a station of it with a code of the desk."""
        place = "/desk/stations"
        form = {"token": desk.desk.get(place).token(), "name": "Tablette", "role": ROLE}
        page = self._went(desk.desk.post(place, form), 200)
        name = _NAME.search(page.body)
        if name is None:
            raise RuntimeError("the desk does not say the box's address in the local network")
        plain = f"http://127.0.0.1:{self._tap.port}"
        self.desk.client = httpx.Client(timeout=TIMEOUT_S, transport=_Named(name[0], box_trust.fetch(plain)))
        typed = self.desk.get("/enrol").typed("code-form") | {"code": page.text(".reference").replace(" ", "")}
        self._went(self.desk.post("/enrol", typed), 303)

    def shows(self, word: str) -> bool:
        """Whether it shows this word now."""
        return word in self.desk.get("/second-screen").body

    def confirm(self) -> None:
        """Say yes to all that it shows, as the person."""
        last = html.document_fromstring(self.desk.get("/second-screen").body)
        place = "/second-screen/confirm"
        form = next(form for form in last.forms if form.get("action") == place)
        self._went(self.desk.post(place, dict(form.form_values())), 303)

    def close(self) -> None:
        """End the line."""
        self.desk.client.close()
        self._tap.close()


class Tap:
    """Stands between a screen and the port of the box, and writes down every byte that passes."""

    def __init__(self, to_port: int, file: Path) -> None:
        self.file, self._to = file, to_port
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listening.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        """Take no more lines."""
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it was closed
            while True:
                near, _ = self._listening.accept()
                try:
                    far = socket.create_connection(("127.0.0.1", self._to), TIMEOUT_S)
                except OSError:  # the box is between two starts
                    near.close()
                    continue
                for source, target in ((near, far), (far, near)):
                    threading.Thread(target=self._pass_on, args=(source, target), daemon=True).start()

    def _pass_on(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError), self.file.open("ab", buffering=0) as kept:
            while piece := source.recv(_PIECE):
                kept.write(piece)
                target.sendall(piece)
        for line in (source, target):
            with suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


class _Named(httpx.HTTPTransport):
    """Asks for the box by its name, whatever address it is reached at, and trusts its authority alone."""

    def __init__(self, name: str, authority: bytes) -> None:
        context: ssl.SSLContext = context_of_one(authority)
        super().__init__(verify=context)
        self._name = name

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["sni_hostname"] = self._name
        return super().handle_request(request)
