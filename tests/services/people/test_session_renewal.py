"""A session goes on under a new id."""

import pytest

from kiosk.crypto import sealing
from kiosk.domain.printing.print_job import Job
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.help_calls import Call
from kiosk.services.people import session_renewal
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.people import sessions
from kiosk.store.people.sessions import NewSession
from kiosk.store.printing import spool


def citizen(token: str) -> Actor:
    return Actor(session=token, session_key=sealing.derived(token.encode(), "parvis-session"), terminal=True)


def test_keys_papers_and_call_go_on_and_the_old_id_holds_nothing(box: Box) -> None:
    old, new, at = citizen("old"), citizen("new"), box.clock.now()
    with box.store.write() as db:
        sessions.save(db, NewSession("old", "", "", "ar", False, "", "", "c" * 32, "", at, at))
        key = data_keys.new_key(box, db, "c" * 32, "etat-civil", old)
        spool.add(db, Job("j" * 32, "checklist", "", "c" * 32, "ar", False, False, "", "old", at))
    box.calls.ring("old", Call("1", "hall", "Borne", "العربية", box.clock.monotonic()))

    session_renewal.renew(box, old, new)

    db = box.store.read()
    assert data_keys.open_key(db, "c" * 32, new) == key
    with pytest.raises(Refused):
        data_keys.open_key(db, "c" * 32, old)
    assert not wrapped_keys.held_by(db, KeyKind.SESSION, "old")
    row = sessions.get(db, "new")
    assert row is not None and (row.language, row.case_id) == ("ar", "c" * 32)
    assert sessions.get(db, "old") is None
    assert [job.session for job in spool.of_sessions(db)] == ["new"]
    assert box.calls.of("new", box.clock.monotonic()) and box.calls.of("old", box.clock.monotonic()) is None
