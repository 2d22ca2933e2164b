"""The papers of additions to a submitted case: supplement, correction, withdrawal, request about one's data."""

import json
from typing import Any

from kiosk.domain.events.reference import format_reference
from kiosk.domain.printing.print_job import Tray
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.paper import Maker, Paper, letterhead
from kiosk.store import outbox
from kiosk.store.database import Database
from kiosk.store.outbox import StoredEvent
from kiosk.words.words import Words
from printers.slip import Big, Block, Heading, Items, Line, Notice, Pair, Slip


def supplement_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a supplement: the added documents, each with its files, and the message."""
    event, body = open_addition_event(box, event_id, reader)
    added = tuple(_document_line(document, words) for document in body["documents"])
    blocks = make_addition_head(box, event, words)
    if added:
        blocks.append(Items(added, words.code("paper", "added")))
    blocks.append(_whereabouts(box, event, words))
    return make_addition_slip(event, [*blocks, *_said(body, "message", words)], words)


def _document_line(document: dict[str, Any], words: Words) -> str:
    """A document with what was handed in of it: its files by their names, else its state."""
    named = ", ".join(file["name"] for file in document.get("attachments") or ())
    return f"{document['label']} ({named or words.code('document', document['state'])})"


def correction_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a correction: each question with its new answer, without the old one."""
    event, body = open_addition_event(box, event_id, reader)
    blocks = make_addition_head(box, event, words)
    for correction in body["corrections"]:
        blocks.append(Pair(correction["label"], correction["shown"] or words.code("paper", "no-answer")))
    blocks.append(_whereabouts(box, event, words))
    return make_addition_slip(event, [*blocks, *_said(body, "why", words)], words)


def withdrawal_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a withdrawal: when, how it was confirmed, whether the hub has it, and what happens next."""
    event, body = open_addition_event(box, event_id, reader)
    confirmation = body["confirmation"]
    received = outbox.read_acknowledged_moment(box.store.read(), event.id)
    blocks = [*make_addition_head(box, event, words)]
    how = f"{confirmation['by']}-{confirmation['how']}"
    blocks.append(Pair(words.code("paper", "confirmed"), words.code("confirmed", how)))
    if received:
        blocks.append(Notice(words.code("paper", "withdrawal-received", at=words.moment(received))))
    else:
        blocks.append(Notice(words.code("paper", "withdrawal-kept")))
        if confirmation["by"] == "alone":
            blocks.append(Line(words.code("paper", "withdrawal-alone")))
    blocks.append(Line(words.code("paper", "withdrawal-next")))
    return make_addition_slip(event, [*blocks, *_said(body, "why", words)], words)


def request_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of a request for a copy of one's data or for erasure: what, when, and the time for an answer."""
    event = outbox.read_event(box.store.read(), event_id)
    if event is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return make_addition_slip(
        event, [*make_addition_head(box, event, words), Line(words.code("paper", f"{event.type}-next"))], words
    )


def open_addition_event(box: Box, event_id: str, reader: KeyHolder) -> tuple[StoredEvent, dict[str, Any]]:
    """The event and its body. Raises `Refused` (`nothing-to-print`) where it is gone, or this reader has no key."""
    db = box.store.read()
    event = outbox.read_event(db, event_id)
    key = reader.key(db, event.stream) if event else None
    if event is None or not event.kept or key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    return event, dict(json.loads(event.body(key)))


def make_addition_head(box: Box, event: StoredEvent, words: Words) -> list[Block]:
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
    """Where the event is now: kept in this box, or received by the hub at that moment."""
    received = outbox.read_acknowledged_moment(box.store.read(), event.id)
    if received:
        return Notice(words.code("paper", "received", at=words.moment(received)))
    return Notice(words.code("paper", "kept-refused" if box.hub_line.refuses else "kept"))


def make_addition_slip(event: StoredEvent, blocks: list[Block], words: Words) -> Slip:
    """These blocks as the paper of an event."""
    title = f"{words.code('paper', event.type)} {format_reference(event.reference)}"
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=event.reference)


def _stream(db: Database, event_id: str) -> str:
    event = outbox.read_event(db, event_id)
    return event.stream if event else event_id


def _number(db: Database, event_id: str) -> str:
    event = outbox.read_event(db, event_id)
    return event.reference if event else ""


def of_event(kind: str, make: Maker) -> Paper:
    """A paper whose subject is an event's id."""
    return Paper(kind, make, Tray.RECEIPTS, opens=_stream, number=_number)


SUPPLEMENT = of_event("supplement", supplement_slip)
CORRECTION = of_event("correction", correction_slip)
WITHDRAWAL = of_event("withdrawal", withdrawal_slip)
REQUEST = of_event("request", request_slip)
