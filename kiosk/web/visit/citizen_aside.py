"""Keeps a citizen's session waiting while a mediator uses their terminal for a moment.

The waiting session's cookie is in the memory of the mediator's shift and nowhere else. The mediator, who sees who
stands there, gives the screen back. Whatever else ends the mediator's stay (the next person, a lock, the end of the
shift, no touch for a while) ends the waiting session too, or leaves it where no browser can ask for it.
"""

from datetime import timedelta

from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.store.people import sessions
from kiosk.web.request import session

_NOTED_EVERY = timedelta(minutes=1)


def begin_visit(mediator_id: str, name: str) -> None:
    """Begin a mediator's session; that of a citizen who had begun anything at this terminal waits."""
    old = session.current()
    citizen_began = old.terminal and old.kept
    session.begin_mediator(mediator_id, name, citizen_began)
    if citizen_began:
        _waiting(mediator_id)[session.current().token] = old.token


def citizen_waits() -> bool:
    """Whether a citizen waits for this screen; asking keeps their session from ending."""
    token = _token()
    row = sessions.read_session(session.box().store.read(), keys.token_hash(token)) if token else None
    if row is None:
        return False
    now = session.box().clock.now()
    if now - row.seen_at > _NOTED_EVERY:
        with session.box().store.write() as db:
            sessions.note_use(db, keys.token_hash(token), now)
    return True


def give_back() -> bool:
    """Give the screen back to the citizen, with the language and display as they are now; False where nobody waits.

    Somebody has seen the screen meanwhile: who went by ear alone begins that anew.
    """
    mediators, token = session.current(), _token()
    _waiting(mediators.mediator_id).pop(mediators.token, None)
    session.end_other(mediators.token)
    if not token or not session.resume_waiting(token):
        session.end()
        return False
    citizen = session.current()
    heard = replace(citizen.speech, alone=False)
    session.store(replace(citizen, preferences=mediators.preferences, comfort=mediators.comfort, speech=heard))
    return True


def end_waiting_session() -> None:
    """End the waiting session: the citizen has gone."""
    if token := _token():
        _waiting(session.current().mediator_id).pop(session.current().token, None)
        session.end_other(token)


def _token() -> str:
    current = session.current()
    return _waiting(current.mediator_id).get(current.token, "") if current.mediator_id else ""


def _waiting(mediator_id: str) -> dict[str, str]:
    """The cookies of waiting sessions by the cookie of the mediator's; empty off shift."""
    waiting: dict[str, str] = session.box().shifts.memory(mediator_id).setdefault("aside", {})
    return waiting
