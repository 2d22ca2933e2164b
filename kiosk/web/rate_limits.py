"""Limits how often one screen may try what could be guessed, with token buckets in memory.

A restart forgets them, which gains an attacker no more than waiting does; what must outlive it (five wrong sign-ins) is
counted in the database.
"""

import math
from collections.abc import Callable

from flask import Response, request

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.try_buckets import Limit
from kiosk.web import session
from kiosk.web.request_state import app_state, request_state

LIMITS = {
    "sign-in": Limit(10, 30),
    "search": Limit(30, 2),
    "typing": Limit(60, 0.5),
    "named": Limit(10, 6),
    "resume": Limit(6, 60),
    "withdraw": Limit(6, 60),
    "where": Limit(6, 60),
    "badge": Limit(20, 0.5),
    "verify": Limit(30, 0.5),
    "call": Limit(6, 20),
    "print": Limit(3, 60),
    "set-up": Limit(5, 60),
    "hub": Limit(10, 30),
    "enrol": Limit(5, 20),
}
"""A resume code, and the code of a receipt, have 50 bits: at one attempt a minute, half of them take a thousand
million years. A camera looks twice a second. The code of the first start has 8 digits: at one attempt a minute and
screen, half of them take ninety years.
A code that enrols a screen lives a minute: an address tries eight, and twenty wrong ones end it (`services.lan.pairs`).
"""


_TEXT = "text/plain; charset=utf-8"


def count_screen_try(kind: str) -> None:
    """Count one attempt of a kind in `LIMITS`. Raises `Refused`: `too-many-tries` (429) with the `seconds` to wait.

    A station has its own bucket, so that nobody at another screen, and no browser that is no station, uses up its
    attempts. All browsers of an address that are no stations share one, so that deleting cookies gains nothing; at this
    machine's own, behind which many may stand, with as many attempts as there may be stations.
    """
    buckets = app_state().tries
    limit, now_s = LIMITS[kind], session.box().clock.monotonic()
    stations = session.box().settings.stations
    together = Limit(limit.burst * stations, limit.every_s / stations)
    allowed = limit if session.current_session().station.id or request_state().lan else together
    if wait := buckets.take(kind, _source(), allowed, now_s):
        raise Refused(Refusal.TOO_MANY_TRIES, seconds=max(2, math.ceil(wait)))


def uncount_screen_try(kind: str) -> None:
    """Take back the attempt just counted, which was right: a busy desk with six people waiting guesses nothing."""
    app_state().tries.give_back(kind, _source())


def answer_text_in_picture(kind: str, read: Callable[[bytes], str]) -> Response:
    """The text that `read` finds in the picture that was sent; 204 where there is none yet, 400 for what is no picture.

    It counts as a try of the `kind`. `read` gives "" where it finds nothing, and raises `Refused` for what is no
    picture. Raises `Refused` (`too-many-tries`).
    """
    count_screen_try(kind)
    sent = request.files.get("picture")
    try:
        text = read(sent.read() if sent else b"")
    except Refused:
        return Response(status=400, content_type=_TEXT)
    return Response(text, 200 if text else 204, content_type=_TEXT)


def _source() -> str:
    station = session.current_session().station.id
    return f"station {station}" if station else f"address {request.remote_addr}"
