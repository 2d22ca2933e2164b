"""Discard a draft: erase its answers, and destroy its keys so that no copy of them can be read."""

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import undo_discard
from kiosk.store.cases import cases, kept_aside
from kiosk.store.people import journal


def discard(box: Box, case_id: str, actor: Actor, *, undoable: bool = False) -> None:
    """Erase a draft for good, and note it in the journal. Raises `Refused`: `no-such-case`, `already-submitted`.

    With `undoable` a mediator can bring it back until the next person begins; nothing of it stays in the store.
    """
    with box.store.write() as db:
        if cases.submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        key = data_keys.open_key(db, case_id, actor)
        draft = kept_aside.take(db, case_id) if undoable else None
        now = box.watch.today().now
        cases.discard(db, case_id, now)
        data_keys.destroy(box, db, case_id, now)
        journal.note_by(db, box.clock.now(), JournalAction.DISCARDED, actor)
    data_keys.fold(box)
    undo_discard.remember(box, draft, key, actor)
