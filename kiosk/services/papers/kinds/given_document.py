"""The document that came with a decision, on its own pages: a scanned letter, or a PDF that the service signed."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from kiosk.domain.answers import attachment
from kiosk.domain.events.reference import format_reference
from kiosk.domain.events.wire.statements import DecisionDocument
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.replies.asked_paper import find_promised_document
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Box
from kiosk.services.papers.kinds.hub_update import find_number_of_update, is_update_wiped, said_of, update_of
from kiosk.services.papers.paper import Paper, letterhead
from kiosk.store import updates
from kiosk.store.database import Database
from kiosk.words.words import Words
from printers.paper import sheet
from printers.slip import Big, Heading, Notice, Slip


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
        content = b"".join(
            attachment.decrypt_chunks(
                kept.id, opens["key"], opens["header"], updates.select_document_chunks(db, kept.id)
            )
        )
    except Unreadable:
        content = b""
    if hashlib.sha256(content).hexdigest() != document.sha256:
        with box.store.write() as writing:
            updates.delete_document_chunks(writing, kept.id)
        raise Refused(Refusal.DOCUMENT_COMING)
    return document, content


KIND = "given"
_PDF = "application/pdf"


def _make_given_document_slip(box: Box, reference_and_id: str, words: Words, reader: KeyHolder) -> Slip:
    """Its pages; a roll says in their place that they need A4. Raises as `hub_update.make_hub_update_slip`, and
    `document-coming`.
    """
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


PAPER = Paper(
    KIND,
    _make_given_document_slip,
    Tray.DECISIONS,
    number=find_number_of_update,
    gone=is_update_wiped,
    needs_key=False,
    alike=True,
)
"""Its subject is that of its update, `<reference>:<update id>`. Its copies are not numbered: nothing is added to it."""
