"""Find the submitted case of a typed reference, who may add to it and what it takes; append an event to it.

The event is sealed and queued, and its receipt queued, in one transaction."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from msgspec import Struct

from kiosk.domain.events import reference as references
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import Event, EventType, digest
from kiosk.domain.keys.ring import DESK
from kiosk.domain.language.words import Preferences
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.domain.visits.ledger import Entry
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import send_events
from kiosk.services.papers.kinds import case_receipt, numbers_to_tell
from kiosk.services.papers.paper import Paper
from kiosk.services.spool import print_queue
from kiosk.services.visits import visits
from kiosk.store import cases, journal, outbox, spool, updates
from kiosk.store.database import Database
from kiosk.store.outbox import PastEvent


def read_typed_reference(box: Box, typed: str) -> str:
    """The reference in what a person typed.

    Raises as `reference.parse_reference`, and `Refused`: `example-number` (of a training, behind which is nothing
    real), and in a training `real-number`.
    """
    reference = references.parse_reference(typed)
    if references.is_example_reference(reference) != box.training:
        raise Refused(Refusal.REAL_NUMBER if box.training else Refusal.EXAMPLE_NUMBER)
    return reference


Make = Callable[..., Event]
"""Makes the event from its place in the stream; it takes the keywords of `domain.events.additions.make_added`."""
Also = Callable[[Database, str], None]
"""What is done in the same transaction; it takes the connection and the reference."""


@dataclass(frozen=True, slots=True)
class EventStream:
    """The stream that an event about a reference is appended to, and its key."""

    reference: str
    id: str
    key: bytes = field(repr=False)


class CaseAddition(Struct, frozen=True):
    """An event to append: what makes it, and the journal's `action` with its `detail`, a code.

    `paper` is its receipt, None for none, in the language of `speaks`, None for the town hall's own. `decided` is
    whether a case that was decided takes it, `counted` whether figures count it as added.
    """

    make: Make
    action: JournalAction
    paper: Paper | None = None
    detail: str = ""
    speaks: Preferences | None = None
    decided: bool = False
    counted: bool = True


def queue_new_number_receipts(box: Box, actor: Actor) -> int:
    """Queue the receipt of each person who is still to be told, once for each number; gives how many.

    They are not printed at sign-in by themselves: these papers are private, and nobody may be standing at the printer.
    """
    to_tell = numbers_to_tell.list_numbers_to_tell(box, KeyHolder(actor), actor.ring.services)
    queued = 0
    with box.store.write() as db:
        for row in to_tell:
            if spool.is_paper_asked_for(db, case_receipt.RECEIPT.kind, row.case_id, row.reference):
                continue
            key = data_keys.find_key(db, row.case_id, actor)
            case = cases.read_case(db, row.case_id, key) if key else None
            receipt, reference = case_receipt.RECEIPT, row.reference
            queued += bool(print_queue.queue_paper(box, db, receipt, reference, row.case_id, case, actor, key))
    return queued


def append_to_case(
    box: Box, typed: str, added: CaseAddition, actor: Actor, event_id: str, also: Also | None = None
) -> str:
    """Append an event to a submitted case, of this site or another; gives the event's id.

    `event_id` is the id that the page's form carries, so that a double tap appends once.
    Raises `Refused`: what `read_typed_reference` and `open_stream` do.
    """
    reference = read_typed_reference(box, typed)
    box.watch.look()
    with box.store.write() as db:
        if outbox.read_event(db, event_id) is not None:
            return event_id
        stream = open_stream(box, db, reference, actor, decided=added.decided)
        append_in_transaction(box, db, added, stream, actor, event_id)
        if also is not None:
            also(db, reference)
    return event_id


def append_in_transaction(
    box: Box, db: Database, added: CaseAddition, stream: EventStream, actor: Actor, event_id: str
) -> None:
    """Put the event in the next place of its stream, queue its receipt and note it, in the caller's transaction.

    Its date counts: the caller has let `box.watch.look` compare the clock before that transaction.
    """
    today = box.watch.today()
    sequence, replaces = outbox.read_next_place(db, stream.id)
    event = added.make(
        event_id=event_id,
        stream=stream.id,
        sequence=sequence,
        reference=stream.reference,
        site=box.site,
        day=today.day,
        at=today.now,
        helper=actor.name,
        replaces=replaces,
    )
    outbox.insert_event(db, event, stream.key, send_events.seal_event_for_hub(box, db, event))
    if added.paper is not None:
        print_queue.queue_paper(box, db, added.paper, stream.reference, event_id, added.speaks, actor, stream.key)
    if added.counted:
        submission = cases.read_submission_by_reference(db, stream.reference)
        procedure_id = cases.read_procedure_of_case(db, submission.case_id) if submission else ""
        visits.note(box, db, Entry.ADDED, actor, value=event.type, procedure_id=procedure_id)
    note_case_in_journal(box, db, added.action, stream.reference, actor, added.detail)


def open_stream(box: Box, db: Database, reference: str, actor: Actor, *, decided: bool = True) -> EventStream:
    """The stream that an event for this reference is appended to.

    That is the case's own stream. For a case of another site it is a stream of its own, which this box keeps for the
    reference. A case that has ended takes requests of the person (`decided`) for ever, and nothing else. Raises
    `Refused`: `already-decided`, `already-withdrawn`, and `not-your-service` for a case of a service that the actor
    does not hold.
    """
    service = own_service(db, reference, actor) if decided else check_open(db, reference, actor)
    submission = cases.read_submission_by_reference(db, reference)
    if submission is not None:
        # Where the case's key is destroyed, its stream is not: later events of it are locked under a new key.
        case_id = submission.case_id
        known = data_keys.find_key(db, case_id, actor)
        key = known or data_keys.make_data_key(box, db, case_id, service, actor)
        return EventStream(reference, case_id, key)
    # What was asked for at a terminal has a stream of its own: a wrong code would hold up what comes after it.
    history = outbox.select_event_history(db, reference)
    alone = {event.stream for event in history if event.stream == stream_alone(event.id)}
    earlier = [event for event in history if event.type != EventType.WITHDRAWAL and event.stream not in alone]
    stream = earlier[0].stream if earlier else box.clock.new_id()
    known = data_keys.find_key(db, stream, actor) if earlier else None
    return EventStream(reference, stream, known or data_keys.make_data_key(box, db, stream, DESK, actor))


def stream_alone(event_id: str) -> str:
    """The stream of an event that a person alone at a terminal adds: its own, so that it holds nothing up."""
    return digest(f"alone {event_id}".encode())[:32]


def check_open(db: Database, reference: str, actor: Actor) -> str:
    """Check that a case takes what is added to it, as far as this box knows; gives its service as `own_service`.

    Raises `Refused`: `already-decided`, `already-withdrawn`, `not-your-service`.
    """
    service = own_service(db, reference, actor)
    if find_withdrawal_here(db, reference, actor):
        raise Refused(Refusal.ALREADY_WITHDRAWN)
    submission = cases.read_submission_by_reference(db, reference)
    if submission is not None:
        row = cases.read_case_state(db, submission.case_id)
        state = row.state if row else ""
    else:
        said = updates.select_updates(db, reference)
        state = said[-1].state if said else ""
    if state in ENDED:
        raise Refused(Refusal.ALREADY_WITHDRAWN if state == CaseState.WITHDRAWN else Refusal.ALREADY_DECIDED)
    return service


def own_service(db: Database, reference: str, actor: Actor) -> str:
    """The service of a case, the desk for one of another site. Raises `Refused` (`not-your-service`)."""
    service = find_service_of_case(db, reference)
    if service not in actor.ring.services and service != DESK:
        raise Refused(Refusal.NOT_YOUR_SERVICE, service=service)
    return service


def find_service_of_case(db: Database, reference: str) -> str:
    """The service whose mediators may read a case's events: its own, the desk for a case of another site."""
    submission = cases.read_submission_by_reference(db, reference)
    head = cases.read_case_head(db, submission.case_id) if submission else None
    return head.service_id if head else DESK


def find_procedure_id(db: Database, reference: str) -> str:
    """The id of the procedure of a case of this box, "" for another's."""
    submission = cases.read_submission_by_reference(db, reference)
    head = cases.read_case_head(db, submission.case_id) if submission else None
    return head.procedure_id if head else ""


def find_withdrawal_here(db: Database, reference: str, actor: Actor) -> str:
    """The id of the event by which the case was withdrawn at this box, "" where it was not.

    A withdrawal asked for at a terminal counts once the hub has acknowledged it: this box cannot check its code.
    """
    for event in outbox.select_event_history(db, reference):
        if event.type != EventType.WITHDRAWAL or event.replaced or event.dismissed_at:
            continue
        body = read_past_event(db, event, actor)
        if event.acknowledged_at or (body and body["confirmation"]["by"] != "alone"):
            return event.id
    return ""


def read_past_event(db: Database, event: PastEvent, actor: Actor) -> dict[str, Any] | None:
    """The JSON body of an event of the history; None where the actor holds no key that opens it."""
    key = data_keys.find_key(db, event.stream, actor) if event.kept else None
    try:
        return dict(json.loads(outbox.decrypt_event_body(event.id, event.kept, key))) if key is not None else None
    except Unreadable:  # written before the case's key was destroyed; the actor holds the later key
        return None


def note_case_in_journal(
    box: Box, db: Database, action: JournalAction, reference: str, actor: Actor, detail: str = ""
) -> None:
    """One line of the journal about a reference, in the caller's transaction."""
    journal.insert_journal_line_by(db, box.watch.today().now, action, actor, reference=reference, detail=detail)
