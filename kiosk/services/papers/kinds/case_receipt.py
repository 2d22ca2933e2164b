"""Reads a submitted case for its receipt; what the receipt says is in `kiosk/services/papers/receipt.py`."""

import json
from typing import Any

from kiosk.domain.events.event import EventType, UpdateKind
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds import hub_update
from kiosk.services.papers.paper import Paper
from kiosk.services.procedures import look_up
from kiosk.store import cases, counters, outbox, updates
from kiosk.store.database import Database
from kiosk.store.outbox import PastEvent
from kiosk.words.words import Words
from printers.slip import Slip

KIND = "receipt"


def make_case_receipt_slip(box: Box, case_id: str, words: Words, reader: KeyHolder, *, says_where: bool = True) -> Slip:
    """The receipt of a submitted case; `says_where`: with its present state. Raises as `make_job_slip` does."""
    db = box.store.read()
    key = reader.key(db, case_id)
    submission = cases.read_submission(db, case_id, key)
    event = outbox.read_newest_event(db, case_id, EventType.SUBMITTED)
    if submission is None or event is None or not event.kept or key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    body = json.loads(event.body(key))
    if former := counters.select_former_references(db, case_id):
        body["formerly"] = former
    return receipt.make_receipt_slip(
        body,
        submission=submission,
        procedure=look_up.find_procedure_of_case(box, db, case_id),
        received_at=outbox.read_acknowledged_moment(db, event.id),
        silence=_silence(box, submission.reference, body, reader),
        site=box.site,
        hub_url=box.hub_url,
        words=words,
        alone=reader.alone,
        refused=box.hub_line.refuses,
        says_where=says_where,
    )


def silence(box: Box, case_id: str, reader: KeyHolder) -> SilenceDay | None:
    """When silence decides a submitted case; None where it never does, or this reader cannot open it."""
    db = box.store.read()
    key, event = reader.key(db, case_id), outbox.read_newest_event(db, case_id, EventType.SUBMITTED)
    if key is None or event is None or not event.kept:
        return None
    return _silence(box, event.reference, json.loads(event.body(key)), reader)


def _silence(box: Box, reference: str, body: dict[str, Any], reader: KeyHolder) -> SilenceDay | None:
    """When silence decides the case, after what the hub said and what was added, as far as this reader can open it."""
    db = box.store.read()
    history = [(event, _said(db, event, reader)) for event in outbox.select_event_history(db, reference)]
    told = [
        (update, hub_update.said_of(update, reader) if update.kind == UpdateKind.ADDED else None)
        for update in updates.select_updates(db, reference)
    ]
    return receipt.find_silence_day(body, history, told, box.settings.zone)


def _said(db: Database, event: PastEvent, reader: KeyHolder) -> dict[str, Any] | None:
    key = reader.key(db, event.stream) if event.kept and event.type == EventType.SUPPLEMENT else None
    try:
        return dict(json.loads(outbox.decrypt_event_body(event.id, event.kept, key))) if key is not None else None
    except Unreadable:  # a supplement of a stream of its own, whose key this reader does not have
        return None


def find_case_number(db: Database, case_id: str) -> str:
    """The number of a submitted case, "" for another."""
    submission = cases.read_submission(db, case_id)
    return submission.reference if submission else ""


PAPER = Paper(KIND, make_case_receipt_slip, Tray.RECEIPTS, number=find_case_number, alone=True, proved=True, brief=True)
"""Its subject is a case's id."""
