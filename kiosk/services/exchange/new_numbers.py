"""Give cases that the hub can take under another number only their new one, by itself and without any key.

Two ways lead here: a box took deposits before its site code was chosen, and a box that lost its database gave a number
a second time (`reference-taken`). The sealed events stay as they are: a signed alias travels with them.
"""

from msgspec.structs import replace

from kiosk.domain.events import reference as references
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import Alias
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Rejection
from kiosk.services.box import site_key
from kiosk.services.box.box import Box
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import counters, outbox
from kiosk.store.people import journal
from kiosk.store.printing import spool

TAKEN_AGAIN = "alias.reference"
"""What a hub says of a new number that is taken too."""


def give(box: Box) -> int:
    """Give a new number to each case that needs one, and queue again what the hub refused of it; gives how many.

    Does nothing while this box is enrolled nowhere: only then is its code certain.
    """
    if box.enrolment() is None or not _needing(box, box.store.read()):
        return 0
    with box.store.write() as db:
        needing = _needing(box, db)
        for case_id, former, why in needing:
            renumber(box, db, case_id, former, why)
    return len(needing)


def renumber(box: Box, db: Database, case_id: str, former: str, why: str) -> str:
    """Mint a new number for the case and return it, in the caller's transaction.

    The receipts that are not printed yet, and the proof on them, bear the new number. A number of this site that is
    taken says that this box has lost count, so that its next numbers may be taken too: the new one is `MARGIN` further.
    """
    after = counters.value(db)
    if references.site_of(former) in site_key.codes(box.settings):
        after = max(after, references.counter_of(former) + references.MARGIN)
    reference, counter = references.mint(box.site.code, after)
    now = box.watch.today().now
    counters.set_value(db, counter)
    counters.renumber(db, case_id, reference, counter, now, why)
    counters.send_again(db, case_id)
    spool.renumber(db, case_id, case_id, reference)
    submission = cases.submission(db, case_id)
    if submission is not None:
        proof = receipt_proof.parse_receipt_proof(receipt_proof.text(submission.proof)).proof
        again = replace(proof, reference=reference, site=box.site.code)
        cases.prove(db, case_id, receipt_proof.make_proof(again, box.site_seed))
    journal.note(db, now, JournalAction.RENUMBERED, reference=reference, detail=former)
    return reference


def with_alias(box: Box, db: Database, event: Sealed) -> Sealed:
    """The event as it is sent: with the signed alias of its case, where that bears another number now."""
    found = counters.filed(db, event.stream, event.reference)
    if found is None:
        return event
    case_id, reference = found
    alias = Alias(box.site.code, case_id, reference, counters.former(db, case_id))
    return replace(event, alias=alias.to_wire(box.site_seed), filed=reference)


def _needing(box: Box, db: Database) -> list[tuple[str, str, str]]:
    """The cases that need a new number: their ids, their numbers of now, and why."""
    refused = {event.stream: event for event in outbox.attention(db) if event.type == EventType.SUBMITTED}
    needing = []
    for case_id, reference in counters.waiting(db):
        event = refused.get(case_id)
        code = references.site_of(reference)
        not_told = event is not None and event.code == Rejection.WRONG_SITE and event.reference == reference
        # The hub has not been told of this town's new code: nothing that was deposited waits for that.
        if code not in site_key.codes(box.settings) or (code != box.site.code and not_told):
            needing.append((case_id, reference, str(Rejection.WRONG_SITE)))
        elif (
            event
            and event.code == Rejection.REFERENCE_TAKEN
            and (event.reference == reference or event.detail == TAKEN_AGAIN)
        ):
            needing.append((case_id, reference, str(Rejection.REFERENCE_TAKEN)))
    return needing
