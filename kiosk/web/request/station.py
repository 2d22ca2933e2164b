"""The screen itself: what it is for and how large it is, known by a cookie that outlives everyone who sits there."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request

from kiosk.crypto import keys
from kiosk.store.people import people
from kiosk.web.request.served_box import box

COOKIE = "parvis_station"
DESK, TERMINAL = "desk", "terminal"
"""What a station is for."""
_YEARS_S = 10 * 365 * 86_400
_TOKEN = re.compile("[A-Za-z0-9_-]{43}")
"""32 random bytes, as `Clock.token` writes them."""


@dataclass(frozen=True, slots=True)
class Station:
    """`role` is "" for a browser that nobody has signed in on; `mm_per_px` and `distance_mm` 0 where not measured."""

    id: str = ""
    role: str = ""
    mm_per_px: float = 0.0
    distance_mm: int = 0


def of_row(row: Mapping[str, Any]) -> Station:
    """The station of a session's row."""
    return Station(row["station_id"] or "", row["role"] or "", row["mm_per_px"] or 0.0, row["distance_mm"] or 0)


def here() -> Station:
    """This browser's."""
    token = request.cookies.get(COOKIE, "")
    found = people.station(box().store.read(), keys.token_hash(token)) if token else None
    return Station(found["id"], found["role"], found["mm_per_px"], found["distance_mm"]) if found else Station()


def kept() -> Station:
    """This browser's, written down as a desk's the first time someone signs in on it."""
    found = here()
    if found.id:
        return found
    token = request.cookies.get(COOKIE, "")
    g.station_token = token if _TOKEN.fullmatch(token) else box().clock.token()
    new_id = box().clock.new_id()
    with box().store.write() as db:
        people.add_station(db, new_id, keys.token_hash(g.station_token), DESK, box().clock.now())
    return Station(new_id, DESK)


def arrive(token: str) -> None:
    """A browser that knows nothing yet is this screen from now on; any other keeps what it is.

    The machine itself has to ask: a page that leads here gives no screen another name. Over plain HTTP to another
    machine a browser does not say who asks (Fetch Metadata 2: `Sec-Fetch-Site` only where an address can be trusted).
    """
    itself = request.headers.get("Sec-Fetch-Site", "none") == "none"
    if itself and COOKIE not in request.cookies and _TOKEN.fullmatch(token):
        g.station_token = token


def send_cookie(response: Response, guarded: Mapping[str, Any]) -> None:
    """The browser learns which station it is."""
    if "station_token" in g:
        response.set_cookie(COOKIE, g.station_token, max_age=_YEARS_S, **guarded)
