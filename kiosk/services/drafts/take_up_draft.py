"""Take up a draft at a mediator's screen, so that their session can open it again after a power cut."""

from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import undo_discard
from kiosk.store.database import Database
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.people import sessions


def take_up(box: Box, case_id: str, actor: Actor) -> None:
    """Wrap a draft's key for the actor's session, unless that is done, and make it the session's case.

    Raises `Refused` (`no-such-case`) where the actor cannot open the case.
    """
    if not actor.session or wrapped_keys.wrapped(box.store.read(), case_id, KeyKind.SESSION, actor.session):
        return
    undo_discard.forget(box, actor.session)
    with box.store.write() as db:
        data_keys.hand_over(db, case_id, data_keys.open_key(db, case_id, actor), actor)
        turn_to(db, case_id, actor)


def turn_to(db: Database, case_id: str, actor: Actor) -> None:
    """Make this the session's case. A mediator's session loses the key of the case before: another citizen's."""
    sessions.at_case(db, actor.session, case_id)
    if actor.mediator_id:
        wrapped_keys.forget_others(db, KeyKind.SESSION, actor.session, case_id)
