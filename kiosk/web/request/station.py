"""The station (one screen): its role and measured size, known by a cookie that outlives every session on it."""

import re

from flask import Response, request

from kiosk.crypto import keys
from kiosk.domain.screen.station import LAN_COOKIE, StationRole
from kiosk.http.form_tokens import guarded
from kiosk.store.people import people
from kiosk.store.people.sessions import KeptSession
from kiosk.web.request.app_state import box
from kiosk.web.request.person import Station
from kiosk.web.request.request_state import request_state

COOKIE = "parvis_station"
_LAN_COOKIE_S = 400 * 86_400
"""The longest that browsers keep one (RFC 6265bis, 5.5); it changes every hour that the screen is used."""
_YEARS_S = 10 * 365 * 86_400
_TOKEN = re.compile("[A-Za-z0-9_-]{43}")
"""32 random bytes, as `Clock.token` writes them."""


def of_session(kept: KeptSession) -> Station:
    """The station of a stored session."""
    return Station(kept.station_id, kept.role, kept.mm_per_px, kept.distance_mm)


def sent_hash() -> str:
    """The hash of the token in this browser's cookie, "" where it sends none."""
    token = request.cookies.get(COOKIE, "")
    return keys.token_hash(token) if token else ""


def here() -> Station:
    """The station of this browser, from its cookie; from the local network only one that was enrolled."""
    if visit := request_state().lan:
        return visit.station
    token_hash = sent_hash()
    row = people.station(box().store.read(), token_hash) if token_hash else None
    return Station(row.id, row.role, row.mm_per_px, row.distance_mm) if row else Station()


def may_go_on(kept: KeptSession) -> bool:
    """Whether a session may go on here: one of the local network at its station alone, another at this machine."""
    visit = request_state().lan
    return visit.station.id == kept.station_id if visit else not kept.enrolled


def stored() -> Station:
    """The station of this browser, stored as a desk the first time someone signs in on it."""
    station = here()
    if station.id:
        return station
    token = request.cookies.get(COOKIE, "")
    token = request_state().station_token = token if _TOKEN.fullmatch(token) else box().clock.token()
    new_id = box().clock.new_id()
    with box().store.write() as db:
        people.add_station(db, new_id, keys.token_hash(token), StationRole.DESK, box().clock.now())
    return Station(new_id, StationRole.DESK)


def adopt(token: str) -> None:
    """Make a new browser profile the station with this token; a browser that has a station keeps it.

    Only the machine itself may ask: a link on another page does not change the station. Over plain HTTP to another
    machine a browser does not say who asks (Fetch Metadata: `Sec-Fetch-Site` is sent to trustworthy addresses only).
    """
    itself = request.headers.get("Sec-Fetch-Site", "none") == "none"
    if itself and COOKIE not in request.cookies and _TOKEN.fullmatch(token):
        request_state().station_token = token


def send_cookie(response: Response) -> None:
    """Send the browser the cookie of its station, or of an enrolled one its next."""
    visit = request_state().lan
    if visit and visit.next_cookie:
        response.set_cookie(LAN_COOKIE, visit.next_cookie, max_age=_LAN_COOKIE_S, **guarded(secure=True))
    if token := request_state().station_token:
        response.set_cookie(COOKIE, token, max_age=_YEARS_S, **guarded(request.is_secure))
