"""What leaves for the hub: sealed events, joined files, a heartbeat; and the new number of a case that needs one."""

import logging
import shutil
from datetime import UTC, datetime, timedelta

from msgspec import Struct
from msgspec.structs import asdict, replace

from kiosk.clock import moment
from kiosk.connectors.hub.connection import JudgedAnswers
from kiosk.connectors.hub.hub import Hub, SealedFile
from kiosk.crypto import sealing
from kiosk.crypto.packing import DICTIONARIES
from kiosk.domain.answers import attachment
from kiosk.domain.answers.attachment import Attachments
from kiosk.domain.events import reference as references
from kiosk.domain.events import sealed as sealing_events
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.reference import Alias
from kiosk.domain.events.sealed import SealedEvent, sealing_key_id
from kiosk.domain.events.wire import bodies
from kiosk.domain.events.wire.batch import Heartbeat, JournalHead, SeenStatements, SignedText
from kiosk.domain.events.wire.bodies import BoxHealth, TownHallContact
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.keys.ring import Ring
from kiosk.domain.proofs import receipt_proof, signed_statement
from kiosk.domain.time import opening_hours
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import LineFault, Rejection
from kiosk.errors import Rejected, Unreachable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box, list_site_codes
from kiosk.services.box.in_memory import NO_FILES, FilesOnTheWay
from kiosk.services.printers import printer_choice
from kiosk.store import attachments, cases, counters, file_transfers, journal, outbox, spool
from kiosk.store.attachments import StoredAttachment
from kiosk.store.database import Database
from kiosk.version import VERSION

log = logging.getLogger(__name__)
KEPT_FOR_A_RESTORE = timedelta(days=7)
"""How long a file is kept after the hub has it, unless its case goes sooner: a restored hub may lack it."""

TOGETHER_S = 30.0
"""Seconds that one exchange spends on files: a photograph over a thin line takes many, and events go before each."""

FAILED = 500
"""The status of a hub that failed at this one request; any other says that it takes nothing from anybody."""
TAKEN_AGAIN = "alias.reference"
"""What a hub says of a new number that is taken too."""
BATCH_EVENTS = 100
"""Most events of a batch, whatever the line carries."""


def queue_case_files(db: Database, case_id: str, key: bytes, fields: set[str]) -> Attachments:
    """Queue the case's files that answer these fields, and delete its other files, in the caller's transaction.

    Gives the files that the event lists, by field. Files of a case that is sent again are queued again.
    """
    attachments.delete_case_parcels(db, case_id)
    listed: dict[str, tuple[attachment.Attachment, ...]] = {}
    for file in attachments.select_case_attachments(db, case_id, key):
        if file.field_id not in fields:
            attachments.delete_attachment(db, file.attachment.id)
            continue
        queue_file(db, file)
        listed[file.field_id] = (*listed.get(file.field_id, ()), file.attachment)
    return listed


def reseal_file_keys(box: Box, ring: Ring) -> int:
    """Seal the keys of files that are sealed to no key yet, or to one that the hub has replaced; gives how many."""
    hub = box.enrolment()
    if hub is None or not ring:
        return 0
    done = 0
    for attachment_id, case_id in file_transfers.select_files_to_seal(box.store.read(), sealing_key_id(hub.seal_key)):
        with box.store.write() as db:
            key = data_keys.key_in(db, case_id, ring)
            if key and (file := attachments.read_attachment(db, attachment_id, key)):
                queue_file(db, file)
                done += 1
    return done


class FilesSent(Struct, frozen=True):
    """What one exchange did for files: how many the hub confirmed, and whether some are left that it may take."""

    confirmed: int = 0
    unfinished: bool = False


def send_files(box: Box, hub: Hub, seconds: float = TOGETHER_S) -> FilesSent:
    """Send the files whose event the hub has acknowledged, one after the other, for so many seconds.

    A large file goes on in the next exchange, where it was: events come first. A file that the hub refuses, or breaks
    at, is skipped, and tried again after the others. Raises `Unreachable`: confirmed files stay confirmed, and what the
    hub has of the others stays there.
    """
    clock, confirmed = box.clock, 0
    ends, broken = clock.monotonic() + seconds, None

    def is_over() -> bool:
        return clock.monotonic() >= ends

    key_id, now = sealing_key_id(bytes.fromhex(hub.seal_key)), box.watch.today().now
    parcels = file_transfers.select_due_parcels(box.store.read(), key_id, now)
    total, before = file_transfers.sum_waiting_bytes(box.store.read()), 0
    for parcel in parcels:

        def tell(sent: int, before: int = before) -> None:
            box.hub_line.files = FilesOnTheWay(min(before + sent, total), total)

        if is_over():
            return FilesSent(confirmed, True)
        try:
            acknowledged = hub.put_file(sealed_file(box, parcel), is_over, tell)
        except Rejected as refused:
            log.warning("the hub will not have attachment %s: %s", parcel.attachment_id, refused.code)
            with box.store.write() as db:
                file_transfers.insert_parcel_refusal(db, parcel.attachment_id, box.watch.today().now, refused.code)
            continue
        except Unreachable as fault:
            if fault.details.get("status") != FAILED:
                raise
            broken = fault
            with box.store.write() as db:
                file_transfers.insert_parcel_refusal(db, parcel.attachment_id, box.watch.today().now, fault.code)
            continue
        if acknowledged is None:
            return FilesSent(confirmed, True)
        with box.store.write() as db:
            file_transfers.insert_parcel_receipt(
                db, parcel.attachment_id, box.watch.today().now, acknowledged.statement, acknowledged.signature
            )
        confirmed, before = confirmed + 1, before + parcel.size
    box.hub_line.files = NO_FILES
    if broken is not None:
        raise broken
    return FilesSent(confirmed, bool(confirmed))


def sealed_file(box: Box, parcel: file_transfers.ParcelRow) -> SealedFile:
    """The file, whose pieces are read as they are asked for."""

    def chunk(place: int) -> bytes:
        first, many = 1 + place * attachment.PIECES, attachment.PIECES  # the header stands before them
        return b"".join(attachments.select_attachment_pieces(box.store.read(), parcel.attachment_id, first, many))

    header = next(attachments.select_attachment_pieces(box.store.read(), parcel.attachment_id, 0, 1), b"")
    event_id, size = parcel.event_id, parcel.size
    return SealedFile(parcel.attachment_id, event_id, parcel.sha256, size, parcel.hub_key, parcel.sealed, header, chunk)


def wipe_received_files(box: Box) -> int:
    """Wipe the bytes of files that the hub has had for `KEPT_FOR_A_RESTORE`, as it said of itself since; gives how many
    pieces. The caller folds.
    """
    until = last_heard(box)
    if until is None:
        return 0
    with box.store.write() as db:
        return file_transfers.wipe_received_pieces(db, min(box.watch.today().now, until) - KEPT_FOR_A_RESTORE)


def last_heard(box: Box) -> datetime | None:
    """When the hub last said, signed, which copy of its data it is; None where it has not said so.

    A hub that was put back says so when it is next heard: until then a box without a line wipes nothing that such a
    hub may lack.
    """
    enrolled = box.enrolment()
    standing = find_hub_standing(box.store.read(), enrolled.verify_key) if enrolled else None
    return standing.at if standing else None


def queue_file(db: Database, kept: StoredAttachment) -> None:
    """Queue one file, in the caller's transaction; it leaves once the event that lists it was acknowledged."""
    hub = outbox.read_enrolment(db)
    hub_key = sealing_key_id(hub.seal_key) if hub else ""
    sealed = sealing.seal_bytes(hub.seal_key, kept.file_key) if hub else b""
    file_transfers.insert_parcel(db, kept.attachment.id, kept.attachment.sha256, hub_key, sealed)


def hub_dictionary(db: Database, verify_key: str) -> int:
    """The newest dictionary that the hub with this key (hexadecimal) and this box both have, 0 for none."""
    standing = find_hub_standing(db, verify_key)
    both = set((standing.dictionaries if standing else None) or ()) & set(DICTIONARIES)
    return max(both, default=0)


def find_hub_standing(db: Database, verify_key: str) -> HubStanding | None:
    """What the hub with this key signed of itself last; None where it has not, or another hub did."""
    signed = outbox.read_hub_standing(db)
    try:
        return signed_statement.read_standing(signed, verify_key) if signed else None
    except Unreachable:  # it is another hub's
        return None


def make_heartbeat(box: Box, hub: Hub) -> Heartbeat:
    """How much is unsent and since when, the counter used last (CHT #8202), the journal's head, and the box's date.

    `asked` is a new question, which the hub's signed time answers. `seen` holds what this hub has signed last: a hub
    that was put back to an older copy finds in it what it does not know. `health` is for whoever runs the hub,
    `reached` for whoever looks there where their case is.
    """
    db = box.store.read()
    unsent, oldest = outbox.read_unsent_summary(db)
    newest = outbox.read_last_acknowledgement(db, hub.verify_key)
    seen = {"standing": outbox.read_hub_standing(db), "acknowledgement": newest}
    # Printers are not waited for: one that has not answered yet counts as no fault.
    printers, site = printer_choice.states(box), box.site
    health = BoxHealth(
        release=VERSION,
        free_bytes=shutil.disk_usage(box.settings.data).free,
        refused=outbox.count_unmended_events(db),
        files=file_transfers.count_waiting_parcels(db),
        printers=sum(printer.carrier.gives_paper for printer, _ in printers),
        printer_faults=tuple(wrong for _, wrong in printers if wrong)[: bodies.MOST_PRINTERS],
    )
    # Whatever the settings hold, no heartbeat is refused for it: what is too long is cut.
    tables = opening_hours.write_hour_tables(site.opening)[: bodies.MOST_TABLES]
    reached = TownHallContact(
        phone=site.phone[: bodies.LONGEST_PHONE],
        hours=site.hours[: bodies.LONGEST_HOURS],
        opening=tuple({name: written[: bodies.LONGEST_CELL] for name, written in table.items()} for table in tables),
    )
    return Heartbeat(
        unsent=unsent,
        oldest_unsent_at=moment(oldest) if oldest else None,
        last_counter=counters.read_reference_counter(db),
        journal=JournalHead(**asdict(journal.read_journal_head(db))),
        at=box.watch.today().now.astimezone(UTC),
        asked=box.clock.new_id(),
        seen=SeenStatements(
            **{name: SignedText(**signed.to_wire()) for name, signed in seen.items() if signed is not None}
        ),
        health=health,
        reached=reached,
    )


def give_new_numbers(box: Box) -> int:
    """Give a new number to each case that needs one, and queue again what the hub refused of it; gives how many.

    Does nothing while this box is enrolled nowhere: only then is its code certain.
    """
    if box.enrolment() is None or not _needing(box, box.store.read()):
        return 0
    with box.store.write() as db:
        needing = _needing(box, db)
        for case_id, former, why in needing:
            renumber_case(box, db, case_id, former, why)
    return len(needing)


def renumber_case(box: Box, db: Database, case_id: str, former: str, why: str) -> str:
    """Mint a new number for the case and return it, in the caller's transaction.

    The receipts that are not printed yet, and the proof on them, bear the new number. A number of this site that is
    taken says that this box has lost count, so that its next numbers may be taken too: the new one is `MARGIN` further.
    """
    after = counters.read_reference_counter(db)
    if references.parse_site_code(former) in list_site_codes(box.settings):
        after = max(after, references.parse_reference_counter(former) + references.MARGIN)
    reference, counter = references.mint_reference(box.site.code, after)
    now = box.watch.today().now
    counters.update_reference_counter(db, counter)
    counters.update_case_reference(db, case_id, reference, counter, now, why)
    counters.requeue_renumbered_events(db, case_id)
    spool.update_job_reference(db, case_id, case_id, reference)
    submission = cases.read_submission(db, case_id)
    if submission is not None:
        proof = receipt_proof.parse_receipt_proof(receipt_proof.encode_receipt_proof(submission.proof)).proof
        again = replace(proof, reference=reference, site=box.site.code)
        cases.update_case_proof(db, case_id, receipt_proof.make_receipt_proof(again, box.site_seed))
    journal.insert_journal_line(db, now, JournalAction.RENUMBERED, reference=reference, detail=former)
    return reference


def with_alias(box: Box, db: Database, event: SealedEvent) -> SealedEvent:
    """The event as it is sent: with the signed alias of its case, where that bears another number now."""
    found = counters.read_renumbered_case(db, event.stream, event.reference)
    if found is None:
        return event
    case_id, reference = found
    alias = Alias(box.site.code, case_id, reference, counters.select_former_references(db, case_id))
    return replace(event, alias=alias.to_wire(box.site_seed), filed=reference)


def _needing(box: Box, db: Database) -> list[tuple[str, str, str]]:
    """The cases that need a new number: their ids, their numbers of now, and why."""
    refused = {event.stream: event for event in outbox.select_refused_events(db) if event.type == EventType.SUBMITTED}
    needing = []
    for case_id, reference in counters.select_unreceived_cases(db):
        event = refused.get(case_id)
        code = references.parse_site_code(reference)
        not_told = event is not None and event.code == Rejection.WRONG_SITE and event.reference == reference
        # The hub has not been told of this town's new code: nothing that was deposited waits for that.
        if code not in list_site_codes(box.settings) or (code != box.site.code and not_told):
            needing.append((case_id, reference, str(Rejection.WRONG_SITE)))
        elif (
            event
            and event.code == Rejection.REFERENCE_TAKEN
            and (event.reference == reference or event.detail == TAKEN_AGAIN)
        ):
            needing.append((case_id, reference, str(Rejection.REFERENCE_TAKEN)))
    return needing


def seal_event_for_hub(box: Box, db: Database, event: Event) -> SealedEvent | None:
    """The event as only the hub reads it, in the caller's transaction; None while this box is enrolled nowhere."""
    hub = outbox.read_enrolment(db)
    if hub is None:
        return None
    dictionary = hub_dictionary(db, hub.verify_key)
    return sealing_events.seal_event(event, box.site.code, box.site_seed, hub.seal_key, dictionary)


def count_locked_events(box: Box) -> int:
    """How many events wait for somebody of their service to sign in: nobody else can seal them to the hub's key."""
    hub = box.enrolment()
    return outbox.count_events_to_seal(box.store.read(), sealing_key_id(hub.seal_key)) if hub else 0


def reseal_waiting_events(box: Box, ring: Ring) -> int:
    """Seal what waits for a hub, or was sealed to a key the hub has given up; returns how many events.

    The keys of joined files go with them. Only a ring opens the bodies: what was submitted before enrolment leaves at
    the sign-in after it. The clear bytes and their hash stay what they were.
    """
    hub = box.enrolment()
    if hub is None or not ring:
        return 0
    done = 0
    for waiting in outbox.select_events_to_seal(box.store.read(), sealing_key_id(hub.seal_key)):
        with box.store.write() as db:
            key = data_keys.key_in(db, waiting.stream, ring)
            if key is not None and (sealed_event := seal_event_for_hub(box, db, waiting.event(key))) is not None:
                outbox.update_event_seal(db, sealed_event)
                done += 1
    reseal_file_keys(box, ring)
    return done


def take_hub_key(box: Box, seal_key: str, made_at: str, epoch: str) -> None:
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
        outbox.update_hub_key(db, bytes.fromhex(seal_key), made_at, enrolled.epoch or epoch)
    for ring in box.shifts.rings():
        reseal_waiting_events(box, ring)


def send_due(box: Box, hub: Hub) -> JudgedAnswers:
    """Send the next batch, which may be empty, with the box's heartbeat. Raises `Unreachable`.

    What is sent is noted before: a crash under way leaves no event that looks as if it had never left.
    """
    db = box.store.read()
    fitting = select_fitting_events(outbox.select_due_events(db, BATCH_EVENTS), hub.pace.most)
    due = [with_alias(box, db, event) for event in fitting]
    if due:
        with box.store.write() as db:
            outbox.insert_sends(db, due, box.watch.today().now)
    size, began = sum(len(event.sealed) for event in due), box.clock.monotonic()
    try:
        sent = hub.send(due, make_heartbeat(box, hub))
    except Unreachable as fault:
        if due and fault.code == LineFault.NO_LINE:
            hub.pace.cut()
        raise
    if due:
        hub.pace.carried(size, box.clock.monotonic() - began)
    return sent


def select_fitting_events(due: list[SealedEvent], most: int) -> list[SealedEvent]:
    """As many events as fit into so many bytes, at least one."""
    size = 0
    taken: list[SealedEvent] = []
    for waiting in due:
        size += len(waiting.sealed)
        if taken and size > most:
            break
        taken.append(waiting)
    return taken
