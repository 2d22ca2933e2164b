"""The papers of a submitted case: its receipt, the answers of a preparation, the attestation once they are gone."""

import json
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.domain.answers.case import NAMES, initials
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.events.event import EventType, UpdateKind
from kiosk.domain.events.payment import Payment, find_payment
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.silence_facts import SilenceDay
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access import open_case
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds import hub_update
from kiosk.services.papers.paper import Paper, letterhead, make_contact_blocks
from kiosk.services.procedures import fact_checks, look_up
from kiosk.store import cases, counters, outbox, updates
from kiosk.store.cases import Submission
from kiosk.store.database import Database
from kiosk.store.outbox import PastEvent
from kiosk.words.words import Words
from printers.slip import Big, Block, Code, Heading, Items, Line, Notice, Pair, Slip

_SHARED_STEPS = ("for-whom", "applicant", "curator")
"""The first steps of every procedure, who asks for whom, which are on the receipt."""


def make_case_receipt_slip(box: Box, case_id: str, words: Words, reader: KeyHolder, *, says_where: bool = True) -> Slip:
    """The receipt of a submitted case; `says_where`: with its present state. Raises as `make_job_slip` does."""
    db = box.store.read()
    submission = cases.read_submission(db, case_id, reader.key(db, case_id))
    event, body = hub_update.read_submitted(db, case_id, reader)
    if submission is None or event is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    if former := counters.select_former_references(db, case_id):
        body["formerly"] = former
    procedure = look_up.find_procedure_of_case(box, db, case_id)
    days = _days(box, submission.reference, body, reader)
    paid = find_priced_case(box, case_id, reader)
    body["price"], body["paid_on"] = paid and paid.price, paid and paid.payment and paid.payment.day
    return receipt.make_receipt_slip(
        body,
        submission=submission,
        procedure=procedure and replace(procedure, facts=tuple(fact_checks.list_checked_facts(box, procedure))),
        received_at=outbox.read_acknowledged_moment(db, event.id),
        silence=days[0],
        papers_by=days[1],
        answer_by=days[2],
        site=box.site,
        hub_url=box.hub_url,
        words=words,
        alone=reader.alone,
        refused=box.hub_line.refuses,
        says_where=says_where,
    )


def silence(box: Box, case_id: str, reader: KeyHolder) -> SilenceDay | None:
    """When silence decides a submitted case; None where it never does, or this reader cannot open it."""
    event, body = hub_update.read_submitted(box.store.read(), case_id, reader)
    return _days(box, event.reference, body, reader)[0] if event else None


def _days(
    box: Box, reference: str, body: dict[str, Any], reader: KeyHolder
) -> tuple[SilenceDay | None, date | None, date | None]:
    """As `receipt.find_days`."""
    db = box.store.read()
    history = [(event, _said(db, event, reader)) for event in outbox.select_event_history(db, reference)]
    told = [
        (update, hub_update.said_of(update, reader) if update.kind == UpdateKind.ADDED else None)
        for update in updates.select_updates(db, reference)
    ]
    return receipt.find_days(body, history, told, box.settings.zone)


def _said(
    db: Database, event: PastEvent, reader: KeyHolder, type_: EventType = EventType.SUPPLEMENT
) -> dict[str, Any] | None:
    key = reader.key(db, event.stream) if event.kept and event.type == type_ else None
    try:
        return dict(json.loads(outbox.decrypt_event_body(event.id, event.kept, key))) if key is not None else None
    except Unreadable:  # a supplement of a stream of its own, whose key this reader does not have
        return None


class PricedCase(Struct, frozen=True):
    """What a submitted case costs (euros, `"8.50"`), and what is noted of its payment, None where nothing is."""

    price: str
    payment: Payment | None


def find_priced_case(box: Box, case_id: str, reader: KeyHolder) -> PricedCase | None:
    """None for a case that costs nothing, and where what may be noted cannot be opened: then nobody here knows."""
    db = box.store.read()
    procedure = look_up.find_procedure_of_case(box, db, case_id)
    if procedure is None or not procedure.price:
        return None
    events = outbox.select_event_history(db, find_case_number(db, case_id))
    said = [_said(db, event, reader, EventType.NOTICES) for event in events if event.type == EventType.NOTICES]
    payment = find_payment(body for body in said if body)
    return None if payment is None and None in said else PricedCase(procedure.price, payment)


def find_case_number(db: Database, case_id: str) -> str:
    """The number of a submitted case, "" for another."""
    submission = cases.read_submission(db, case_id)
    return submission.reference if submission else ""


def make_answers_slip(box: Box, case_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The answers in French, the language of the form, then the documents to take along.

    Raises `Refused` (`nothing-to-print`): the answers are destroyed, or this reader has no key.
    """
    db = box.store.read()
    event, body = hub_update.read_submitted(db, case_id, reader)
    if event is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    title, name, named = words.code("paper", "answers"), body["procedure"]["title"], frozenset[str]()
    if reader.alone:
        procedure = look_up.find_procedure_of_case(box, db, case_id)
        name = words.code("paper", "discreet") if procedure is None or procedure.discreet else name
        named = frozenset(field.id for field in procedure.fields() if field.role in NAMES) if procedure else named
    blocks: list[Block] = [
        Heading(box.site.name, 1),
        Heading(title, 2),
        Line(name, strong=True),
        Pair(words.code("paper", "reference"), format_reference(event.reference)),
        Notice(words.code("paper", "not-a-deposit"), "warning"),
    ]
    blocks += answers(body, named)
    documents = tuple(document["label"] for document in body["documents"])
    if documents:
        blocks.append(Items(documents, words.code("paper", "take-along")))
    if body["where"]:
        blocks += [Heading(words.code("paper", "where"), 3), Line(body["where"])]
    title = f"{title} {format_reference(event.reference)}"
    return Slip(title, words.language, words.direction, tuple(blocks), event.reference)


def answers(body: dict[str, Any], named: frozenset[str] = frozenset()) -> Iterator[Block]:
    """The answers of a `submitted` body, step by step, without empty ones; only initials for the fields `named`."""
    shown_answers = (answer for answer in body["answers"] if answer["shown"] and answer["step"] not in _SHARED_STEPS)
    for title, of_step in groupby(shown_answers, key=lambda answer: str(answer["step_title"])):
        yield Heading(title, 3)
        for answer in of_step:
            shown = initials(answer["shown"]) if answer.get("field") in named else answer["shown"]
            repeats, label = find_field_kind(answer["kind"]).repeats, answer["label"]
            yield Items(tuple(shown.split("\n")), label) if repeats else Pair(label, shown)


def make_attestation_slip(box: Box, case_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The attestation of a case, which names nobody and needs no key.

    Raises `Refused` (`nothing-to-print`) if the case was not submitted. The proof contains the number. The follow code
    is not printed: it was destroyed with the answers.
    """
    submission = cases.read_submission(box.store.read(), case_id)
    if submission is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    prepared, site = submission.kind == ProcedureKind.PREPARED, box.site
    title = words.code("paper", "attestation-prepared" if prepared else "attestation")
    legal = words.day(date.fromisoformat(submission.legal_date))
    blocks: list[Block] = [
        *letterhead(site, words),
        Heading(title, 2),
        Big(format_reference(submission.reference), words.code("paper", "reference")),
        Pair(words.code("paper", "prepared-on" if prepared else "received-on"), words.moment(submission.submitted_at)),
    ]
    if prepared:
        blocks.append(Notice(words.code("paper", "not-a-deposit"), "warning"))
    else:
        blocks.append(Pair(words.code("paper", "counts-from"), legal))
    if not submission.date_certain:
        blocks.append(Notice(words.code("paper", "date-to-confirm"), "warning"))
    blocks.append(Line(words.code("paper", "answers-gone")))
    blocks.append(make_attestation_code(submission, box.hub_url, words))
    blocks += make_contact_blocks(box, words)
    name = f"{title} {format_reference(submission.reference)}"
    return Slip(name, words.language, words.direction, tuple(blocks), job_title=submission.reference)


def make_attestation_code(submission: Submission, hub_url: str, words: Words) -> Code:
    """The QR code with the proof, without the follow code."""
    text = f"{submission.reference} #{receipt_proof.encode_receipt_proof(submission.proof)}"
    data = receipt_proof.make_receipt_link(hub_url, submission.proof) if hub_url else text
    alt = words.code("paper", "code-alt", reference=format_reference(submission.reference))
    return Code(data, words.code("paper", "attestation-code"), alt)


RECEIPT = Paper(
    "receipt", make_case_receipt_slip, Tray.RECEIPTS, number=find_case_number, alone=True, proved=True, brief=True
)
ANSWERS = Paper("answers", make_answers_slip, Tray.ANSWERS, number=find_case_number, alone=True)
ATTESTATION = Paper(
    "attestation",
    make_attestation_slip,
    Tray.RECEIPTS,
    number=find_case_number,
    gone=lambda db, case_id: cases.read_submission(db, case_id) is None,
    may_see=open_case.may_know_of,
    needs_key=False,
    proved=True,
    stands_for=frozenset({RECEIPT.kind, ANSWERS.kind}),
    counted_as=RECEIPT.kind,
)
"""Their subject is a case's id; the attestation needs no key."""
