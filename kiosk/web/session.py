"""Server-side sessions and stations, of which the browser holds random ids alone; and how a request wakes the loops.

A station is one screen: its role and measured size, known by a cookie that outlives every session on it.
"""

import re
from datetime import datetime, timedelta

from flask import Response, request
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.keys.ring import NOBODY
from kiosk.domain.language.words import Preferences
from kiosk.domain.screen import station
from kiosk.domain.screen.station import LAN_COOKIE, USUAL, StationRole
from kiosk.domain.speech import listening
from kiosk.http import form_tokens
from kiosk.http.form_tokens import make_cookie_flags
from kiosk.services.box.box import Actor
from kiosk.services.drafts import drafts
from kiosk.services.loops.sync_loop import SyncLoop
from kiosk.services.people import sign_in
from kiosk.services.visits import visits
from kiosk.store import people, sessions
from kiosk.web.request_state import Session, Station, app_state, box, marks_of_endpoint, request_state
from kiosk.words.words import Words

STATION_COOKIE = "parvis_station"
_LAN_COOKIE_S = 400 * 86_400
"""The longest that browsers keep one (RFC 6265bis, 5.5); it changes every hour that the screen is used."""
_YEARS_S = 10 * 365 * 86_400
_TOKEN = re.compile("[A-Za-z0-9_-]{43}")
"""32 random bytes, as `Clock.token` writes them."""


def station_token_hash() -> str:
    """The hash of the token in this browser's cookie, "" where it sends none."""
    token = request.cookies.get(STATION_COOKIE, "")
    return keys.token_hash(token) if token else ""


def current_station() -> Station:
    """The station of this browser, from its cookie; from the local network only one that was enrolled."""
    if visit := request_state().lan:
        return visit.station
    token_hash = station_token_hash()
    row = people.read_station(box().store.read(), token_hash) if token_hash else None
    return Station(row.id, row.role, row.mm_per_px, row.distance_mm) if row else Station()


def ensure_station_stored() -> Station:
    """The station of this browser, stored as a desk the first time someone signs in on it."""
    station = current_station()
    if station.id:
        return station
    token = request.cookies.get(STATION_COOKIE, "")
    token = request_state().station_token = token if _TOKEN.fullmatch(token) else box().clock.token()
    new_id = box().clock.new_id()
    with box().store.write() as db:
        people.insert_station(db, new_id, keys.token_hash(token), StationRole.DESK, box().clock.now())
    return Station(new_id, StationRole.DESK)


def adopt_station(token: str) -> None:
    """Make a new browser profile the station with this token; a browser that has a station keeps it.

    Only the machine itself may ask: a link on another page does not change the station. Over plain HTTP to another
    machine a browser does not say who asks (Fetch Metadata: `Sec-Fetch-Site` is sent to trustworthy addresses only).
    """
    itself = request.headers.get("Sec-Fetch-Site", "none") == "none"
    if itself and STATION_COOKIE not in request.cookies and _TOKEN.fullmatch(token):
        request_state().station_token = token


COOKIE = "parvis"
TOUCHED = 10
"""A session's last use is written down at most this many times within the time after which it would end."""


def session_token() -> str:
    """The id of this request's session, "" where it has none yet."""
    training = request_state().training
    return training.token if training else request.cookies.get(COOKIE, "")


__all__ = ["COOKIE", "STATION_COOKIE", "box"]


def current_loop() -> SyncLoop | None:
    """The sync loop, None where the application runs without one, and in a training, which is sent nowhere."""
    return None if request_state().training else app_state().sync


def current_session() -> Session:
    session = request_state().session
    assert session is not None, "`load_session` has set none"
    return session


def current_actor() -> Actor:
    return current_session().actor


def page_words() -> Words:
    """The words of the page: in the language and level of the person in front of the screen, in French for staff."""
    theirs = current_session().preferences
    return box().staff_words if request_state().for_staff else box().words(theirs.language, theirs.plain)


def load_session() -> None:
    """Before a request: find the session of its cookie, or begin one that is not stored yet."""
    if request.endpoint in ("static_file", "measured"):
        return
    settings, now, token = box().settings, box().clock.now(), session_token()
    row = sessions.read_session(box().store.read(), keys.token_hash(token)) if token else None
    visit = request_state().lan
    if row is not None and (visit.station.id != row.station_id if visit else row.enrolled):
        row, token = None, ""  # a cookie of the network opens nothing at another screen
    if row is None:
        # An id the store does not know serves the forms of its page; it has no rights and is never written down.
        request_state().session = _fresh(token if 40 <= len(token) <= 60 else box().clock.token())
        return
    # It lives unused for a day at the desk, for minutes where the next citizen may stand already.
    unseen, lasts = now - row.seen_at, timedelta(minutes=settings.idle_minutes)
    if row.role == StationRole.TERMINAL and not row.mediator_id:
        lasts = station.ends_after(settings.terminal_idle_minutes, station.parse_comfort(row.comfort))
    if unseen > lasts:
        end_session()
        return
    locks = timedelta(minutes=settings.lock_minutes)
    current = request_state().session = _of(token, row, unseen > locks)
    if current.idle and current.station.role == StationRole.TERMINAL and request.method == "GET":
        end_session()  # a terminal whose mediator has gone is the citizens' again; what is posted is kept first
        return
    if current.idle and not row.idle:
        lock_session(row.seen_at)
    polled = marks_of_endpoint(request.endpoint).polled  # nobody need be there: it keeps no session alive
    # A clock that was put back has seen everyone in the future, and would let nobody go for as long.
    if not current.idle and not polled and abs(unseen) > min(lasts, locks) / TOUCHED:
        with box().store.write() as db:
            sessions.update_session_use(db, keys.token_hash(token), now)


def store_session(session: Session) -> None:
    """Store the session and make it this request's.

    A session stored for the first time gets a new id, because the id that the browser sent may have been planted
    (session fixation).
    """
    session = session if session.kept else replace(session, token=box().clock.token())
    now = box().clock.now()
    with box().store.write() as db:
        sessions.save_session(
            db,
            sessions.NewSession(
                id_hash=keys.token_hash(session.token),
                station_id=session.station.id,
                mediator_id=session.mediator_id,
                language=session.preferences.language,
                plain=session.preferences.plain,
                comfort=session.comfort.written,
                speech=session.speech.written,
                case_id=session.case_id,
                confirming=session.confirming,
                created_at=now,
                seen_at=now,
            ),
        )
    request_state().session = replace(session, kept=True)


def begin_mediator(mediator_id: str, name: str, waits: bool = False) -> None:
    """A mediator has signed in: begin a session with a new id, so that an id somebody knew before is of no use. The old
    session ends, unless its citizen `waits` at a terminal for the mediator to go (see `shift_memory`).
    """
    old = current_session()
    store_session(
        replace(
            old, kept=False, station=ensure_station_stored(), mediator_id=mediator_id, mediator_name=name,
            comfort=replace(old.comfort, screen=USUAL.screen), speech=listening.SILENT,
            case_id="", confirming="", ring=box().shifts.ring(mediator_id), idle=False,
        )
    )  # fmt: skip
    if not waits:
        with box().store.write() as db:
            visits.continue_visit(box(), db, current_actor())
        end_other_session(old.token)


def begin_case() -> None:
    """A citizen begins or resumes a case at a terminal: store the session, under a new id.

    Whoever knew the former id, even of a session planted here, can open nothing. Keys, print jobs and a call go on.
    """
    old = current_session()
    if not old.kept:
        store_session(old)
        return
    request_state().session = replace(old, token=box().clock.token())
    sign_in.renew_citizen_session(box(), old.actor, current_session().actor)


def ensure_session_stored() -> None:
    if not current_session().kept:
        store_session(current_session())


def turn_to_citizen(about: str) -> None:
    """Show one case (its id), or what `guards` names, and nothing else, until the mediator's PIN; "" ends that."""
    store_session(replace(current_session(), confirming=about, idle=False))


def lock_session(since: datetime | None = None) -> None:
    """Lock the session: the mediator has to enter their PIN before anything is shown, here or on a second screen.

    `since` is when it was last used, None for now.
    """
    with box().store.write() as db:
        sessions.mark_session_idle(db, keys.token_hash(current_session().token), since or box().clock.now())
    request_state().session = replace(current_session(), idle=True)


def begin_next_person() -> None:
    """Begin another session, without the case and the preferences of the citizen who leaves; the desk's second screen
    stays with the desk.
    """
    old, fresh = current_session(), _fresh(box().clock.token())
    if old.mediator_id:
        signed_in = replace(fresh, mediator_id=old.mediator_id, mediator_name=old.mediator_name, ring=old.ring)
        store_session(replace(signed_in, station=old.station))
        app_state().pairs.follow(keys.token_hash(old.token), keys.token_hash(current_session().token))
    else:
        request_state().session = fresh
    end_other_session(old.token)


def end_session() -> None:
    """End the session and destroy the keys it held; the next page begins another."""
    end_other_session(session_token())
    request_state().session = _fresh(box().clock.token())


def end_other_session(token: str) -> None:
    """End the session of a cookie: its keys are destroyed, its call and second screen end, its undo is gone."""
    app_state().pairs.end(keys.token_hash(token))
    with box().store.write() as db:
        sessions.delete_session(db, keys.token_hash(token))
    box().calls.end(keys.token_hash(token))
    app_state().voices.memory.end(keys.token_hash(token))
    drafts.forget_discarded_draft(box(), keys.token_hash(token))


def resume_waiting(token: str) -> bool:
    """Make the waiting session of another cookie this request's; False where it is over."""
    row = sessions.read_session(box().store.read(), keys.token_hash(token))
    if row is not None:
        request_state().session = _of(token, row, False)
    return row is not None


def send_cookies(response: Response) -> Response:
    """After a request: send the browser its ids, which no script can read and no other site can send."""
    state = request_state()
    if state.session is not None and state.training:
        state.training.token = state.session.token  # it stays here, where the browser cannot lose it
    elif state.session is not None and request.cookies.get(COOKIE) != state.session.token:
        response.set_cookie(COOKIE, state.session.token, **make_cookie_flags(request.is_secure))
    if state.lan and state.lan.next_cookie:
        response.set_cookie(LAN_COOKIE, state.lan.next_cookie, max_age=_LAN_COOKIE_S, **make_cookie_flags(secure=True))
    if state.station_token:
        response.set_cookie(
            STATION_COOKIE, state.station_token, max_age=_YEARS_S, **make_cookie_flags(request.is_secure)
        )
    return response


def form_token() -> str:
    """The token that every form of this session must send back; in a training, of the session beside it."""
    session = request_state().beside or current_session()
    return form_tokens.make_form_token(app_state().form_secret, session.token)


def _of(token: str, row: sessions.KeptSession, left: bool) -> Session:
    """The session of a row; `left` says that it was unused for so long that its mediator must enter their PIN."""
    return Session(
        token, Station(row.station_id, row.role, row.mm_per_px, row.distance_mm), Preferences(row.language, row.plain),
        station.parse_comfort(row.comfort), listening.parse_listening(row.speech), row.mediator_id, row.mediator_name,
        True, row.case_id, row.confirming, box().shifts.ring(row.mediator_id) if row.mediator_id else NOBODY,
        bool(row.mediator_id) and (row.idle or left),
    )  # fmt: skip


def _fresh(token: str) -> Session:
    """A new session in which nothing is chosen, on the station whose cookie was sent."""
    return Session(token, current_station(), Preferences(language=box().settings.languages[0]))


def wake_loops() -> None:
    """Print and send now what is new, without waiting for it."""
    training = request_state().training
    printing = training.printing if training else app_state().printing
    if printing is not None:
        printing.wake()
    loop = current_loop()
    if loop is not None:
        loop.wake()


def sync_now() -> None:
    """Talk to the hub once, before the page answers, so that it shows the result."""
    loop = current_loop()
    if loop is not None:
        loop.once()
