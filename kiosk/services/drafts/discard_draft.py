"""Discard a draft: erase its answers, and destroy its keys so that no copy of them can be read."""

from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.store.cases import cases
from kiosk.store.people import journal


def discard(box: Box, case_id: str, actor: Actor) -> None:
    """Erase a draft for good, and note it in the journal. Raises `Refused`: `no-such-case`, `already-submitted`."""
    with box.store.write() as db:
        if cases.submission(db, case_id) is not None:
            raise Refused(Refusal.ALREADY_SUBMITTED)
        data_keys.open_key(db, case_id, actor)
        now = box.watch.today().now
        cases.discard(db, case_id, now)
        data_keys.destroy(box, db, case_id, now)
        journal.note(
            db, box.clock.now(), JournalAction.DISCARDED, mediator_id=actor.mediator_id, station_id=actor.station_id
        )  # fmt: skip
    data_keys.fold(box)
