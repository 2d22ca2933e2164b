"""Decides what a screen of the local network gets: nothing but an explanation, until it was enrolled at the desk.

Requests of this machine itself pass by. A screen that nobody enrolled may type a code, and read how to trust the box.
"""

import ipaddress
from dataclasses import replace

from flask import Flask, Response, abort, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.station import LAN_COOKIE, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http import hosts
from kiosk.process.lan_server import FROM_LAN
from kiosk.services.box import settings_file
from kiosk.services.box.box import Actor
from kiosk.services.lan import pairs
from kiosk.services.published import received
from kiosk.store.people import journal
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.person import LanVisit, Station
from kiosk.web.request.request_state import request_state

DOOR = "enrol.show"
TRUST = frozenset({"trust.show", "trust.certificate"})
"""What anyone in the network may read: the certificate of the box's authority, and how to install it."""
_SHEETS = ("/static/css/", "/static/vendor/fonts/", "/static/vendor/icons.svg")
"""What the pages of the door look like: their sheets, letters and icons, and no other file."""
SECOND = frozenset(f"second_screen.{name}" for name in ("show", "state", "pair", "judge", "confirm"))
BY_ROLE = {StationRole.SECOND_SCREEN: SECOND | {"static_file"}}
"""The endpoints of a role that has few; a desk and a terminal have all, each with its own guards."""
HOME = {StationRole.SECOND_SCREEN: "second_screen.show"}
_NEVER = ("control", "arrival", "door", "town_hall", "first_mediator")
"""Blueprints that are this machine's alone: its commands, its screens' own tokens, its first start."""


def set_open(opens: bool, actor: Actor) -> None:
    """Serve other screens from now on, or no more; at the next start too.

    Raises `Refused`: `not-supervisor` for who does not decide for the town hall; `not-in-training`; `lan-elsewhere` at
    a screen that would close the door behind itself; `port-taken`, and nothing is written then; what
    `settings_file.write` raises.
    """
    state = app_state()
    box, switch = state.box, state.lan_switch
    if request_state().training:
        raise Refused(Refusal.NOT_IN_TRAINING)
    if not received.decides(box.store.read(), actor):
        raise Refused(Refusal.NOT_SUPERVISOR)
    if request_state().lan is not None:
        raise Refused(Refusal.LAN_ELSEWHERE)
    if opens and state.lan is None and switch is not None:
        state.lan = switch.open(box)
    settings_file.write(box.settings.paths.settings, {"lan": "on" if opens else "off"})
    if not opens and switch is not None:
        state.lan = None
        switch.close()
    state.box = request_state().served = replace(box, settings=replace(box.settings, lan="on" if opens else "off"))
    with box.store.write() as db:
        action = JournalAction.LAN_OPENED if opens else JournalAction.LAN_CLOSED
        journal.note_by(db, box.clock.now(), action, actor, detail=str(box.settings.lan_port))


def install(app: Flask) -> None:
    """Look at every request before its session is looked for."""
    app.before_request(_check)


def let_in(cookie: str) -> None:
    """Send this screen the cookie of the station that it has just become."""
    request_state().lan = LanVisit(next_cookie=cookie)


def _check() -> ResponseReturnValue | None:
    if FROM_LAN not in request.environ:
        return None
    lan, settings = app_state().lan, session.box().settings
    if lan is None or not _is_of_the_house(request.remote_addr or ""):
        return Response(status=404)
    if not hosts.is_ours(request.host, (lan.name, *settings.names), addresses=True):
        return Response(status=400)
    found = pairs.recognise(session.box(), request.cookies.get(LAN_COOKIE, ""))
    kept = found.station
    station = Station(kept.id, kept.role, kept.mm_per_px, kept.distance_mm) if kept else Station()
    request_state().lan = LanVisit(station, found.ended_why, found.next_cookie)
    if station.role is None:
        return _at_the_door()
    if request.blueprint in _NEVER:
        abort(404)
    allowed = BY_ROLE.get(station.role)
    if allowed is None or request.endpoint in allowed | TRUST or _is_sheet():
        return None
    return redirect(url_for(HOME[station.role]), 303)


def _at_the_door() -> ResponseReturnValue | None:
    """What a screen that is no station gets; the same for every other address, whether there is a page or not."""
    reads = request.method in ("GET", "HEAD")
    if (request.endpoint in TRUST and reads) or request.blueprint == "enrol" or _is_sheet():
        return None
    return redirect(url_for(DOOR), 303)


def _is_sheet() -> bool:
    return request.endpoint == "static_file" and request.path.startswith(_SHEETS)


def _is_of_the_house(address: str) -> bool:
    """Whether it is an address of a private network: the box serves no other, whatever a router lets through."""
    try:
        return ipaddress.ip_address(address).is_private
    except ValueError:
        return False
