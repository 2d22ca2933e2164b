"""Join files (copies of documents) to a draft: add one, read it, remove it."""

import hashlib

from kiosk.clock import is_id
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import JOINED, Attachment, Attachments
from kiosk.domain.answers.fields.registry import kind_of
from kiosk.domain.answers.position import Page, Position
from kiosk.domain.language.words import Preferences
from kiosk.domain.procedure.procedure import Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import Clean, clean
from kiosk.files.file_type import MOST_OF_A_CASE, fits
from kiosk.services.access.open_case import Opened, open_case, open_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.draft_answers import editable, keep
from kiosk.store.cases import attachments
from kiosk.store.cases.attachments import Kept
from kiosk.store.database import Database

TO_BRING = "to_bring"


def document(opened: Opened, field_id: str) -> Field:
    """The question about a document that this case asks. Raises `Refused`: `already-submitted`, `no-such-step`."""
    if not opened.editable:
        raise Refused(Refusal.ALREADY_SUBMITTED)
    question = opened.journey.asked(field_id)
    if question is None or not kind_of(question[1].kind).attaches:
        raise Refused(Refusal.NO_SUCH_STEP)
    return question[1]


def add(
    box: Box,
    case_id: str,
    field_id: str,
    data: bytes,
    name: str,
    preferences: Preferences,
    actor: Actor,
    attachment_id: str = "",
) -> Attachment:
    """Clean a file and join it; the document's answer becomes that a copy is attached.

    `attachment_id` is the id that the page's form carries, so that a double tap joins once. Raises `Refused`:
    `no-such-case`, `already-submitted`, `no-such-step`, `case-full`, and whatever `clean` refuses.
    """
    document(open_case(box, case_id, actor), field_id)  # cleaning takes seconds: refuse before it, and again after
    cleaned = clean(data, name)
    attachment = _attachment(cleaned, attachment_id if is_id(attachment_id) else box.clock.new_id())
    with box.store.write() as db:
        opened = open_in(box, db, case_id, actor)
        question = document(opened, field_id)
        owner = attachments.case_of(db, attachment.id)
        if owner:
            if owner != case_id:
                raise Refused(Refusal.NO_SUCH_CASE)
            return attachment
        if not fits(attachments.sizes(db, case_id), attachment.size):
            raise Refused(Refusal.CASE_FULL, most=MOST_OF_A_CASE // 1_000_000)
        file_key = sealing.new_key()
        pieces = attachments_of.encrypt(attachment.id, file_key, cleaned.data)
        kept = Kept(case_id, field_id, attachment, file_key)
        attachments.add(db, kept, pieces, opened.key, box.watch.today().now)
        _answer(box, db, opened, question, JOINED, preferences)
    return attachment


def remove(box: Box, case_id: str, attachment_id: str, preferences: Preferences, actor: Actor) -> str:
    """Remove a joined file; gives the id of its field, "" where the file is gone already.

    After the last file of a document, the document has to be answered again. Raises `Refused`: `no-such-case`,
    `already-submitted`.
    """
    with box.store.write() as db:
        opened = editable(open_in(box, db, case_id, actor))
        kept = next((file for file in _of(db, opened) if file.attachment.id == attachment_id), None)
        if kept is None:
            return ""
        attachments.remove(db, attachment_id)
        field = next((question for question in opened.procedure.fields() if question.id == kept.field_id), None)
        if field is not None:
            _answer(box, db, opened, field, JOINED, preferences)
    data_keys.fold(box)
    return kept.field_id


def bring_instead(box: Box, case_id: str, field_id: str, preferences: Preferences, actor: Actor) -> Opened:
    """Answer that the document will be brought, that of a photograph there is none, and remove the files joined for it.

    Raises `Refused` as `add` does.
    """
    with box.store.write() as db:
        opened = open_in(box, db, case_id, actor)
        question = document(opened, field_id)
        for file in _of(db, opened):
            if file.field_id == field_id:
                attachments.remove(db, file.attachment.id)
        paper = opened.procedure.document(str(question.options.get("document", "")))
        state = "" if paper is not None and paper.picture else TO_BRING
        opened = _answer(box, db, opened, question, state, preferences)
    data_keys.fold(box)
    return opened


def joined(box: Box, case_id: str, actor: Actor) -> Attachments:
    """The joined files by field id, in the order they were added. Raises `Refused` (`no-such-case`)."""
    db = box.store.read()
    return by_field(attachments.of_case(db, case_id, data_keys.open_key(db, case_id, actor)))


def by_field(kept: list[Kept]) -> Attachments:
    """Stored files grouped by the id of the field they answer."""
    files: dict[str, tuple[Attachment, ...]] = {}
    for file in kept:
        files[file.field_id] = (*files.get(file.field_id, ()), file.attachment)
    return files


def read(box: Box, case_id: str, attachment_id: str, actor: Actor) -> Clean:
    """A joined file, decrypted in memory, for an actor who can open its case.

    Raises `Refused`: `no-such-case`; `no-such-attachment`, also after it was wiped here because the hub has it.
    """
    db = box.store.read()
    key = data_keys.open_key(db, case_id, actor)
    kept = next((file for file in attachments.of_case(db, case_id, key) if file.attachment.id == attachment_id), None)
    pieces = list(attachments.pieces(db, attachment_id)) if kept else []
    if kept is None or not pieces:
        raise Refused(Refusal.NO_SUCH_ATTACHMENT)
    data = attachments_of.decrypt(attachment_id, kept.file_key, pieces)
    return Clean(kept.attachment.name, kept.attachment.media_type, data)


def _attachment(clean: Clean, attachment_id: str) -> Attachment:
    digest = hashlib.sha256(clean.data).hexdigest()
    return Attachment(attachment_id, clean.name, clean.media_type, len(clean.data), digest)


def _of(db: Database, opened: Opened) -> list[Kept]:
    return attachments.of_case(db, opened.case.id, opened.key)


def _answer(box: Box, db: Database, opened: Opened, field: Field, state: str, preferences: Preferences) -> Opened:
    """Save `state` as the document's answer, as pressing its row would, in the caller's transaction."""
    attached = field.id in attachments.answered(db, opened.case.id)
    answers = {field.id: attachments_of.check_claim(attachments_of.answer_of_state(state), None, attached, "")}
    here = Position(Page.DOCUMENT, field.id)
    return keep(db, opened, here, answers, box.watch.today(), preferences).opened
