"""The receipt that replaces a lost one: the number, the new code with its square, and when the old one dies."""

import json

from msgspec.structs import replace

from kiosk.clock import READABLE
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import spoken
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import enrolment
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Reader
from kiosk.services.box.box import Box
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds.supplement_papers import head, of_event, opened, slip_of
from kiosk.services.procedures import look_up
from kiosk.services.receipts import verify_receipt
from kiosk.store.cases import cases
from kiosk.store.events import outbox
from kiosk.store.events.outbox import Kept
from kiosk.words import opening_words
from kiosk.words.words import Words
from printers.slip import Block, Code, Heading, Line, Notice, Pair, Slip


def slip(box: Box, event_id: str, words: Words, reader: Reader) -> Slip:
    """The receipt with the code of that event. Raises `Refused` (`nothing-to-print`), also where another code was given
    since: this one opens nothing any more.
    """
    event, body = opened(box, event_id, reader)
    if not is_newest(box, event):
        raise Refused(Refusal.NOTHING_TO_PRINT)
    key = reader.key(box.store.read(), event.stream)
    if key is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    blocks = [*head(box, event, words), *_case(box, event, words), _code(box, event, body["salt"], key, words)]
    received = outbox.acknowledged_at(box.store.read(), event.id)
    if received:
        blocks.append(Notice(words.code("paper", "new-code-received", at=words.moment(received))))
    else:
        blocks.append(Notice(words.code("paper", "new-code-kept"), "warning"))
    blocks.append(Line(words.code("paper", "new-code-next")))
    contact = "\n".join(filter(None, (box.site.name, box.site.phone)))
    blocks += [Heading(words.code("paper", "contact"), 3), Line(words.in_french(contact))]
    hours = opening_words.hours(box.site, words, box.watch.today().day)
    return slip_of(event, [*blocks, *([Line(hours)] if hours else [])], words)


def is_newest(box: Box, event: Kept) -> bool:
    """Whether no other code was given for this number here since; an event that was sent again gives the same code."""
    given = [past for past in outbox.history(box.store.read(), event.reference) if past.type == EventType.NEW_CODE]
    newest = max(given, key=lambda past: past.recorded_at)
    return event.id in (newest.id, newest.replaces)


def code_in(event: Kept, key: bytes) -> str:
    """The code that this event gives. Raises `Unreadable` where this is not the key under which it was written."""
    return enrolment.code_of(key, json.loads(event.body(key))["salt"], READABLE)


def _case(box: Box, event: Kept, words: Words) -> list[Block]:
    """What the case is about and since when, where it is of this site."""
    db = box.store.read()
    submission = cases.submission_of(db, event.reference)
    if submission is None:
        return []
    procedure = look_up.of_case(box, db, submission.case_id)
    prepared = submission.kind == ProcedureKind.PREPARED
    made = words.code("paper", "prepared-on" if prepared else "submitted-on")
    title = [Line(words.text(procedure.title), strong=True)] if procedure else []
    return [*title, Pair(made, words.moment(submission.submitted_at))]


def _code(box: Box, event: Kept, salt: str, key: bytes, words: Words) -> Code:
    """The square with the new proof; of another site's case, which this one cannot prove, the page where number and
    code are typed.
    """
    code = enrolment.code_of(key, salt, READABLE)
    submission = cases.submission_of(box.store.read(), event.reference)
    if submission is not None:
        proof = verify_receipt.proof_of_code(box, submission, code, salt)
        return receipt.code(replace(submission, follow_code=code, proof=proof), box.hub_url, words)
    caption = words.code("paper", "follow" if box.hub_url else "follow-at-the-desk", code=receipt.grouped(code))
    data = f"{box.hub_url.rstrip('/')}/f" if box.hub_url else f"{event.reference} {code}"
    return Code(data, caption, words.code("paper", "code-alt", reference=spoken(event.reference)))


PAPER = of_event("new_code", slip)
