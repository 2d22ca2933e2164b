"""Who is in front of the screen: a server-side session, of which the browser holds an opaque id and nothing else."""

import hashlib
import hmac
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, redirect, request, url_for

from kiosk import keys
from kiosk.clock import moment, stamp
from kiosk.domain.preferences import Preferences
from kiosk.services.box import Actor, Box
from kiosk.services.sync import SyncLoop
from kiosk.store import people
from kiosk.words import Words

COOKIE = "parvis"
STATION_COOKIE = "parvis_station"
ROLE = "desk"
TOUCHED = 10
"""A session in use is written down as such this many times in the time after which it would end."""
_YEARS_S = 10 * 365 * 86_400

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Session:
    """One browser's session. `kept` says that the store has it; until something is chosen there is nothing to keep."""

    token: str
    station_id: str
    preferences: Preferences
    mediator_id: str = ""
    mediator_name: str = ""
    kept: bool = False

    @property
    def actor(self) -> Actor:
        return Actor(self.station_id, self.mediator_id, self.mediator_name)

    @property
    def signed_in(self) -> bool:
        return bool(self.mediator_id)


def box() -> Box:
    """The box this application serves."""
    return box_of(current_app)


def box_of(app: Flask) -> Box:
    """The box an application serves."""
    found: Box = app.extensions["parvis"]
    return found


def current_loop() -> SyncLoop | None:
    """The loop that talks to the hub, None where the application runs without one."""
    found: SyncLoop | None = current_app.extensions.get("parvis_sync")
    return found


def current() -> Session:
    """This request's session."""
    found: Session = g.session
    return found


def words() -> Words:
    """How to speak to the person in front of the screen."""
    preferences = current().preferences
    return box().words(preferences.language, preferences.plain)


def load() -> None:
    """Before a request: find the session of its cookie, or begin one that the store need not know yet."""
    if request.endpoint == "static_file":
        return
    token = request.cookies.get(COOKIE, "")
    row = people.session(box().store.read(), keys.token_hash(token)) if token else None
    default = Preferences(language=box().settings.languages[0])
    if row is None:
        # An id the store does not know is kept only for its shape: it carries no rights until something is chosen.
        g.session = Session(token if 40 <= len(token) <= 60 else box().clock.token(), "", default)
    elif _idle(row):
        end()
    else:
        g.session = Session(
            token, row["station_id"] or "", Preferences(row["language"], bool(row["plain"])), row["mediator_id"] or "",
            row["mediator_name"] or "", True,
        )  # fmt: skip
        # A clock that was put back has seen everyone in the future, and would let nobody go for as long.
        if abs(_unseen_for(row)) > _idle_time() / TOUCHED:
            keep(current())


def keep(session: Session) -> None:
    """Write the session down and make it this request's."""
    now = stamp(box().clock.now())
    with box().store.write() as db:
        people.save_session(
            db,
            {
                "id_hash": keys.token_hash(session.token),
                "station_id": session.station_id or None,
                "mediator_id": session.mediator_id or None,
                "language": session.preferences.language,
                "plain": int(session.preferences.plain),
                "created_at": now,
                "seen_at": now,
            },
        )
    g.session = replace(session, kept=True)


def prefer(preferences: Preferences) -> None:
    """Speak so from now on."""
    keep(replace(current(), preferences=preferences))


def enter(mediator_id: str, name: str) -> None:
    """A mediator has signed in: a new id, so that whoever knew the old one knows nothing."""
    old = current()
    with box().store.write() as db:
        people.end_session(db, keys.token_hash(old.token))
        people.end_old_sessions(db, box().clock.now() - _idle_time())
    keep(
        replace(old, token=box().clock.token(), station_id=station_id(), mediator_id=mediator_id, mediator_name=name)
    )  # fmt: skip


def end() -> None:
    """Forget the session; the next page begins another."""
    with box().store.write() as db:
        people.end_session(db, keys.token_hash(request.cookies.get(COOKIE, "")))
    g.session = Session(box().clock.token(), "", Preferences(language=box().settings.languages[0]))


def station_id() -> str:
    """This browser's station, kept the first time it signs in."""
    token = request.cookies.get(STATION_COOKIE, "")
    found = people.station(box().store.read(), keys.token_hash(token)) if token else None
    if found is not None:
        return str(found["id"])
    g.station_token = box().clock.token()
    new_id = box().clock.new_id()
    with box().store.write() as db:
        people.add_station(db, new_id, keys.token_hash(g.station_token), ROLE, box().clock.now())
    return new_id


def send_cookies(response: Response) -> Response:
    """After a request: the browser learns its ids, readable by no script and sent by no other site."""
    session = g.get("session")
    if session is not None and request.cookies.get(COOKIE) != session.token:
        response.set_cookie(COOKIE, session.token, httponly=True, samesite="Strict", secure=request.is_secure)
    if "station_token" in g:
        secure = request.is_secure
        response.set_cookie(
            STATION_COOKIE, g.station_token, max_age=_YEARS_S, httponly=True, samesite="Strict", secure=secure
        )
    return response


def form_token() -> str:
    """What every form of this session must send back."""
    secret: bytes = current_app.extensions["parvis_secret"]
    return hmac.new(secret, current().token.encode(), hashlib.sha256).hexdigest()


def signed_in(view: Any) -> Any:
    """Only for a mediator: anyone else is asked to sign in, and comes back to where they were going."""

    @wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        if current().signed_in:
            return view(*args, **kwargs)
        going = request.full_path if request.method == "GET" else ""
        return redirect(url_for("sign_in.show", next=going.rstrip("?") or None), 303)

    return guarded


def inside(address: str) -> str:
    """The address if it leads to a page of this application, "" otherwise."""
    parts = urlsplit(address)
    plain = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain else ""


def _idle(row: dict[str, Any]) -> bool:
    return bool(row["mediator_id"]) and _unseen_for(row) > _idle_time()


def _unseen_for(row: dict[str, Any]) -> timedelta:
    return box().clock.now() - moment(row["seen_at"])


def _idle_time() -> timedelta:
    return timedelta(minutes=box().settings.idle_minutes)
