"""Who is in front of the screen: a server-side session, of which the browser holds an opaque id and nothing else."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Response, current_app, g, request

from kiosk import keys, sealing
from kiosk.clock import moment, stamp
from kiosk.domain import comfort
from kiosk.domain.comfort import USUAL, Comfort
from kiosk.domain.preferences import Preferences
from kiosk.domain.ring import NOBODY, Ring
from kiosk.services.box import Actor
from kiosk.services.sync import SyncLoop
from kiosk.store import sessions
from kiosk.web import station
from kiosk.web.served import box, box_of
from kiosk.web.station import COOKIE as STATION_COOKIE
from kiosk.web.station import DESK, TERMINAL, Station
from kiosk.words import Words

__all__ = ["DESK", "STATION_COOKIE", "TERMINAL", "box", "box_of"]
COOKIE = "parvis"
TOUCHED = 10
"""A session in use is written down as such this many times in the time after which it would end."""


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's session. `kept` says that the store has it; until something is chosen there is nothing to keep."""

    token: str
    station: Station
    preferences: Preferences
    comfort: Comfort = USUAL
    mediator_id: str = ""
    mediator_name: str = ""
    kept: bool = False
    case_id: str = ""
    confirming: str = ""
    ring: Ring = NOBODY
    idle: bool = False

    @property
    def station_id(self) -> str:
        return self.station.id

    @property
    def role(self) -> str:
        """What this screen is for: `DESK`, `TERMINAL`, "" where nobody has signed in yet."""
        return self.station.role

    @property
    def actor(self) -> Actor:
        return Actor(
            self.station_id, self.mediator_id, self.mediator_name, keys.token_hash(self.token) if self.kept else "",
            sealing.derived(self.token.encode(), "parvis-session"), self.ring, self.terminal,
        )  # fmt: skip

    @property
    def signed_in(self) -> bool:
        """Whether a mediator is at this screen and their keys are at hand; not on a screen turned to a citizen."""
        return bool(self.mediator_id and self.ring) and not self.idle and not self.confirming

    @property
    def terminal(self) -> bool:
        """Whether this screen is a citizen's alone."""
        return self.role == TERMINAL and not self.mediator_id


def current_loop() -> SyncLoop | None:
    """The loop that talks to the hub, None where the application runs without one."""
    found: SyncLoop | None = current_app.extensions.get("parvis_sync")
    return found


def known() -> Session | None:
    """This request's session, None for an answer that needs none."""
    found: Session | None = g.get("session")
    return found


def current() -> Session:
    """This request's session."""
    found: Session = g.session
    return found


def words() -> Words:
    """How to speak to the person in front of the screen."""
    return box().words(current().preferences.language, current().preferences.plain)


def load() -> None:
    """Before a request: find the session of its cookie, or begin one that the store need not know yet."""
    if request.endpoint in ("static_file", "measured"):
        return
    token = request.cookies.get(COOKIE, "")
    row = sessions.get(box().store.read(), keys.token_hash(token)) if token else None
    if row is None:
        # An id the store does not know is kept only for its shape: it carries no rights until something is chosen.
        g.session = _fresh(token if 40 <= len(token) <= 60 else box().clock.token())
    elif (unseen := _unseen_for(row)) > (lasts := _lasts(row)):
        end()
    else:
        g.session = Session(
            token, station.of_row(row), Preferences(row["language"], bool(row["plain"])),
            comfort.read(row["comfort"]), row["mediator_id"] or "", row["mediator_name"] or "", True, row["case_id"],
            row["confirming"],
            box().shifts.ring(row["mediator_id"]) if row["mediator_id"] else NOBODY,
            bool(row["mediator_id"]) and (bool(row["idle"]) or unseen > _lock_time()),
        )  # fmt: skip
        if current().idle and not row["idle"]:
            leave_idle()
        # A clock that was put back has seen everyone in the future, and would let nobody go for as long.
        if not current().idle and abs(unseen) > min(lasts, _lock_time()) / TOUCHED:
            with box().store.write() as db:
                sessions.seen(db, keys.token_hash(token), box().clock.now())


def keep(session: Session) -> None:
    """Write the session down and make it this request's."""
    now = stamp(box().clock.now())
    with box().store.write() as db:
        sessions.save(
            db,
            {
                "id_hash": keys.token_hash(session.token),
                "station_id": session.station_id or None,
                "mediator_id": session.mediator_id or None,
                "language": session.preferences.language,
                "plain": int(session.preferences.plain),
                "comfort": session.comfort.written,
                "case_id": session.case_id,
                "confirming": session.confirming,
                "created_at": now,
                "seen_at": now,
            },
        )
    g.session = replace(session, kept=True)


def prefer(preferences: Preferences) -> None:
    """Speak so from now on."""
    keep(replace(current(), preferences=preferences))


def make_comfortable(chosen: Comfort) -> None:
    """Look so from now on."""
    keep(replace(current(), comfort=chosen))


def enter(mediator_id: str, name: str) -> None:
    """A mediator has signed in: a new id, so that whoever knew the old one knows nothing."""
    old = current()
    with box().store.write() as db:
        sessions.end(db, keys.token_hash(old.token))
    keep(
        replace(
            old, token=box().clock.token(), station=station.kept(), mediator_id=mediator_id, mediator_name=name,
            case_id="", confirming="", ring=box().shifts.ring(mediator_id), idle=False,
        )
    )  # fmt: skip


def begin() -> None:
    """A citizen begins at a terminal: from now on the store knows the session, and can give it a key."""
    if not current().kept:
        keep(replace(current(), token=box().clock.token()))


def turn_to_citizen(about: str) -> None:
    """The screen shows one case (its id), or what `guards` says, and nothing else, until the mediator's PIN ("")."""
    keep(replace(current(), confirming=about, idle=False))


def leave_idle() -> None:
    """Whoever is here has to say who they are before anything is shown."""
    with box().store.write() as db:
        sessions.leave_idle(db, keys.token_hash(current().token))


def next_person() -> None:
    """The citizen leaves: another session, that knows neither their case nor their way of reading."""
    old = current()
    with box().store.write() as db:
        sessions.end(db, keys.token_hash(old.token))
    fresh = _fresh(box().clock.token())
    if old.mediator_id:
        keep(
            replace(
                fresh, station=old.station, mediator_id=old.mediator_id, mediator_name=old.mediator_name, ring=old.ring,
            )
        )  # fmt: skip
    else:
        g.session = fresh


def end() -> None:
    """Forget the session, and the keys it held; the next page begins another."""
    with box().store.write() as db:
        sessions.end(db, keys.token_hash(request.cookies.get(COOKIE, "")))
    g.session = _fresh(box().clock.token())


def send_cookies(response: Response) -> Response:
    """After a request: the browser learns its ids, readable by no script and sent by no other site."""
    session = g.get("session")
    guarded: dict[str, Any] = {"httponly": True, "samesite": "Strict", "secure": request.is_secure}
    if session is not None and request.cookies.get(COOKIE) != session.token:
        response.set_cookie(COOKIE, session.token, **guarded)
    station.send_cookie(response, guarded)
    return response


def form_token() -> str:
    """What every form of this session must send back."""
    secret: bytes = current_app.extensions["parvis_secret"]
    return hmac.new(secret, current().token.encode(), hashlib.sha256).hexdigest()


def _fresh(token: str) -> Session:
    """A session nobody has chosen anything in, on the station whose cookie came along."""
    return Session(token, station.here(), Preferences(language=box().settings.languages[0]))


def _unseen_for(row: dict[str, Any]) -> timedelta:
    return box().clock.now() - moment(row["seen_at"])


def _lasts(row: dict[str, Any]) -> timedelta:
    """How long a session lives untouched: a day at the desk, minutes where the next citizen may stand already."""
    settings = box().settings
    alone = row["role"] == TERMINAL and not row["mediator_id"]
    return timedelta(minutes=settings.terminal_idle_minutes if alone else settings.idle_minutes)


def _lock_time() -> timedelta:
    return timedelta(minutes=box().settings.lock_minutes)
