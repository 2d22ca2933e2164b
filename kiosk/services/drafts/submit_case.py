"""Submit a case, at « Enregistrer ma demande »: in one transaction, and once however often it is tapped or sent."""

import json
from collections.abc import Callable
from datetime import date

from msgspec import UNSET
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.domain.answers.journey import joined_fields
from kiosk.domain.events import event, reference
from kiosk.domain.events import submission as submissions
from kiosk.domain.events.event import Event, EventType
from kiosk.domain.events.submission import Confirmation, Stamp
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import receipt_proof
from kiosk.domain.proofs.enrolment import FOLLOW_CHARACTERS
from kiosk.domain.proofs.receipt_proof import Proof
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.domain.visits.ledger import Entry
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, site_code_on
from kiosk.services.box.in_memory import HelpCall
from kiosk.services.exchange import send_events
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.spool import print_queue
from kiosk.services.submitted import change_notices
from kiosk.services.visits import visits
from kiosk.store import cases, counters, journal, open_answers, outbox, people, wrapped_keys
from kiosk.store.cases import Submission
from kiosk.store.database import Database

Also = Callable[[Database, str, OpenedCase], None]
"""What is done in the transaction of a submit: it takes the connection, the new reference, and the submitted case."""


def submit_case(
    box: Box, case_id: str, actor: Actor, confirmation: Confirmation, also: Also | None = None
) -> Submission:
    """Freeze the case, mint its reference, put its event in the outbox and its receipt in the spool: all, or nothing.

    A double tap is harmless, however late it comes: a case that is submitted already gives the same
    submission again, also once its answers are destroyed, and `also` is not done a second time. `also` is done in the
    same transaction, and may refuse: the use of a mandate.
    Raises `Refused`: `no-such-case`, `not-complete` with the `step` that is open.
    """
    today = box.watch.look()
    with box.store.write() as db:
        key = data_keys.find_key(db, case_id, actor)
        if (earlier := cases.read_submission(db, case_id, key)) is not None:
            return earlier
        if key is None:
            raise Refused(Refusal.NO_SUCH_CASE)
        opened = open_case_in(box, db, case_id, actor, key)
        check_case_complete(opened)
        site_code, counter = site_code_on(box.settings, today.day), counters.read_reference_counter(db)
        name, counter = reference.mint_reference(site_code, counter)
        counters.update_reference_counter(db, counter)
        follow = box.clock.readable(FOLLOW_CHARACTERS)
        event_id, follow_sha256, salt = box.clock.new_id(), keys.token_hash(follow), box.clock.new_salt()
        day, at, helper = today.day, today.now, actor.name
        stamp = Stamp(event_id, 1, name, day, today.certain, at, follow_sha256, salt, helper, confirmation)
        submitted = make_submitted_event(box, db, opened, stamp)
        submission = Submission(
            case_id,
            name,
            counter,
            ProcedureKind(opened.procedure.kind),
            today.day.isoformat(),
            today.certain,
            today.now,
            opened.procedure.days_here(opened.case.channel, box.settings.retention_days),
            follow,
        )
        promised_days = json.loads(submitted.body).get("promised_days", 0)
        proof = prove_case(box, submission, submitted)
        submission = replace(submission, proof=proof, promised_days=promised_days)
        cases.insert_submission(db, submission, key)
        outbox.insert_event(db, submitted, key, send_events.seal_event_for_hub(box, db, submitted))
        wrapped_keys.delete_resume_code(db, case_id)
        cases.delete_draft_note(db, case_id)
        papers = (case_receipt.RECEIPT, case_receipt.ANSWERS) if opened.procedure.prepared else (case_receipt.RECEIPT,)
        for paper in papers:
            print_queue.queue_paper(box, db, paper, name, case_id, opened.case, actor, key)
        if also is not None:
            also(db, name, opened)
        if is_danger := any(answer["danger"] for answer in json.loads(submitted.body)["answers"] if "danger" in answer):
            open_answers.insert_danger(db, case_id, today.now)
        visits.note(box, db, Entry.SUBMITTED, actor, value=opened.case.channel, procedure_id=opened.case.procedure_id)
        journal.insert_journal_line_by(db, today.now, JournalAction.SUBMITTED, actor, reference=name)
    if is_danger:
        station = people.read_station_name(box.store.read(), actor.station_id)
        now_s = box.clock.monotonic()
        box.calls.ring(case_id, HelpCall(case_id, actor.station_id, station, "", now_s, danger=name))
    return submission


def check_case_complete(opened: OpenedCase) -> None:
    """Raises `Refused` (`not-complete`) naming the first step that is still open."""
    if (still_open := opened.journey.first_open()) is not None:
        raise Refused(Refusal.NOT_COMPLETE, step=still_open.id)


def make_submitted_event(box: Box, db: Database, opened: OpenedCase, stamp: Stamp) -> Event:
    """Make the event that says this case was submitted, and how its person is told of news; queue its joined files."""
    listed = send_events.queue_case_files(db, opened.case.id, opened.key, joined_fields(opened.journey))
    wish = change_notices.find_chosen_notices(box, db, opened)
    notices = change_notices.describe_notices(box, wish, opened.case.language) if wish else UNSET
    noted = change_notices.noted_for(db, opened, stamp.event_id) or UNSET
    body = submissions.make_submitted_body(opened.case, opened.journey, box.site, stamp, box.staff_words, listed)
    earlier = cases.read_submission(db, opened.case.id)  # what was promised then is what is promised
    promised = earlier.promised_days if earlier else box.settings.promised_answer_days
    promised_days = promised if promised and not opened.procedure.prepared else UNSET
    body = replace(body, notices=notices, noted=noted, promised_days=promised_days)
    event_id, at, replaces, content = stamp.event_id, stamp.at, stamp.replaces, event.encode_canonical_body(body)
    return Event(event_id, opened.case.id, stamp.sequence, EventType.SUBMITTED, stamp.reference, content, at, replaces)


def prove_case(box: Box, made: Submission, event: Event) -> bytes:
    """The proof for the receipt of this event, signed with the site's key."""
    body = json.loads(event.body)
    proof = Proof(
        made.reference,
        body["procedure"]["id"],
        reference.parse_site_code(made.reference),
        date.fromisoformat(made.legal_date),
        made.kind,
        receipt_proof.digest_body(event.body, bytes.fromhex(body["salt"])),
    )
    return receipt_proof.make_receipt_proof(proof, box.site_seed)


def prove_again(box: Box, db: Database, made: Submission, event: Event) -> None:
    """Store the proof of a mended case's new event, in the caller's transaction.

    Receipts with the earlier proof stay genuine: they prove what the case said then. Where the receipt was lost, its
    new one stays, which alone opens the case at the hub.
    """
    if outbox.read_newest_event(db, made.case_id, EventType.NEW_CODE) is None:
        cases.update_case_proof(db, made.case_id, prove_case(box, made, event))
