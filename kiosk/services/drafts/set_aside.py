"""Set a draft aside at the desk, with a note for whoever takes it up again."""

from kiosk.domain.language import spelling
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import cases, parked
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.people import sessions

LONGEST = 200
"""The most characters in a note."""


def park(box: Box, case_id: str, note: str, actor: Actor) -> None:
    """Set a draft aside with its note ("" for none), and remove its key from the actor's session.

    Raises `Refused`: `no-such-case`, `already-submitted`, `note-too-long`, `note-unreadable`.
    """
    cleaned = spelling.line(note)
    if len(cleaned) > LONGEST:
        raise Refused(Refusal.NOTE_TOO_LONG, most=LONGEST)
    if not spelling.readable(cleaned):
        raise Refused(Refusal.NOTE_UNREADABLE)
    with box.store.write() as db:
        key = data_keys.open_key(db, case_id, actor)
        if cases.submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        parked.park(db, case_id, cleaned, key, box.watch.today().now)
        if actor.session:
            sessions.at_case(db, actor.session, "")
            wrapped_keys.forget(db, KeyKind.SESSION, actor.session)


def note_of(box: Box, case_id: str, actor: Actor) -> str:
    """The note of a draft, "" where there is none. Raises `Refused` (`no-such-case`)."""
    db = box.store.read()
    return parked.note(db, case_id, data_keys.open_key(db, case_id, actor))
