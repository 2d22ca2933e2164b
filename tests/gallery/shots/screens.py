"""Shots of the local network: the door, how to trust the box, the second screen, and the stations at the desk."""

from collections.abc import Iterator
from ipaddress import IPv4Network

from kiosk.domain.screen.station import StationEnd, StationRole
from kiosk.process.lan_server import FROM_LAN, LanAddresses
from kiosk.services.lan import local_network, pairs
from kiosk.services.lan.local_network import Lan
from kiosk.services.lan.pairs import Codes, StationToEnrol
from kiosk.store import sessions
from kiosk.web.request_state import state_of
from tests.gallery.shots.town import Town
from tests.gallery.site.page import Browser, Page

HERE = LanAddresses(("192.168.1.20",), (IPv4Network("192.168.1.0/24"),))


def screens(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """A screen that nobody knows, one that is enrolled, one that was copied; the desk before and after."""
    desk, state, asked = place.browser, state_of(place.app), f"?lang={language.partition('-')[0]}"
    yield "stations-off", desk.get("/desk/stations")
    state.lan = lan = Lan(local_network.of_box(place.box, HERE), 8643, Codes(place.watch), HERE.addresses)
    unknown = _screen(place, 31)
    yield "lan-door", unknown.get(f"/enrol{asked}")
    yield "lan-trust", unknown.get(f"/trust{asked}")
    form = unknown.get(f"/enrol{asked}").form("code-form")
    yield "lan-wrong-code", unknown.send(form.with_values({"code": "12"}))
    code = lan.codes.show(StationToEnrol(StationRole.SECOND_SCREEN, "Second écran du guichet 1", by="n"))
    unknown.client.post("/enrol", data=form.with_values({"code": code}))
    yield "second-screen", unknown.get(f"/second-screen{asked}")
    pairs.enrol(place.box, StationToEnrol(StationRole.TERMINAL, "Borne du hall", "Hall"))
    with place.box.store.write() as db:
        (hall,) = (kept for kept in sessions.select_enrolled_stations(db) if kept.place)
        sessions.mark_station_ended(db, hall.id, StationEnd.COPIED, place.watch.now())
    yield "stations", desk.get("/desk/stations")
    wanted = {"name": "Guichet 2", "role": StationRole.DESK, "place": "Accueil"}
    yield "station-code", desk.send(desk.get("/desk/stations").form("new-station").with_values(wanted))
    yield "stations-trust", desk.get("/desk/stations/trust")
    pairs.delete_ended_station(place.box, hall.id)
    state.lan = None


def _screen(place: Town, number: int) -> Browser:
    client = place.app.test_client()
    client.environ_base |= {FROM_LAN: "yes", "REMOTE_ADDR": f"192.168.1.{number}", "wsgi.url_scheme": "https"}
    return Browser(client)
