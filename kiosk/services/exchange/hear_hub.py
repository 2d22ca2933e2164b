"""Take what the hub says of itself: its time and its epoch."""

import logging
from datetime import timedelta

from kiosk.connectors.hub.answers import Answers
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.proofs.hub_standing import read as _read
from kiosk.domain.proofs.signed_statement import SignedStatement
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.errors import Unreachable
from kiosk.services.box.box import Box
from kiosk.store.events import acknowledgements, counters, enrolment, hub_standing
from kiosk.store.events import file_transfers as to_send
from kiosk.store.people import journal

log = logging.getLogger(__name__)
TOLD_FOR = timedelta(days=7)
"""How long the desk is told that the hub was put back to an older copy."""


def hear(box: Box, sent: Answers) -> None:
    """Keep what the hub signed about itself; its time may confirm this box's date. Then follow its epoch."""
    if sent.standing is not None and sent.signed_standing is not None:
        with box.store.write() as db:
            hub_standing.keep(db, sent.signed_standing, box.clock.now())
        box.watch.heard_now(sent.standing.at)
    follow_epoch(box, sent.epoch)


def keep_standing(box: Box, standing: HubStanding, signed: SignedStatement) -> None:
    """Keep what the hub signed of itself some time ago, where nothing newer is kept; its time confirms nothing now."""
    enrolled = box.enrolment()
    with box.store.write() as db:
        kept = hub_standing.kept(db)
        try:
            newer = kept is not None and enrolled is not None and _read(kept, enrolled.verify_key).at > standing.at
        except Unreachable:
            newer = False
        if not newer:
            hub_standing.keep(db, signed, box.clock.now())


def went_back(box: Box) -> bool:
    """Whether the hub was put back to an older copy so lately that the desk is told."""
    at = counters.hub_went_back(box.store.read())
    return at is not None and abs(box.watch.today().now - at) < TOLD_FOR


def follow_epoch(box: Box, epoch: str) -> None:
    """A hub that was put back to an older copy says so by its epoch: it is sent again what it may lack.

    Its keys may be older, too: the sealing key that it signs in the new epoch is followed, whenever it was made.
    """
    enrolled = box.enrolment()
    if enrolled is None or enrolled.epoch == epoch:
        return
    now = box.watch.today().now
    with box.store.write() as db:
        enrolment.follow(db, enrolled.seal_key, "" if enrolled.epoch else enrolled.key_made_at, epoch)
        if enrolled.epoch:
            again = acknowledgements.send_again(db)
            to_send.send_again(db)
            counters.note_hub_went_back(db, now)
            journal.note(db, now, JournalAction.HUB_WENT_BACK, detail=str(again))
            log.warning("the hub was put back to an older copy: %d events are sent to it again", again)
