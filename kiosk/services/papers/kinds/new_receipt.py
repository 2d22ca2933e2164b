"""The receipt that replaces a lost one: the number, the new code with its square, and when the old one dies."""

import json

from msgspec.structs import replace

from kiosk.clock import READABLE
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import format_reference
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import enrolment
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds.supplement_papers import (
    make_addition_head,
    make_addition_slip,
    of_event,
    open_addition_event,
)
from kiosk.services.procedures import look_up
from kiosk.services.receipts import verify_receipt
from kiosk.store import cases, outbox
from kiosk.store.outbox import StoredEvent
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Block, Code, Heading, Line, Notice, Pair, Slip


def make_new_receipt_slip(box: Box, event_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The receipt with the code of that event. Raises `Refused` (`nothing-to-print`), also where another code was given
    since: this one opens nothing any more.
    """
    event, body = open_addition_event(box, event_id, reader)
    if not is_newest(box, event):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    key = reader.key(box.store.read(), event.stream)
    if key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    blocks = [
        *make_addition_head(box, event, words),
        *_case(box, event, words),
        _code(box, event, body["salt"], key, words),
    ]
    received = outbox.read_acknowledged_moment(box.store.read(), event.id)
    if received:
        blocks.append(Notice(words.code("paper", "new-code-received", at=words.moment(received))))
    else:
        blocks.append(Notice(words.code("paper", "new-code-kept"), "warning"))
    blocks.append(Line(words.code("paper", "new-code-next")))
    contact = "\n".join(filter(None, (box.site.name, box.site.phone)))
    blocks += [Heading(words.code("paper", "contact"), 3), Line(words.in_french(contact))]
    hours = opening_words.describe_opening_hours(box.site, words, box.watch.today().day)
    return make_addition_slip(event, [*blocks, *([Line(hours)] if hours else [])], words)


def is_newest(box: Box, event: StoredEvent) -> bool:
    """Whether no other code was given for this number here since; an event that was sent again gives the same code."""
    given = [
        past
        for past in outbox.select_event_history(box.store.read(), event.reference)
        if past.type == EventType.NEW_CODE
    ]
    newest = max(given, key=lambda past: past.recorded_at)
    return event.id in (newest.id, newest.replaces)


def code_in(event: StoredEvent, key: bytes) -> str:
    """The code that this event gives. Raises `Unreadable` where this is not the key under which it was written."""
    return enrolment.derive_follow_code(key, json.loads(event.body(key))["salt"], READABLE)


def _case(box: Box, event: StoredEvent, words: Words) -> list[Block]:
    """What the case is about and since when, where it is of this site."""
    db = box.store.read()
    submission = cases.read_submission_by_reference(db, event.reference)
    if submission is None:
        return []
    procedure = look_up.find_procedure_of_case(box, db, submission.case_id)
    prepared = submission.kind == ProcedureKind.PREPARED
    made = words.code("paper", "prepared-on" if prepared else "submitted-on")
    title = [Line(words.text(procedure.title), strong=True)] if procedure else []
    return [*title, Pair(made, words.moment(submission.submitted_at))]


def _code(box: Box, event: StoredEvent, salt: str, key: bytes, words: Words) -> Code:
    """The square with the new proof; of another site's case, which this one cannot prove, the page where number and
    code are typed.
    """
    code = enrolment.derive_follow_code(key, salt, READABLE)
    submission = cases.read_submission_by_reference(box.store.read(), event.reference)
    if submission is not None:
        proof = verify_receipt.proof_of_code(box, submission, code, salt)
        return receipt.make_receipt_code(replace(submission, follow_code=code, proof=proof), box.hub_url, words)
    caption = words.code(
        "paper", "follow" if box.hub_url else "follow-at-the-desk", code=receipt.group_follow_code(code)
    )
    data = f"{box.hub_url.rstrip('/')}/f" if box.hub_url else f"{event.reference} {code}"
    return Code(data, caption, words.code("paper", "code-alt", reference=format_reference(event.reference)))


PAPER = of_event("new_code", make_new_receipt_slip)
