"""What the service said of a case, as the hub brought it: an update's own paper, and the document that came with it."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from msgspec import Struct

from kiosk.clock import moment
from kiosk.domain.answers import attachment
from kiosk.domain.events.case_line import find_translated_message
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import UNSAID, EventType, RequestOutcome, UpdateKind
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.silence_facts import silence_from_wire
from kiosk.domain.events.wire.statements import DecisionDocument
from kiosk.domain.language.spelling import Text
from kiosk.domain.places.site import Site
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.replies.asked_paper import find_promised_document
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers import paper, receipt
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.services.procedures import look_up
from kiosk.store import cases, outbox, updates
from kiosk.store.database import Database
from kiosk.store.outbox import StoredEvent
from kiosk.store.updates import StoredUpdate
from kiosk.words import opening_words
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words
from printers.paper import sheet
from printers.slip import Big, Block, Heading, Items, Line, Notice, Pair, Slip

_PDF = "application/pdf"


def make_hub_update_slip(box: Box, reference_and_id: str, words: Words, reader: KeyHolder) -> Slip:
    """The paper of an update from the hub: a state with its message, or the service's « accusé de réception ».

    Raises as `make_job_slip` does.
    """
    update = update_of(box.store.read(), reference_and_id)
    fields = said_of(update, reader)
    if update is None or fields is None or update.kind in UNSAID:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    db, kind, reference = box.store.read(), fields["kind"], update.reference
    submission = cases.read_submission_by_reference(db, reference)
    # A case of another site has none here.
    procedure = look_up.find_procedure_of_case(box, db, submission.case_id) if submission else None
    # What the hub says for the paper alone.
    told = fields.get("letter")
    letter = {name: text for name, text in told.items() if isinstance(text, str)} if isinstance(told, dict) else {}
    is_decided = fields["state"] in ENDED and not fields.get("passed_to")
    said = "accuse" if kind == UpdateKind.ACCUSE else "decision" if is_decided else "progress"
    heading = words.code("rights", fields["outcome"]) if kind == UpdateKind.RIGHTS else words.code("paper", said)
    title = words.text(procedure.title) if procedure else words.in_french(letter.get("procedure", ""))
    to, author = letter.get("to", ""), ", ".join(filter(None, (letter.get("author"), letter.get("quality"))))
    state = words.code("state", fields["state"])
    if passed_to := fields.get("passed_to", ""):
        day = words.day(moment(fields["at"]).astimezone(words.zone).date())
        state = words.code("line", "passed", day=day, to=words.in_french(passed_to))
    blocks: list[Block] = [
        *letterhead(box.site, words),
        *([Pair(words.code("paper", "letter-to"), words.in_french(to))] if to else []),
        Pair(words.code("paper", "on"), words.moment(moment(fields["at"]))),
        Heading(heading, 2),
        *([Pair(words.code("paper", "letter-about"), title)] if title else []),
        Big(format_reference(reference), words.code("paper", "reference")),
        *([Pair(words.code("paper", "from"), words.in_french(fields["by"]))] if kind != UpdateKind.ACCUSE else []),
        *([Pair(words.code("paper", "letter-author"), words.in_french(author))] if author else []),
        Line(state, strong=True),
    ]
    if fields.get("outcome") == RequestOutcome.REFUSED:
        blocks.append(Line(words.code("rights", "remedy")))
    message = _message(fields, words)
    blocks += message
    above = "\n".join(block.text for block in message).casefold()  # a message from a template may say both already
    asked, due = paper.labels(fields, procedure, words), fields.get("papers_by") or ""
    by = words.day(date.fromisoformat(due)) if due else ""
    if not all(label.casefold() in above for label in asked):
        blocks += [Line(words.code("paper", "asked"), strong=True), Items(tuple(asked))]

    def say(french: str) -> str:
        """A sentence of the procedure's file as the catalogues have it: the very same French, or none."""
        return words.text(Text(french, context=procedure.id)) if procedure else words.in_french(french)

    silence = silence_from_wire(fields.get("silence"))
    if kind == UpdateKind.ACCUSE:
        blocks += _acknowledge(fields["accuse"], box.site, words)
    if silence:
        blocks += receipt.silence_blocks(silence, words, say, day_said=bool(by) and by.casefold() in above)
    elif by and by.casefold() not in above:
        blocks.append(Line(words.code("silence", "papers-by", by=by)))
    if kind == UpdateKind.ACCUSE:
        body = read_submitted(db, submission.case_id, reader)[1] if submission else {}
        others = receipt.instead(procedure, body, words) if body else []
        if not silence and not others:
            blocks.append(Line(words.code("silence", "none")))
        blocks += receipt.subject_blocks(others)
        if contests := fields["accuse"].get("remedies"):
            blocks += receipt.remedy_blocks(say(contests), contests, box.site, words)
    # To close a request unanswered is to refuse it: without its remedies no delay runs (CJA, R. 421-5).
    # To pass it on decides nothing (L. 114-2).
    ends = fields["state"] in (CaseState.REFUSED, CaseState.CLOSED) and not passed_to
    if ends and (contests := letter.get("remedies")):
        is_request = fields["state"] == CaseState.CLOSED and (procedure is None or procedure.accuse)
        first = words.code("paper", "closed-as-refused") if is_request else ""
        blocks += receipt.remedy_blocks(say(contests), contests, box.site, words, first)
    blocks += _ending(box, fields, letter, words)
    name = f"{heading} {format_reference(reference)}"
    return Slip(name, words.language, words.direction, tuple(blocks), job_title=reference)


def _message(fields: dict[str, Any], words: Words) -> list[Line]:
    """What the service wrote; announced as such where it stands in French within another language."""
    if not (message := fields["message"]):
        return []
    if words.language == FRENCH:
        return [Line(message)]
    translated = find_translated_message(fields, words.language)
    if not translated:
        return [Line(words.code("paper", "service-wrote"), strong=True), Line(words.in_french(message))]
    lines = translated.splitlines()
    is_own = [line.startswith("«") and line.strip("« »") in message for line in lines]
    if not any(is_own):
        return [Line(translated)]
    return [Line(words.in_french(line) if own else line) for line, own in zip(lines, is_own, strict=True) if line]


def _ending(box: Box, fields: dict[str, Any], letter: dict[str, str], words: Words) -> list[Block]:
    """Where to bring or ask: the reader holds nothing but this paper."""
    blocks: list[Block] = []
    site, accuse = box.site, fields["kind"] == UpdateKind.ACCUSE
    reached = [letter[name] for name in ("address", "phone", "email") if letter.get(name)]
    if fields.get("passed_to"):  # That service has the case no more; where the other one is, this box does not know.
        told = "\n".join(filter(None, (site.name, site.address, site.phone)))
        blocks += [Heading(words.code("paper", "contact"), 3), Line(words.in_french(told))]
    elif reached and not accuse:
        told = "\n".join((fields["by"], *reached))
        blocks += [Heading(words.code("paper", "contact"), 3), Line(words.in_french(told))]
    if fields["state"] == CaseState.INCOMPLETE:
        hours = opening_words.describe_opening_hours(site, words, box.watch.today().day)
        blocks += [Heading(words.code("paper", "checklist-where"), 3)]
        place = "\n".join(filter(None, (site.name, site.address, site.phone)))
        blocks += [Line(words.in_french(place)), *([Line(hours)] if hours else [])]
    return blocks


def _acknowledge(accuse: dict[str, Any], site: Site, words: Words) -> list[Block]:
    """The day and the service that CRPA R. 112-5 requires, as the deciding service gave them; of one to which the case
    was passed on nobody knows more than its name, and the town hall is how it is reached."""
    contact = [accuse[name] for name in ("address", "phone", "email") if accuse.get(name)]
    contact = contact or list(filter(None, (site.name, site.address, site.phone, site.email)))
    return [
        Pair(words.code("paper", "received-on"), words.day(date.fromisoformat(accuse["received_on"]))),
        Pair(words.code("paper", "service"), words.in_french(accuse["service"])),
        *([Line(words.in_french("\n".join(contact)))] if contact else []),
    ]


def read_submitted(db: Database, case_id: str, reader: KeyHolder) -> tuple[StoredEvent | None, dict[str, Any]]:
    """The event of a case and its body; None where this reader cannot open it."""
    event, key = outbox.read_newest_event(db, case_id, EventType.SUBMITTED), reader.key(db, case_id)
    if event is None or not event.kept or key is None:
        return None, {}
    return event, json.loads(event.body(key))


def said_of(update: StoredUpdate | None, reader: KeyHolder) -> dict[str, Any] | None:
    """What the hub said in an update; None where this reader cannot open it, or it is gone."""
    content = reader.sealed(update.service_id, update.body) if update else None
    return None if content is None else dict(json.loads(content))


def update_of(db: Database, reference_and_id: str) -> StoredUpdate | None:
    """The update of a subject, `<reference>:<update id>`; None for one that is another case's."""
    reference, _, update_id = reference_and_id.partition(":")
    update = updates.read_update_row(db, update_id)
    return update if update and update.reference == reference else None


def find_number_of_update(db: Database, reference_and_id: str) -> str:
    """The number of the update's case, "" where there is no such update."""
    update = update_of(db, reference_and_id)
    return update.reference if update else ""


def is_update_wiped(db: Database, reference_and_id: str) -> bool:
    """Whether the update's words are wiped."""
    update = updates.read_update_row(db, reference_and_id.partition(":")[2])
    return update is None or not update.body


class ShownDocument(Struct, frozen=True):
    """The document of a decision as a page lists it; `is_here` once all of it has come."""

    given: DecisionDocument
    is_here: bool


def find_document_of_update(db: Database, said: Mapping[str, Any]) -> ShownDocument | None:
    """The document that an update promises, as far as its words can be read; None where it has none."""
    document = find_promised_document(said)
    if document is None:
        return None
    kept = updates.read_update_document(db, str(said["id"]))
    return ShownDocument(document, kept is not None and kept.is_whole)


def open_given_document(box: Box, said: Mapping[str, Any], reader: KeyHolder) -> tuple[DecisionDocument, bytes]:
    """The document of an update and its bytes, which are those that the hub promised.

    Raises `Refused`: `nothing-to-print` where the update has none, or this reader has not the key, `document-coming`
    where it is not whole; one whose bytes are others is asked for again.
    """
    db, document = box.store.read(), find_promised_document(said)
    kept = updates.read_update_document(db, str(said["id"])) if document else None
    if document is None or kept is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    if not kept.is_whole:
        raise Refused(Refusal.DOCUMENT_COMING)
    made_of = reader.sealed(kept.service_id, kept.made_of)
    if made_of is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    opens = {name: bytes.fromhex(part) for name, part in json.loads(made_of).items()}
    try:
        chunks = updates.select_document_chunks(db, kept.id)
        content = b"".join(attachment.decrypt_chunks(kept.id, opens["key"], opens["header"], chunks))
    except Unreadable:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        with box.store.write() as writing:
            updates.delete_document_chunks(writing, kept.id)
        raise Refused(Refusal.DOCUMENT_COMING)
    return document, content


def _make_given_document_slip(box: Box, reference_and_id: str, words: Words, reader: KeyHolder) -> Slip:
    """Its pages; a roll says that they need A4. Raises as `make_hub_update_slip`, and `document-coming`."""
    update = update_of(box.store.read(), reference_and_id)
    said = said_of(update, reader)
    if update is None or said is None:
        raise Refused(Refusal.NOTHING_TO_PRINT)
    document, content = open_given_document(box, said, reader)
    heading = words.code("paper", "given")
    blocks = (
        *letterhead(box.site, words),
        Heading(heading, 2),
        Big(format_reference(update.reference), words.code("paper", "reference")),
        Notice(words.code("paper", "given-needs-a4"), "warning"),
    )
    pages = content if document.media_type == _PDF else sheet.pdf_of(content)
    return Slip(heading, words.language, words.direction, blocks, job_title=update.reference, pages=pages)


UPDATE = Paper(
    "update",
    make_hub_update_slip,
    Tray.DECISIONS,
    number=find_number_of_update,
    gone=is_update_wiped,
    needs_key=False,
    counts_in_french=True,
)
GIVEN = Paper(
    "given",
    _make_given_document_slip,
    Tray.DECISIONS,
    number=find_number_of_update,
    gone=is_update_wiped,
    needs_key=False,
    alike=True,
)
"""Their subject is `<reference>:<update id>`, which the service's key opens. A document's copies are not numbered:
nothing is added to it."""
