"""In a training, the answer of a service that nobody gave: received, and something is missing."""

from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.domain.events import event
from kiosk.domain.events.event import CaseState, UpdateKind
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store.cases import cases
from kiosk.store.cases.case_rows import SubmittedCase
from kiosk.store.database import Database
from kiosk.store.events import acknowledgements, outbox, updates
from kiosk.store.events.updates import NewUpdate
from kiosk.store.keys import wrapped_keys

EPOCH = "example"
"""Instead of a hub's epoch: no hub said this."""


def answer(box: Box) -> None:
    """Acknowledge what waits, and answer each deposit that has no answer yet: its file is incomplete.

    Raises `ValueError` for a box that is not a training's.
    """
    if not box.training:
        raise ValueError("answers are made up in a training only")
    read = box.store.read()
    waiting = outbox.waiting(read)
    submitted = cases.submitted(read, wrapped_keys.services(read))
    unanswered = [case for case in submitted if not updates.of(read, case.reference)]
    if not waiting and not unanswered:
        return
    now = box.watch.today().now
    with box.store.write() as db:
        for unsent in waiting:
            acknowledgements.acknowledge(db, unsent.id, now, b"", b"", "")
        for case in unanswered:
            _answer(box, db, case)


def _answer(box: Box, db: Database, case: SubmittedCase) -> None:
    submission = cases.submission(db, case.id)
    if submission is None or submission.kind == ProcedureKind.PREPARED:
        return
    words, now = box.words(), box.watch.today().now
    update = NewUpdate(
        box.clock.new_id(),
        EPOCH,
        updates.cursor(db, EPOCH) + 1,
        case.reference,
        UpdateKind.STATE,
        CaseState.INCOMPLETE,
        stamp(now),
        case.service_id,
        b"",
    )
    said = {
        "id": update.id,
        "cursor": update.cursor,
        "reference": update.reference,
        "kind": update.kind,
        "state": update.state,
        "at": update.at,
        "by": words.code("training", "by"),
        "message": words.code("training", "message"),
    }
    service, body = data_keys.sealed_for(db, case.service_id, event.canonical(said))
    updates.add(db, replace(update, service_id=service, body=body), now)
