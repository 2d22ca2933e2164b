"""Copies of documents, joined to a case before it leaves: added, looked at, taken away again."""

import hashlib
import re
from dataclasses import replace

from kiosk import sealing
from kiosk.domain import attachment as attachments_of
from kiosk.domain.attachment import JOINED, Attachment, Attachments
from kiosk.domain.fields.registry import kind_of
from kiosk.domain.procedure import Field
from kiosk.errors import Refused
from kiosk.services import desk, safe
from kiosk.services.attachments.cleaning import Clean, clean
from kiosk.services.attachments.sizes import MOST_OF_A_CASE, fits
from kiosk.services.box import Actor, Box
from kiosk.services.desk import Opened
from kiosk.store import attachments, cases
from kiosk.store.attachments import Kept
from kiosk.store.database import Database

TO_BRING = "to_bring"
_ID = re.compile(r"[0-9a-f]{32}")


def document(opened: Opened, field_id: str) -> Field:
    """The question about a document that this case asks. Raises `Refused`: `already-submitted`, `no-such-step`."""
    if not opened.editable:
        raise Refused("already-submitted")
    asked = (field for stop in opened.journey.stops for field in stop.fields)
    found = next((field for field in asked if field.id == field_id and kind_of(field.kind).attaches), None)
    if found is None:
        raise Refused("no-such-step")
    return found


def add(
    box: Box, case_id: str, field_id: str, data: bytes, name: str, actor: Actor, attachment_id: str = ""
) -> Attachment:
    """Clean a file and join it: from now on the document's answer is that a copy is attached.

    `attachment_id` is the form's own, so that a double tap joins once. Raises `Refused`: `no-such-case`,
    `already-submitted`, `no-such-step`, `case-full`, and whatever `clean` refuses.
    """
    document(desk.open_case(box, case_id, actor), field_id)  # before the work, and again before it is kept
    found = clean(data, name)
    made = _attachment(found, attachment_id if _ID.fullmatch(attachment_id) else box.clock.new_id())
    with box.store.write() as db:
        opened = desk.open_case(box, case_id, actor, db)
        asked = document(opened, field_id)
        there = attachments.case_of(db, made.id)
        if there:
            if there != case_id:
                raise Refused("no-such-case")
            return made
        if not fits(attachments.sizes(db, case_id), made.size):
            raise Refused("case-full", most=MOST_OF_A_CASE // 1_000_000)
        file_key = sealing.new_key()
        pieces = attachments_of.locked(made.id, file_key, found.data)
        kept = Kept(case_id, field_id, made, file_key)
        attachments.add(db, kept, pieces, opened.key, box.watch.today().now)
        _answer(box, db, opened, asked, JOINED)
    return made


def remove(box: Box, case_id: str, attachment_id: str, actor: Actor) -> str:
    """Take a file away again; returns its field. Where it was the last, the document has to be answered anew.

    Taken away already, nothing happens. Raises `Refused`: `no-such-case`, `already-submitted`.
    """
    with box.store.write() as db:
        opened = desk.open_case(box, case_id, actor, db)
        if not opened.editable:
            raise Refused("already-submitted")
        kept = next((each for each in _of(db, opened) if each.attachment.id == attachment_id), None)
        if kept is None:
            return ""
        attachments.remove(db, attachment_id)
        field = next((each for each in opened.procedure.fields() if each.id == kept.field_id), None)
        if field is not None:
            _answer(box, db, opened, field, JOINED)
    safe.fold(box)
    return kept.field_id


def bring_instead(box: Box, case_id: str, field_id: str, actor: Actor) -> None:
    """The document is to bring after all; what was joined for it is taken away. Raises `Refused` as `add` does."""
    with box.store.write() as db:
        opened = desk.open_case(box, case_id, actor, db)
        asked = document(opened, field_id)
        for kept in _of(db, opened):
            if kept.field_id == field_id:
                attachments.remove(db, kept.attachment.id)
        _answer(box, db, opened, asked, TO_BRING)
    safe.fold(box)


def joined(box: Box, case_id: str, actor: Actor) -> Attachments:
    """What is joined, by field, in the order it came. Raises `Refused("no-such-case")`."""
    db = box.store.read()
    return by_field(attachments.of_case(db, case_id, safe.open_key(db, case_id, actor)))


def by_field(kept: list[Kept]) -> Attachments:
    """Files by the question they answer."""
    found: dict[str, tuple[Attachment, ...]] = {}
    for each in kept:
        found[each.field_id] = (*found.get(each.field_id, ()), each.attachment)
    return found


def read(box: Box, case_id: str, attachment_id: str, actor: Actor) -> Clean:
    """A joined file, in memory, for whoever can open its case.

    Raises `Refused`: `no-such-case`; `no-such-attachment`, also once the hub has it and it was wiped here.
    """
    db = box.store.read()
    key = safe.open_key(db, case_id, actor)
    kept = next((each for each in attachments.of_case(db, case_id, key) if each.attachment.id == attachment_id), None)
    pieces = list(attachments.pieces(db, attachment_id)) if kept else []
    if kept is None or not pieces:
        raise Refused("no-such-attachment")
    data = attachments_of.unlocked(attachment_id, kept.file_key, pieces)
    return Clean(kept.attachment.name, kept.attachment.media_type, data)


def _attachment(found: Clean, attachment_id: str) -> Attachment:
    digest = hashlib.sha256(found.data).hexdigest()
    return Attachment(attachment_id, found.name, found.media_type, len(found.data), digest)


def _of(db: Database, opened: Opened) -> list[Kept]:
    return attachments.of_case(db, opened.case.id, opened.key)


def _answer(box: Box, db: Database, opened: Opened, field: Field, state: str) -> None:
    """Answer the document so, as pressing its row would, within the caller's transaction."""
    there = field.id in attachments.answered(db, opened.case.id)
    given = attachments_of.judged(attachments_of.stated(state), there)
    answers = {**opened.case.answers, field.id: given}
    case = replace(opened.case, answers=answers, changed_at=box.watch.today().now)
    cases.save(db, case, opened.key, desk.names_of(opened.procedure, case))
