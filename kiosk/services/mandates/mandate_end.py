"""End mandates by date: note those whose last day has passed, and destroy those whose retention is over."""

from kiosk.domain.mandates.mandate import number_of
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store.mandates import mandates as store
from kiosk.store.people import journal


def note_expired(box: Box) -> None:
    """Note which mandates have ended, so that a clock set back revives none; nothing while the date is doubted."""
    today = box.watch.settled()
    if today and store.any_expired(box.store.read(), today.day):
        with box.store.write() as db:
            for mandate_id in store.expire(db, today.day, today.now):
                journal.note(db, today.now, JournalAction.MANDATE_EXPIRED, detail=number_of(mandate_id))


def due(box: Box) -> int:
    """Destroy the mandates whose retention is over, keys first; gives how many, 0 while the date is doubted."""
    note_expired(box)
    today = box.watch.settled()
    if today is None:
        return 0
    ids = store.due(box.store.read(), today.day)
    for mandate_id in ids:
        with box.store.write() as db:
            data_keys.destroy(box, db, mandate_id, today.now)
            store.forget(db, mandate_id)
    if ids:
        data_keys.fold(box)
    return len(ids)
