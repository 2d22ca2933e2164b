"""Join files (copies of documents) to a draft: scan one or add it, read it, remove it."""

import hashlib
import re
import shutil
import subprocess

from msgspec import Struct

from kiosk.clock import is_id
from kiosk.crypto import sealing
from kiosk.domain.answers import attachment as attachments_of
from kiosk.domain.answers.attachment import JOINED, Attachment, Attachments
from kiosk.domain.answers.fields.registry import find_field_kind
from kiosk.domain.answers.journey import Page, Position
from kiosk.domain.language.words import Preferences
from kiosk.domain.procedure.procedure import Field
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import MOST_OF_A_CASE, SafeFile, clean_untrusted_file, fits_in_case
from kiosk.services.access.open_case import OpenedCase, open_case, open_case_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.drafts import check_case_editable, save_page_answers
from kiosk.store import attachments
from kiosk.store.attachments import StoredAttachment
from kiosk.store.database import Database

COMMAND = "scanimage"
TIMEOUT_S = 120.0
"""A flatbed warms up, and a page at 300 dots an inch takes a minute on an old one."""
LIST_TIMEOUT_S = 20.0
"""SANE asks the network too."""
MOST_BYTES = 60_000_000
"""Of a page as it comes; it is cleaned, and so made smaller, like every file."""
_DEVICE = re.compile(r"[!-~]{1,200}")
"""As SANE writes device names (`backend:place`); never begins with a dash, which the command would take as its own."""


class Device(Struct, frozen=True):
    """One scanner: `id` as SANE names it, `name` as its maker does."""

    id: str
    name: str


def is_usable() -> bool:
    """Whether the scan command is installed; whether a scanner is plugged in, `list_scanners` says."""
    return shutil.which(COMMAND) is not None


def list_scanners() -> list[Device]:
    """The scanners that answer now. Raises `Refused` with `no-scanner-software` or `scanner-failed`."""
    listed = _run(["--formatted-device-list=%d%t%v %m%n"], LIST_TIMEOUT_S).decode("utf-8", "replace")
    parts = (line.split("\t", 1) for line in listed.splitlines() if "\t" in line)
    return [Device(device.strip(), " ".join(name.split())) for device, name in parts if _is_device(device.strip())]


def scan_page(device: str) -> bytes:
    """One page as PNG, at 200 dots an inch, from the scanner to memory: no file is made on the way.

    Raises `Refused` with `no-scanner-software`, `no-such-scanner` or `scanner-failed`.
    """
    if not _is_device(device):
        raise Refused(Refusal.NO_SUCH_SCANNER)
    page = _run(["--device-name", device, "--format=png", "--resolution=200"], TIMEOUT_S)
    if not page or len(page) > MOST_BYTES:
        raise Refused(Refusal.SCANNER_FAILED)
    return page


def _run(options: list[str], timeout_s: float) -> bytes:
    command = shutil.which(COMMAND)
    if command is None:
        raise Refused(Refusal.NO_SCANNER_SOFTWARE)
    try:
        done = subprocess.run([command, *options], capture_output=True, timeout=timeout_s, check=True)
    except (OSError, subprocess.SubprocessError):
        raise Refused(Refusal.SCANNER_FAILED) from None
    return done.stdout


def _is_device(text: str) -> bool:
    return bool(_DEVICE.fullmatch(text)) and not text.startswith("-")


TO_BRING = "to_bring"


def get_document_question(opened: OpenedCase, field_id: str) -> Field:
    """The question about a document that this case asks. Raises `Refused`: `already-submitted`, `no-such-step`."""
    question = check_case_editable(opened).journey.asked(field_id)
    if question is None or not find_field_kind(question[1].kind).attaches:
        raise Refused(Refusal.NO_SUCH_STEP)
    return question[1]


def join_file(
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
    `no-such-case`, `already-submitted`, `no-such-step`, `case-full`, and whatever `clean_untrusted_file` refuses.
    """
    # Cleaning takes seconds: refuse before it, and again after.
    get_document_question(open_case(box, case_id, actor), field_id)
    cleaned = clean_untrusted_file(data, name)
    attachment = describe_file(cleaned, attachment_id if is_id(attachment_id) else box.clock.new_id())
    with box.store.write() as db:
        opened = open_case_in(box, db, case_id, actor)
        question = get_document_question(opened, field_id)
        kept = StoredAttachment(case_id, field_id, attachment, sealing.new_random_key())
        if store_file(box, db, kept, cleaned.data, opened.key):
            _answer(box, db, opened, question, JOINED, preferences)
    return attachment


def store_file(box: Box, db: Database, kept: StoredAttachment, data: bytes, key: bytes) -> bool:
    """Encrypt a cleaned file into the draft that has this `key`; False where a first tap stored it already.

    Raises `Refused`: `no-such-case` for the id of another draft's file, `case-full`.
    """
    file = kept.attachment
    if owner := attachments.read_attachment_case(db, file.id):
        if owner != kept.case_id:
            raise Refused(Refusal.NO_SUCH_CASE)
        return False
    if not fits_in_case(attachments.select_attachment_sizes(db, kept.case_id), file.size):
        raise Refused(Refusal.CASE_FULL, most=MOST_OF_A_CASE // 1_000_000)
    pieces = attachments_of.encrypt_file(file.id, kept.file_key, data)
    attachments.insert_attachment(db, kept, pieces, key, box.watch.today().now)
    return True


def remove_joined_file(box: Box, case_id: str, attachment_id: str, preferences: Preferences, actor: Actor) -> str:
    """Remove a joined file; gives the id of its field, "" where the file is gone already.

    After the last file of a document, the document has to be answered again. Raises `Refused`: `no-such-case`,
    `already-submitted`.
    """
    with box.store.write() as db:
        opened = check_case_editable(open_case_in(box, db, case_id, actor))
        files = attachments.select_case_attachments(db, case_id, opened.key)
        kept = next((file for file in files if file.attachment.id == attachment_id), None)
        if kept is None:
            return ""
        attachments.delete_attachment(db, attachment_id)
        field = next((question for question in opened.procedure.fields() if question.id == kept.field_id), None)
        if field is not None:
            _answer(box, db, opened, field, JOINED, preferences)
    data_keys.fold_write_ahead_log(box)
    return kept.field_id


def bring_instead(box: Box, case_id: str, field_id: str, preferences: Preferences, actor: Actor) -> OpenedCase:
    """Answer that the document will be brought, that of a photograph there is none, and remove the files joined for it.

    Raises `Refused` as `join_file` does.
    """
    with box.store.write() as db:
        opened = open_case_in(box, db, case_id, actor)
        question = get_document_question(opened, field_id)
        for file in attachments.select_case_attachments(db, case_id, opened.key):
            if file.field_id == field_id:
                attachments.delete_attachment(db, file.attachment.id)
        paper = opened.procedure.document(str(question.options.get("document", "")))
        state = "" if paper is not None and paper.picture else TO_BRING
        opened = _answer(box, db, opened, question, state, preferences)
    data_keys.fold_write_ahead_log(box)
    return opened


def list_joined_files(box: Box, case_id: str, actor: Actor) -> Attachments:
    """The joined files by field id, in the order they were added. Raises `Refused` (`no-such-case`)."""
    db = box.store.read()
    kept = attachments.select_case_attachments(db, case_id, data_keys.open_key(db, case_id, actor))
    files: dict[str, tuple[Attachment, ...]] = {}
    for file in kept:
        files[file.field_id] = (*files.get(file.field_id, ()), file.attachment)
    return files


def read_joined_file(box: Box, case_id: str, attachment_id: str, actor: Actor) -> SafeFile:
    """A joined file, decrypted in memory, for an actor who can open its case.

    Raises `Refused`: `no-such-case`; `no-such-attachment`, also after it was wiped here because the hub has it.
    """
    db = box.store.read()
    key = data_keys.open_key(db, case_id, actor)
    files = attachments.select_case_attachments(db, case_id, key)
    kept = next((file for file in files if file.attachment.id == attachment_id), None)
    pieces = list(attachments.select_attachment_pieces(db, attachment_id)) if kept else []
    if kept is None or not pieces:
        raise Refused(Refusal.NO_SUCH_ATTACHMENT)
    data = attachments_of.decrypt_file(attachment_id, kept.file_key, pieces)
    return SafeFile(kept.attachment.name, kept.attachment.media_type, data)


def describe_file(clean: SafeFile, attachment_id: str) -> Attachment:
    """A cleaned file as the case lists it."""
    digest = hashlib.sha256(clean.data).hexdigest()
    return Attachment(attachment_id, clean.name, clean.media_type, len(clean.data), digest)


def _answer(
    box: Box, db: Database, opened: OpenedCase, field: Field, state: str, preferences: Preferences
) -> OpenedCase:
    """Save `state` as the document's answer, as pressing its row would, in the caller's transaction."""
    attached = field.id in attachments.select_fields_with_files(db, opened.case.id)
    answers = {field.id: attachments_of.check_claim(attachments_of.answer_of_state(state), None, attached, "")}
    here = Position(Page.DOCUMENT, field.id)
    return save_page_answers(db, opened, here, answers, box.watch.today(), preferences).opened
