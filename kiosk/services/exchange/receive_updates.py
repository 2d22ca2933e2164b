"""Keep what the hub says: its answers to events, what it signed about itself, and its updates of cases.

The words of an update are sealed to the service that may read them.
"""

import json
import logging
from collections.abc import Sequence
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from kiosk.connectors.hub import hub as questions
from kiosk.connectors.hub.connection import JudgedAnswer, JudgedAnswers
from kiosk.connectors.hub.hub import Hub
from kiosk.domain.events import event
from kiosk.domain.events.event import STATELESS, RequestOutcome, UpdateKind
from kiosk.domain.events.sealed import EventOutcome
from kiosk.domain.events.wire.statements import HubStanding
from kiosk.domain.keys.ring import DESK
from kiosk.domain.proofs.signed_statement import SignedStatement, received_at
from kiosk.domain.replies.asked_paper import find_promised_document
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Rejection
from kiosk.errors import Unreachable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.services.exchange.send_events import find_hub_standing
from kiosk.services.papers import receipt
from kiosk.services.visits import visits
from kiosk.store import cases, file_transfers, journal, outbox, updates, upkeep_notes
from kiosk.store.database import Database
from kiosk.store.updates import GivenDocumentRow, NewUpdate

TOGETHER_S = 30.0
"""Seconds that one exchange spends on documents: events go before each."""
ASK_AGAIN = timedelta(minutes=10)
"""How long a document waits that the hub had not, or failed at."""
log = logging.getLogger(__name__)
TOLD_FOR = timedelta(days=7)
"""How long the desk is told that the hub, or this box, was put back to an older copy."""
KEY_CODES = (Rejection.UNKNOWN_KEY, Rejection.UNREADABLE, Rejection.UNKNOWN_DICTIONARY)
"""What a hub says that has given up the key this box seals to, or lacks the dictionary that it packs with."""


def fetch_documents(box: Box, hub: Hub, seconds: float = TOGETHER_S) -> bool:
    """Fetch what lacks for so many seconds; whether some is left that can be fetched at once.

    A document that the hub has not, or fails at, keeps no other back. Raises `Unreachable` where the line is broken:
    what came stays.
    """
    ends = box.clock.monotonic() + seconds
    for document in updates.select_documents_to_fetch(box.store.read(), box.watch.today().now - ASK_AGAIN):
        try:
            came = _fetch_one(box, hub, document, ends)
        except Unreachable as fault:
            if "status" not in fault.details:
                raise
            came = False
        if came is None:
            return True
        if not came:
            with box.store.write() as db:
                updates.update_document_asked(db, document.id, box.watch.today().now)
    return False


def _fetch_one(box: Box, hub: Hub, document: GivenDocumentRow, ends: float) -> bool | None:
    """Whether it is whole now; None where the time was over before."""
    names = document.chunks
    if not names:
        made_of = questions.ask_given_documents(hub, document.id, box.clock.new_id())
        if made_of is None:
            return False
        names = tuple(map(bytes.fromhex, made_of.chunks))
        opens = json.dumps({"key": made_of.key, "header": made_of.header}).encode()
        with box.store.write() as db:
            service_id, sealed = data_keys.seal_for_service(db, document.service_id, opens)
            updates.save_document_manifest(db, document.id, service_id, sealed, names)
    there = updates.select_chunk_places(box.store.read(), document.id)
    for place, name in enumerate(names):
        if place in there:
            continue
        if box.clock.monotonic() >= ends:
            return None
        chunk = questions.fetch_given_chunk(hub, document.id, name)
        if chunk is None:
            return False
        with box.store.write() as db:
            updates.insert_document_chunk(db, document.id, place, chunk)
    return True


class Effect(StrEnum):
    """What an answer did; `APART`: the event goes again, without its place. `NOTHING` where it is not believed."""

    ACKNOWLEDGED = "acknowledged"
    REJECTED = "rejected"
    LATER = "later"
    APART = "apart"
    NOTHING = "nothing"


def keep_answer(box: Box, verify_key: str, answer: JudgedAnswer) -> Effect:
    """Keep one answer of the hub with this key, in one transaction."""
    now = box.watch.today().now
    match answer.outcome:
        case EventOutcome.ACKNOWLEDGED | EventOutcome.DUPLICATE:
            received = received_at(answer.statement) or now
            with box.store.write() as db:
                outbox.insert_acknowledgement(
                    db, answer.event_id, received, answer.statement, answer.signature, verify_key
                )
            box.watch.heard(received)
            return Effect.ACKNOWLEDGED
        case EventOutcome.REJECTED if answer.code in KEY_CODES:
            # The hub's key changed, or it was put back to an older copy: no one at the desk can mend that.
            if answer.code == Rejection.UNKNOWN_DICTIONARY:
                with box.store.write() as db:
                    outbox.clear_event_seal(db, answer.event_id)
            return Effect.LATER
        case EventOutcome.REJECTED:
            with box.store.write() as db:
                if answer.code == Rejection.SEQUENCE_TAKEN and outbox.put_event_apart(db, answer.event_id, now):
                    return Effect.APART
                outbox.insert_rejection(db, answer.event_id, now, answer.code, answer.detail)
            return Effect.REJECTED
        case EventOutcome.LATER:
            return Effect.LATER
    return Effect.NOTHING


def take_hub_standing(box: Box, sent: JudgedAnswers) -> None:
    """Keep what the hub signed about itself; its time may confirm this box's date. Then follow its epoch."""
    if sent.standing is not None and sent.signed_standing is not None:
        with box.store.write() as db:
            outbox.save_hub_standing(db, sent.signed_standing, box.clock.now())
        box.watch.heard_now(sent.standing.at)
    follow_epoch(box, sent.epoch)


def save_carried_standing(box: Box, standing: HubStanding, signed: SignedStatement) -> None:
    """Keep what the hub signed of itself some time ago, where nothing newer is kept; its time confirms nothing now."""
    enrolled = box.enrolment()
    with box.store.write() as db:
        kept = find_hub_standing(db, enrolled.verify_key) if enrolled else None
        if kept is None or kept.at <= standing.at:
            outbox.save_hub_standing(db, signed, box.clock.now())


def was_hub_put_back(box: Box) -> bool:
    """Whether the hub was put back to an older copy so lately that the desk is told."""
    at = upkeep_notes.read_hub_went_back(box.store.read())
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
        outbox.update_hub_key(db, enrolled.seal_key, "" if enrolled.epoch else enrolled.key_made_at, epoch)
        if enrolled.epoch:
            again = outbox.requeue_all_events(db)
            file_transfers.requeue_all_parcels(db)
            upkeep_notes.save_hub_went_back(db, now)
            journal.insert_journal_line(db, now, JournalAction.HUB_WENT_BACK, detail=str(again))
            log.warning("the hub was put back to an older copy: %d events are sent to it again", again)


def receive_updates(box: Box, hub: Hub, sent: JudgedAnswers) -> int:
    """Ask for what is new and keep it; gives how many updates. `sent` is what the hub has answered just before: where
    it says that there is nothing more, and knows that this box has everything, nothing is asked.

    Raises `Unreachable`.
    """
    after = updates.read_update_cursor(box.store.read(), sent.epoch)
    if not hub.has_news(after, sent.standing):
        return 0
    epoch, news = hub.updates(after)
    fresh = news if epoch == sent.epoch else ()  # restored between the two: asked again from the start
    if fresh:
        save_hub_updates(box, fresh, sent.epoch)
    return len(fresh)


def save_hub_updates(box: Box, fresh: Sequence[dict[str, Any]], epoch: str) -> None:
    """Keep verified updates of this epoch of the hub, in one transaction."""
    with box.store.write() as db:
        for update in fresh:
            _keep(box, db, update, epoch)


def _keep(box: Box, db: Database, update: dict[str, Any], epoch: str) -> None:
    """Keep one update.

    What the hub has erased goes here too, with the words that came before: it was asked for at another box, or this
    database came back from a copy that was made earlier.
    """
    if update["kind"] == UpdateKind.RIGHTS and update.get("outcome") == RequestOutcome.ERASED:
        cases.end_case_retention(db, update["reference"])
        updates.wipe_update_words(db, update["reference"], box.watch.today().now)
    submission = cases.read_submission_by_reference(db, update["reference"])
    head = cases.read_case_head(db, submission.case_id) if submission else None
    service, body = data_keys.seal_for_service(
        db, head.service_id if head else DESK, event.encode_canonical_body(update)
    )
    fields = {name: update[name] for name in ("id", "cursor", "reference", "kind", "state", "at")}
    fields |= {name: update[name] for name in ("papers_by", "passed_to", "other_body") if name in update}
    new = NewUpdate(**fields, epoch=epoch, service_id=service, body=body)
    is_fresh = updates.read_update_row(db, new.id) is None  # a hub of a new epoch says everything again
    updates.insert_update(db, new, box.watch.today().now)
    if submission and is_fresh and new.kind not in STATELESS:
        law = date.fromisoformat(update["due_on"]) if "due_on" in update else None
        history, told = outbox.select_event_history(db, new.reference), updates.select_updates(db, new.reference)
        promised = receipt.find_answer_day(submission, history, told, box.settings.zone)
        visits.note_decision(box, db, submission, new, visits.DueDays(promised, law))
    if document := find_promised_document(update):
        updates.insert_given_document(db, document.id, update["id"], service, document.size)
