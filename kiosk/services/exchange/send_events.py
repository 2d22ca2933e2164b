"""Send the events that are due, as many as the line carries at a time, and measure how well it carried them."""

import shutil
from datetime import UTC

from msgspec.structs import asdict, replace

from kiosk.clock import moment
from kiosk.connectors.hub.connection import Answers
from kiosk.connectors.hub.hub import Hub
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.events import reference as references
from kiosk.domain.events import sealed as sealing_events
from kiosk.domain.events.alias import Alias
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.sealed import Sealed
from kiosk.domain.events.wire.batch import Heartbeat, JournalHead, Seen, SignedText
from kiosk.domain.events.wire.box_health import (
    LONGEST_CELL,
    LONGEST_HOURS,
    LONGEST_PHONE,
    MOST_PRINTERS,
    MOST_TABLES,
    BoxHealth,
    Reached,
)
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.keys.ring import Ring
from kiosk.domain.places.site import Site
from kiosk.domain.proofs import receipt_proof, signed_statement
from kiosk.domain.time import hours_as_written
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Unreachable
from kiosk.services.box import data_keys, site_key
from kiosk.services.box.box import Box
from kiosk.services.exchange import file_transfers
from kiosk.services.printers import printer_choice
from kiosk.store.cases import cases
from kiosk.store.database import Database
from kiosk.store.events import acknowledgements, changed_numbers, counters, enrolment, outbox
from kiosk.store.events import enrolment as kept_standing
from kiosk.store.events import file_transfers as transfers
from kiosk.store.people import journal
from kiosk.store.printing import spool
from kiosk.version import VERSION


def hub_dictionary(db: Database, verify_key: str) -> int:
    """The newest dictionary that the hub with this key (hexadecimal) and this box both have, 0 for none."""
    standing = _last(db, verify_key)
    both = set((standing.dictionaries if standing else None) or ()) & set(DICTIONARIES)
    return max(both, default=0)


def channels(db: Database, verify_key: str) -> tuple[str, ...]:
    """By which ways this hub told persons of news when it answered last; none for one that has never said."""
    standing = _last(db, verify_key)
    return (standing.notices or ()) if standing else ()


def _last(db: Database, verify_key: str) -> HubStanding | None:
    signed = kept_standing.last_standing(db)
    try:
        return signed_statement.read_standing(signed, verify_key) if signed else None
    except Unreachable:  # it is another hub's
        return None


def make(box: Box, hub: Hub) -> Heartbeat:
    """How much is unsent and since when, the counter used last (CHT #8202), the journal's head, and the box's date.

    `asked` is a new question, which the hub's signed time answers. `seen` holds what this hub has signed last: a hub
    that was put back to an older copy finds in it what it does not know. `health` is for whoever runs the hub,
    `reached` for whoever looks there where their case is.
    """
    db = box.store.read()
    unsent, oldest = outbox.unsent(db)
    seen = {
        "standing": enrolment.last_standing(db),
        "acknowledgement": enrolment.last_acknowledgement(db, hub.verify_key),
    }
    return Heartbeat(
        unsent=unsent,
        oldest_unsent_at=moment(oldest) if oldest else None,
        last_counter=counters.value(db),
        journal=JournalHead(**asdict(journal.head(db))),
        at=box.watch.today().now.astimezone(UTC),
        asked=box.clock.new_id(),
        seen=Seen(**{name: SignedText(**signed.to_wire()) for name, signed in seen.items() if signed is not None}),
        health=_health(box, db),
        reached=_reached(box.site),
    )


def _health(box: Box, db: Database) -> BoxHealth:
    """Printers are not waited for: one that has not answered yet counts as no fault."""
    printers = printer_choice.states(box)
    return BoxHealth(
        release=VERSION,
        free_bytes=shutil.disk_usage(box.settings.data).free,
        refused=acknowledgements.unmended(db),
        files=transfers.waiting(db),
        printers=sum(printer_choice.gives_paper(printer) for printer, _ in printers),
        printer_faults=tuple(wrong for _, wrong in printers if wrong)[:MOST_PRINTERS],
    )


def _reached(site: Site) -> Reached:
    """Whatever the settings hold, no heartbeat is refused for it: what is too long is cut."""
    tables = hours_as_written.tables(site.opening)[:MOST_TABLES]
    return Reached(
        phone=site.phone[:LONGEST_PHONE],
        hours=site.hours[:LONGEST_HOURS],
        opening=tuple({name: written[:LONGEST_CELL] for name, written in table.items()} for table in tables),
    )


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
    changed_numbers.renumber(db, case_id, reference, counter, now, why)
    changed_numbers.send_again(db, case_id)
    spool.renumber(db, case_id, case_id, reference)
    submission = cases.submission(db, case_id)
    if submission is not None:
        proof = receipt_proof.read(receipt_proof.text(submission.proof)).proof
        again = replace(proof, reference=reference, site=box.site.code)
        cases.prove(db, case_id, receipt_proof.make_proof(again, box.site_seed))
    journal.note(db, now, JournalAction.RENUMBERED, reference=reference, detail=former)
    return reference


def with_alias(box: Box, db: Database, event: Sealed) -> Sealed:
    """The event as it is sent: with the signed alias of its case, where that bears another number now."""
    found = changed_numbers.filed(db, event.stream, event.reference)
    if found is None:
        return event
    case_id, reference = found
    alias = Alias(box.site.code, case_id, reference, changed_numbers.former(db, case_id))
    return replace(event, alias=alias.to_wire(box.site_seed), filed=reference)


def _needing(box: Box, db: Database) -> list[tuple[str, str, str]]:
    """The cases that need a new number: their ids, their numbers of now, and why."""
    refused = {event.stream: event for event in outbox.attention(db) if event.type == EventType.SUBMITTED}
    needing = []
    for case_id, reference in changed_numbers.waiting(db):
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


BATCH_EVENTS = 100
"""Most events of a batch, whatever the line carries."""


def sealed(box: Box, db: Database, event: Event) -> Sealed | None:
    """The event as only the hub reads it, in the caller's transaction; None while this box is enrolled nowhere."""
    hub = enrolment.current(db)
    if hub is None:
        return None
    dictionary = hub_dictionary(db, hub.verify_key)
    return sealing_events.seal(event, box.site.code, box.site_seed, hub.seal_key, dictionary)


def locked(box: Box) -> int:
    """How many events wait for somebody of their service to sign in: nobody else can seal them to the hub's key."""
    hub = box.enrolment()
    return 0 if hub is None else outbox.count_unsealed(box.store.read(), sealing_events.key_id(hub.seal_key))


def seal_again(box: Box, ring: Ring) -> int:
    """Seal what waits for a hub, or was sealed to a key the hub has given up; returns how many events.

    The keys of joined files go with them. Only a ring opens the bodies: what was submitted before enrolment leaves at
    the sign-in after it. The clear bytes and their hash stay what they were.
    """
    hub = box.enrolment()
    if hub is None or not ring:
        return 0
    done = 0
    for waiting in outbox.unsealed(box.store.read(), sealing_events.key_id(hub.seal_key)):
        with box.store.write() as db:
            key = data_keys.key_in(db, waiting.stream, ring)
            if key is not None and (sealed_event := sealed(box, db, waiting.event(key))) is not None:
                outbox.seal(db, waiting.id, sealed_event)
                done += 1
    file_transfers.seal_again(box, ring)
    return done


def follow_key(box: Box, seal_key: str, made_at: str, epoch: str) -> None:
    """Take the hub's sealing key (hexadecimal), which it has signed, if it is newer than the one that is known; seal
    what waits again as far as anyone on shift can open it.

    The epoch stays the one that was followed last: with another, everything is sent again first
    (`receive_updates.follow_epoch`). Where the hub was put back, a key of any age counts, but only one signed in its
    new epoch: an older answer proves nothing.
    """
    enrolled = box.enrolment()
    if enrolled is None or made_at <= enrolled.key_made_at:
        return
    if not enrolled.key_made_at and enrolled.epoch not in ("", epoch):
        return
    with box.store.write() as db:
        enrolment.follow(db, bytes.fromhex(seal_key), made_at, enrolled.epoch or epoch)
    for ring in box.shifts.rings():
        seal_again(box, ring)


def send_due(box: Box, hub: Hub) -> Answers:
    """Send the next batch, which may be empty, with the box's heartbeat. Raises `Unreachable`.

    What is sent is noted before: a crash under way leaves no event that looks as if it had never left.
    """
    db = box.store.read()
    due = [with_alias(box, db, event) for event in fitting(outbox.due(db, BATCH_EVENTS), hub.pace.most)]
    if due:
        with box.store.write() as db:
            acknowledgements.sending(db, due, box.watch.today().now)
    size, began = sum(len(event.sealed) for event in due), box.clock.monotonic()
    try:
        sent = hub.send(due, make(box, hub))
    except Unreachable as fault:
        if due and fault.code == LineFault.NO_LINE:
            hub.pace.cut()
        raise
    if due:
        hub.pace.carried(size, box.clock.monotonic() - began)
    return sent


def fitting(due: list[Sealed], most: int) -> list[Sealed]:
    """As many events as fit into so many bytes, at least one."""
    size = 0
    taken: list[Sealed] = []
    for waiting in due:
        size += len(waiting.sealed)
        if taken and size > most:
            break
        taken.append(waiting)
    return taken
