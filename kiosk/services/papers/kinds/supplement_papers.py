"""The papers of additions to a submitted case: supplement, correction, withdrawal, request, replaced receipt."""

import json
from typing import Any

from msgspec.json import decode, encode
from msgspec.structs import replace

from kiosk.clock import READABLE
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import format_reference
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import enrolment
from kiosk.domain.replies.asked_paper import AskedPapers
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers import receipt
from kiosk.services.papers.paper import Maker, Paper, letterhead, make_contact_blocks
from kiosk.services.procedures import look_up
from kiosk.services.receipts import verify_receipt
from kiosk.store import cases, outbox
from kiosk.store.database import Database
from kiosk.store.outbox import StoredEvent
from kiosk.words.paper_words import describe_missing_papers
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Slip


def supplement_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a supplement: the documents, each with its files by their names, else its state, and the message."""
    event, body = _open_addition_event(box, event_id, reader)
    added = []
    for document in body["documents"]:
        named = ", ".join(file["name"] for file in document.get("attachments") or ())
        added.append(f"{document['label']} ({named or words.code('document', document['state'])})")
    blocks = _make_addition_head(box, event, words)
    if added:
        blocks.append(Items(tuple(added), words.code("paper", "added")))
    if missing := describe_held_papers(box, event_id, words):
        blocks.append(Line(missing, strong=True))
    blocks.append(_whereabouts(box, event, words))
    return _make_addition_slip(event, [*blocks, *_said(body, "message", words)], words)


def hold_missing_papers(box: Box, event_id: str, papers: AskedPapers | None, procedure: str) -> None:
    """Hold in memory what is still missing after this supplement, for its paper and its page; nothing after a while."""
    if papers:
        box.held.add(f"missing:{event_id}", "", encode((papers, procedure)), box.clock.monotonic())


def describe_held_papers(box: Box, event_id: str, words: Words) -> str:
    """What was still missing after this supplement, in words; "" for nothing, and where nobody knows any more."""
    held = box.held.get(f"missing:{event_id}")
    return describe_missing_papers(*decode(held, type=tuple[AskedPapers, str]), words) if held else ""


def correction_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a correction: each question with its new answer, without the old one."""
    event, body = _open_addition_event(box, event_id, reader)
    blocks = _make_addition_head(box, event, words)
    for correction in body["corrections"]:
        blocks.append(Pair(correction["label"], correction["shown"] or words.code("paper", "no-answer")))
    blocks.append(_whereabouts(box, event, words))
    return _make_addition_slip(event, [*blocks, *_said(body, "why", words)], words)


def withdrawal_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a withdrawal: when, how it was confirmed, whether the hub has it, and what happens next."""
    event, body = _open_addition_event(box, event_id, reader)
    confirmation = body["confirmation"]
    received = outbox.read_acknowledged_moment(box.store.read(), event.id)
    blocks = [*_make_addition_head(box, event, words)]
    how = f"{confirmation['by']}-{confirmation['how']}"
    blocks.append(Pair(words.code("paper", "confirmed"), words.code("confirmed", how)))
    if received:
        blocks.append(Notice(words.code("paper", "withdrawal-received", at=words.moment(received))))
    else:
        blocks.append(Notice(words.code("paper", "withdrawal-kept")))
        if confirmation["by"] == "alone":
            blocks.append(Line(words.code("paper", "withdrawal-alone")))
    blocks.append(Line(words.code("paper", "withdrawal-next")))
    return _make_addition_slip(event, [*blocks, *_said(body, "why", words)], words)


def request_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a request for a copy of one's data or for erasure: what, when, and the time for an answer."""
    event = outbox.read_event(box.store.read(), event_id)
    if event is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    after = Line(words.code("paper", f"{event.type}-next"))
    return _make_addition_slip(event, [*_make_addition_head(box, event, words), after], words)


def _open_addition_event(box: Box, event_id: str, reader: KeyHolder) -> tuple[StoredEvent, dict[str, Any]]:
    """The event and its body. Raises `Refused` (`nothing-to-print`) where it is gone, or this reader has no key."""
    db = box.store.read()
    event = outbox.read_event(db, event_id)
    key = reader.key(db, event.stream) if event else None
    if event is None or not event.kept or key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return event, dict(json.loads(event.body(key)))


def _make_addition_head(box: Box, event: StoredEvent, words: Words) -> list[Block]:
    """How the paper of every addition begins: town hall, what it is, the number, and when."""
    return [
        *letterhead(box.site, words),
        Heading(words.code("paper", event.type), 2),
        Big(format_reference(event.reference), words.code("paper", "reference")),
        Pair(words.code("paper", "on"), words.moment(event.recorded_at)),
    ]


def _said(body: dict[str, Any], head: str, words: Words) -> list[Block]:
    """What the person wrote, under its heading; empty if they wrote nothing.

    It ends the paper, so that the French half, which does not repeat it, does not keep a heading over something else.
    """
    return [Heading(words.code("paper", head), 3), Line(body["message"])] if body["message"] else []


def _whereabouts(box: Box, event: StoredEvent, words: Words) -> Notice:
    received = outbox.read_acknowledged_moment(box.store.read(), event.id)
    if received:
        return Notice(words.code("paper", "received", at=words.moment(received)))
    return Notice(words.code("paper", "kept-refused" if box.hub_line.refuses else "kept"))


def _make_addition_slip(event: StoredEvent, blocks: list[Block], words: Words) -> Slip:
    title = f"{words.code('paper', event.type)} {format_reference(event.reference)}"
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=event.reference)


def _stream(db: Database, event_id: str) -> str:
    event = outbox.read_event(db, event_id)
    return event.stream if event else event_id


def _number(db: Database, event_id: str) -> str:
    event = outbox.read_event(db, event_id)
    return event.reference if event else ""


def make_new_receipt_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The receipt with the code of that event. Raises `Refused` (`nothing-to-print`), also where another code was given
    since: this one opens nothing any more.
    """
    event, body = _open_addition_event(box, event_id, reader)
    if not is_newest(box, event):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    key = reader.key(box.store.read(), event.stream)
    if key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    db = box.store.read()
    blocks = _make_addition_head(box, event, words)
    if (submission := cases.read_submission_by_reference(db, event.reference)) is not None:
        procedure = look_up.find_procedure_of_case(box, db, submission.case_id)
        made = words.code("paper", "prepared-on" if submission.kind == ProcedureKind.PREPARED else "received-on")
        blocks += [Line(words.text(procedure.title), strong=True)] if procedure else []
        blocks.append(Pair(made, words.moment(submission.submitted_at)))
    blocks.append(_code(box, event, body["salt"], key, words))
    received = outbox.read_acknowledged_moment(box.store.read(), event.id)
    if received:
        blocks.append(Notice(words.code("paper", "new-code-received", at=words.moment(received))))
    else:
        blocks.append(Notice(words.code("paper", "new-code-kept"), "warning"))
    blocks.append(Line(words.code("paper", "new-code-next")))
    return _make_addition_slip(event, [*blocks, *make_contact_blocks(box, words)], words)


def is_newest(box: Box, event: StoredEvent) -> bool:
    """Whether no other code was given for this number here since; an event that was sent again gives the same code."""
    history = outbox.select_event_history(box.store.read(), event.reference)
    given = (past for past in history if past.type == EventType.NEW_CODE)
    newest = max(given, key=lambda past: past.recorded_at)
    return event.id in (newest.id, newest.replaces)


def code_in(event: StoredEvent, key: bytes) -> str:
    """The code that this event gives. Raises `Unreadable` where this is not the key under which it was written."""
    return enrolment.derive_follow_code(key, json.loads(event.body(key))["salt"], READABLE)


def _code(box: Box, event: StoredEvent, salt: str, key: bytes, words: Words) -> Code:
    """The square with the new proof; of another site's case, which has none here, the page for number and code."""
    code = enrolment.derive_follow_code(key, salt, READABLE)
    submission = cases.read_submission_by_reference(box.store.read(), event.reference)
    if submission is not None:
        proof = verify_receipt.proof_of_code(box, submission, code, salt)
        return receipt.make_receipt_code(replace(submission, follow_code=code, proof=proof), box.hub_url, words)
    how, grouped = "follow" if box.hub_url else "follow-at-the-desk", receipt.group_follow_code(code)
    caption = words.code("paper", how, code=grouped)
    data = f"{box.hub_url.rstrip('/')}/f" if box.hub_url else f"{event.reference} {code}"
    return Code(data, caption, words.code("paper", "code-alt", reference=format_reference(event.reference)))


def _of_event(kind: str, make: Maker) -> Paper:
    return Paper(kind, make, Tray.RECEIPTS, opens=_stream, number=_number)


SUPPLEMENT = _of_event("supplement", supplement_slip)
CORRECTION = _of_event("correction", correction_slip)
WITHDRAWAL = _of_event("withdrawal", withdrawal_slip)
REQUEST = _of_event("request", request_slip)
NEW_CODE = _of_event("new_code", make_new_receipt_slip)
"""Their subject is an event's id."""
