"""Stations of the local network: enrolled with a code of the desk, recognised by a cookie that changes, ended."""

import hashlib
import hmac
import re

from msgspec import Struct

from kiosk.crypto import keys
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.screen.station import TURN_GRACE, StationEnd, Turn, Turns
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.lan.pairs import NO_PRINTER, USUAL_PRINTER, Wanted
from kiosk.services.people.stations import LONGEST_NAME
from kiosk.store.database import Database
from kiosk.store.people import enrolled_stations, journal
from kiosk.store.people.enrolled_stations import EnrolledStation
from kiosk.store.printing import printers
from kiosk.store.printing.printers import Choice

LONGEST_PLACE = 60
_COOKIE = re.compile(r"([0-9a-f]{32})\.(\d{1,9})\.([0-9a-f]{64})")


class Recognised(Struct, frozen=True):
    """What a cookie is worth: its station (None for one of nobody), why that has ended, the cookie to send next."""

    station: EnrolledStation | None = None
    ended_why: StationEnd | None = None
    next_cookie: str = ""


NOBODY = Recognised()


def enrol(box: Box, wanted: Wanted) -> str:
    """Make a station of a screen whose code was right; gives its first cookie."""
    at, clock = box.clock.now(), box.clock
    name, place = wanted.name.strip()[:LONGEST_NAME], wanted.place.strip()[:LONGEST_PLACE]
    secret = clock.token()
    station = EnrolledStation(clock.new_id(), wanted.role, name, place, secret, 1, at, at, at, wanted.by)
    actor = Actor(station_id=station.id, mediator_id=wanted.by)
    with box.store.write() as db:
        enrolled_stations.add(db, station, keys.token_hash(clock.token()))
        if wanted.printer != USUAL_PRINTER:
            printer_id = None if wanted.printer == NO_PRINTER else wanted.printer
            printers.choose(db, Choice(station.id, Tray.ALL, printer_id))
        journal.note_by(
            db, at, JournalAction.STATION_ENROLLED, actor, detail=" · ".join((wanted.role, station.name, station.place))
        )
    return cookie_of(station, 1)


def recognise(box: Box, cookie: str) -> Recognised:
    """The station that sent a cookie. One that comes with a former one is a copy: it is ended, and so is the other."""
    sent = _COOKIE.fullmatch(cookie)
    station = enrolled_stations.get(box.store.read(), sent[1]) if sent else None
    if sent is None or station is None:
        return NOBODY
    generation = int(sent[2])
    if not keys.same(cookie, cookie_of(station, generation)):
        return NOBODY
    if station.ended_why:
        return Recognised(ended_why=station.ended_why)
    now = box.clock.now()
    turns = Turns(station.generation, station.rotated_at, station.seen_at)
    turn = turns.judge(generation, now)
    if turn is Turn.COPIED:
        return _copied(box, station)
    if turn is Turn.NEXT:
        with box.store.write() as db:
            enrolled_stations.rotate(db, station.id, generation, now)
    elif turn is Turn.PRESENT and abs(now - station.seen_at) >= TURN_GRACE:
        with box.store.write() as db:
            enrolled_stations.note_seen(db, station.id, now)
    offered = cookie_of(station, station.generation + 1) if turns.offers_next(generation, now) else ""
    return Recognised(station, next_cookie=offered)


def revoke(box: Box, station_id: str, actor: Actor) -> None:
    """End a station, and every session on it. Raises `Refused`: `no-such-station`."""
    with box.store.write() as db:
        station = _existing(db, station_id)
        enrolled_stations.end(db, station_id, StationEnd.REVOKED, box.clock.now())
        journal.note_by(
            db, box.clock.now(), JournalAction.STATION_REVOKED, actor, detail=f"{station.name} · {station_id[:8]}"
        )


def forget(box: Box, station_id: str) -> None:
    """Take an ended station off the list. Raises `Refused`: `no-such-station`."""
    with box.store.write() as db:
        _existing(db, station_id)
        enrolled_stations.forget(db, station_id)


def cookie_of(station: EnrolledStation, generation: int) -> str:
    """The cookie of a station with this number, the same however often it is made: two answers on their way agree."""
    said = f"{station.id}.{generation}"
    return f"{said}.{hmac.digest(station.secret.encode(), said.encode(), hashlib.sha256).hex()}"


def _copied(box: Box, station: EnrolledStation) -> Recognised:
    at, actor = box.clock.now(), Actor(station_id=station.id)
    with box.store.write() as db:
        enrolled_stations.end(db, station.id, StationEnd.COPIED, at)
        journal.note_by(db, at, JournalAction.STATION_COPIED, actor, detail=station.name)
    return Recognised(ended_why=StationEnd.COPIED)


def _existing(db: Database, station_id: str) -> EnrolledStation:
    station = enrolled_stations.get(db, station_id)
    if station is None:
        raise Refused(Refusal.NO_SUCH_STATION)
    return station
