"""Measure what stations of the local network cost a box: polling every four seconds, and server-sent events.

    python -m trials.lan.stations [--stations 10] [--seconds 40]

Each way runs in a process of its own: a real box whose LAN server answers real TLS lines of enrolled stations. It
prints the threads, how many of them are busy at one time, the memory (VmRSS), and the time of an answer.
"""

import argparse
import multiprocessing
import socket
import ssl
import statistics
import tempfile
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from kiosk.app import create_app
from kiosk.clock import Clock
from kiosk.domain.screen.station_role import StationRole
from kiosk.frozen import Frozen
from kiosk.process import lan_addresses
from kiosk.process.lan_server import LanServer
from kiosk.services.box.box import Box, open_box
from kiosk.services.lan import certificate, enrolled
from kiosk.services.lan.codes import Codes, Wanted
from kiosk.services.lan.lan import Lan
from kiosk.services.loops.lan_loop import LanLoop
from kiosk.settings import Settings
from kiosk.store.people import local_authority
from kiosk.web.request.app_state import state_of

EVERY_S = 4.0
_EVENTS = "/events"
_CLOCK = Clock()
Start = Callable[[str, list[tuple[str, str]]], object]


class Measured(Frozen):
    """What one way cost: threads of the server, the most that were busy, KiB of memory, milliseconds of an answer."""

    way: str
    threads: int
    busy: int
    kib: int
    median_ms: float
    worst_ms: float


class Busy:
    """Counts the threads that are answering, and adds a stream of events to the application."""

    def __init__(self, app: Any, over: threading.Event) -> None:
        self._app, self._over, self._turn = app, over, threading.Lock()
        self.now = self.most = 0

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        with self._turn:
            self.now += 1
            self.most = max(self.most, self.now)
        try:
            if environ["PATH_INFO"] == _EVENTS:
                start("200 OK", [("Content-Type", "text/event-stream")])
                yield from self._events()
            else:
                yield from self._app(environ, start)
        finally:
            with self._turn:
                self.now -= 1

    def _events(self) -> Iterable[bytes]:
        while not self._over.is_set():
            yield b": nothing new\n\n"
            self._over.wait(EVERY_S)


def measure(way: str, stations: int, seconds: float) -> Measured:
    """Serve so many stations for so long, and tell what it cost."""
    with tempfile.TemporaryDirectory() as folder:
        box = open_box(Settings(data=Path(folder), site_code="SA", site_name="Mairie", lan="on", stations=stations))
        try:
            return _served(box, way, stations, seconds)
        finally:
            box.store.close()


def _served(box: Box, way: str, stations: int, seconds: float) -> Measured:
    app, over = create_app(box.settings, box=box), threading.Event()
    busy, threads = Busy(app, over), 2 * (stations + 1)
    server = LanServer(busy, "127.0.0.1", 0, threads)
    of = certificate.of_box(box, lan_addresses.of_this_machine())
    state_of(app).lan = lan = Lan(of, server.port, Codes(box.clock))
    loop = LanLoop(box, lan, server)
    cookies = [enrolled.enrol(box, Wanted(StationRole.TERMINAL, f"Borne {number}")) for number in range(stations)]
    loop.start()
    took: list[float] = []
    asking = _listen if way == "events" else _poll
    screens = [threading.Thread(target=asking, args=(box, server.port, cookie, over, took)) for cookie in cookies]
    for screen in screens:
        screen.start()
    over.wait(seconds)
    kib = _memory_kib()
    over.set()
    for screen in screens:
        screen.join(EVERY_S + 10)
    loop.stop()
    loop.join(10)
    spent = [1000 * second for second in took] or [0.0]
    return Measured(way, threads, busy.most, kib, statistics.median(spent), max(spent))


def _poll(box: Box, port: int, cookie: str, over: threading.Event, took: list[float]) -> None:
    """A screen that asks every four seconds, on one line."""
    with _line(box, port) as line:
        while not over.is_set():
            begun = _CLOCK.monotonic()
            line.sendall(_request("/desk/bell", cookie) + b"X-Bell: 1\r\n\r\n")
            line.recv(65_536)
            took.append(_CLOCK.monotonic() - begun)
            over.wait(EVERY_S)


def _listen(box: Box, port: int, cookie: str, over: threading.Event, took: list[float]) -> None:
    """A screen that listens to events, and still asks for a page now and then, on another line as a browser does."""
    asking = threading.Thread(target=_poll, args=(box, port, cookie, over, took))
    with _line(box, port) as line:
        line.sendall(_request(_EVENTS, cookie) + b"\r\n")
        asking.start()
        while not over.is_set() and line.recv(4096):
            pass
    asking.join(EVERY_S + 10)


def _request(path: str, cookie: str) -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: __Host-parvis_station={cookie}\r\n".encode()


def _line(box: Box, port: int) -> ssl.SSLSocket:
    kept = local_authority.kept(box.store.read())
    assert kept, "the box has made its authority"
    trusting = ssl.create_default_context(cadata=kept.authority.certificate.decode())
    return trusting.wrap_socket(socket.create_connection(("127.0.0.1", port), timeout=60), server_hostname=kept.name)


def _memory_kib() -> int:
    status = Path("/proc/self/status").read_text("ascii")
    return int(status.split("VmRSS:")[1].split()[0])


def main() -> None:
    """Measure both ways, and nobody at all."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--stations", type=int, default=10)
    asked.add_argument("--seconds", type=float, default=40.0)
    given = asked.parse_args()
    for way, stations in (("nobody", 0), ("polling", given.stations), ("events", given.stations)):
        with multiprocessing.get_context("spawn").Pool(1) as process:
            told = process.apply(measure, (way, stations, given.seconds))
        print(
            f"{told.way:8} {stations:3} stations: {told.threads} threads, {told.busy} busy at most,"
            f" {told.kib / 1024:.1f} MiB, an answer {told.median_ms:.1f} ms, at worst {told.worst_ms:.0f} ms"
        )


if __name__ == "__main__":
    main()
