"""A draft set aside at the desk: a note for whoever takes it up again, and a screen that is free at once."""

from kiosk.domain import spelling
from kiosk.errors import Refused
from kiosk.services import safe
from kiosk.services.box import Actor, Box
from kiosk.store import cases, parked, safekeeping, sessions

LONGEST = 200
"""Characters of a note."""


def park(box: Box, case_id: str, note: str, actor: Actor) -> None:
    """Set a draft aside with its note ("" for none); the session holds its key no more.

    Raises `Refused`: `no-such-case`, `already-submitted`, `note-too-long`, `note-unreadable`.
    """
    said = spelling.line(note)
    if len(said) > LONGEST:
        raise Refused("note-too-long", most=LONGEST)
    if not spelling.readable(said):
        raise Refused("note-unreadable")
    with box.store.write() as db:
        key = safe.open_key(db, case_id, actor)
        if cases.submission(db, case_id) is not None:
            raise Refused("already-submitted")
        parked.put(db, case_id, said, key, box.watch.today().now)
        if actor.session:
            sessions.at_case(db, actor.session, "")
            safekeeping.forget(db, safekeeping.SESSION, actor.session)


def note_of(box: Box, case_id: str, actor: Actor) -> str:
    """The note of a draft, "" where there is none. Raises `Refused("no-such-case")`."""
    db = box.store.read()
    return parked.note(db, case_id, safe.open_key(db, case_id, actor))
