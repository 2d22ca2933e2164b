"""Move a session to a new id, so that whoever knew the old id can open nothing with it."""

from kiosk.crypto import sealing
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.people import sessions
from kiosk.store.printing import spool


def renew(box: Box, old: Actor, new: Actor) -> None:
    """Give a citizen's session the id of `new`, in one transaction.

    Its keys are locked again for the new id, and its print jobs and its call for help move along. The old id is gone
    afterwards.
    """
    with box.store.write() as db:
        for subject, wrapped in wrapped_keys.held_by(db, KeyKind.SESSION, old.session):
            data_keys.hand_over(db, subject, sealing.unlock(old.session_key, wrapped, f"key:{subject}"), new)
        wrapped_keys.forget(db, KeyKind.SESSION, old.session)
        sessions.rename(db, old.session, new.session)
        spool.follow_session(db, old.session, new.session)
    box.calls.follow(old.session, new.session)
