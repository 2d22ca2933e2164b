"""Bring a discarded draft back: what was destroyed in the store lives on in the memory of the mediator's shift.

Nothing of it is on the disk. It is gone with the shift, with the session (the next person, a lock), and as soon as
another draft is begun or taken up at that screen.
"""

from dataclasses import dataclass, field

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import kept_aside
from kiosk.store.cases.kept_aside import LockedDraft
from kiosk.store.people import journal

_PLACE = "discarded"


@dataclass(frozen=True, slots=True)
class Discarded:
    """A draft that was discarded at a screen: its locked rows, and the only copy of its key."""

    draft: LockedDraft
    key: bytes = field(repr=False)


def remember(box: Box, draft: LockedDraft | None, key: bytes, actor: Actor) -> None:
    """Keep a draft that was just discarded, in the place of the one before; only for a mediator in a session."""
    if draft is not None and actor.mediator_id and actor.session:
        _places(box, actor.mediator_id)[actor.session] = Discarded(draft, key)


def last(box: Box, actor: Actor) -> Discarded | None:
    """The draft that the actor can bring back at this screen, None for none."""
    return _places(box, actor.mediator_id).get(actor.session) if actor.mediator_id else None


def undo(box: Box, case_id: str, actor: Actor) -> None:
    """Bring the draft back as it was, but for a resume code on paper. Raises `Refused` (`nothing-to-undo`)."""
    discarded = last(box, actor)
    if discarded is None or discarded.draft.case_id != case_id:
        raise Refused(Refusal.NOTHING_TO_UNDO)
    draft = discarded.draft
    with box.store.write() as db:
        if not kept_aside.put_back(db, draft):
            raise Refused(Refusal.NOTHING_TO_UNDO)
        data_keys.give_key(db, case_id, draft.service_id, discarded.key, actor)
        journal.note_by(db, box.clock.now(), JournalAction.BROUGHT_BACK, actor)
    forget(box, actor.session)


def forget(box: Box, session: str) -> None:
    """Forget what was discarded in a session: another person stands there, or nobody."""
    for mediator_id, _ in box.shifts.on_shift():
        _places(box, mediator_id).pop(session, None)


def _places(box: Box, mediator_id: str) -> dict[str, Discarded]:
    """What a mediator discarded during this shift, by session; nothing is kept off shift."""
    places: dict[str, Discarded] = box.shifts.memory(mediator_id).setdefault(_PLACE, {})
    return places
