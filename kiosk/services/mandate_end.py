"""How mandates end by themselves: their last day passes, then the years for which their papers are kept."""

from kiosk.domain.mandate import number_of
from kiosk.services import safe
from kiosk.services.box import Box
from kiosk.store import journal
from kiosk.store import mandates as store


def note_expired(box: Box) -> None:
    """Note the end of what has ended, so that a clock put back revives nothing; not while the clock is doubted."""
    today = box.watch.look()
    if today.certain and store.any_expired(box.store.read(), today.day):
        with box.store.write() as db:
            for mandate_id in store.expire(db, today.day, today.now):
                journal.note(db, today.now, "mandate-expired", detail=number_of(mandate_id))


def due(box: Box) -> int:
    """Destroy the mandates whose retention is over, keys first; returns how many. None while the clock is doubted."""
    note_expired(box)
    today = box.watch.look()
    if not today.certain:
        return 0
    ids = store.due(box.store.read(), today.day)
    for mandate_id in ids:
        with box.store.write() as db:
            safe.destroy(box, db, mandate_id, today.now)
            store.forget(db, mandate_id)
    if ids:
        safe.fold(box)
    return len(ids)
