"""Files for a submitted case: they wait, locked for one session, until their supplement is sent; then they go with it.

Whoever adds one needs no key of the case: its own draft has a key, which only the cookie of this session opens. It ends
with the session, after a day, or with « Enlever » of the last file; nobody else ever sees what waits.
"""

from datetime import timedelta

from kiosk.clock import is_id
from kiosk.crypto import sealing
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events.additions import AddedDocument, SupplementItem, group_files_by_item, make_supplement_item
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.files.clean_file import clean_untrusted_file
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.join_files import describe_file, store_file
from kiosk.services.exchange import send_events
from kiosk.services.submitted import append_event
from kiosk.store import attachments, cases, wrapped_keys
from kiosk.store.attachments import StoredAttachment
from kiosk.store.database import Database

KEPT = timedelta(days=1)
"""How long files wait for « Envoyer »: whoever did not press by the next day begins again."""


def add_supplement_file(
    box: Box, reference: str, draft_id: str, item: SupplementItem, data: bytes, name: str, actor: Actor, file_id: str
) -> Attachment:
    """Clean a file, and let it wait in the draft of that id, which begins with its first file.

    `file_id` is made of the id that the page's form carries, so that a double tap adds once. Raises `Refused`:
    `no-such-case` for the draft of another session or reference, `case-full`, what `clean_untrusted_file` refuses, and
    what `append_event.check_open` does.
    """
    append_event.check_open(box.store.read(), reference, actor)
    return save_supplement_file(box, reference, draft_id, item, data, name, actor, file_id)


def save_supplement_file(
    box: Box, reference: str, draft_id: str, item: SupplementItem, data: bytes, name: str, actor: Actor, file_id: str
) -> Attachment:
    """As `add_supplement_file`, for whoever showed already that the case takes it: a person alone, whose case this box
    cannot open.
    """
    cleaned = clean_untrusted_file(data, name)
    attachment = describe_file(cleaned, file_id)
    with box.store.write() as db:
        key = _key(box, db, reference, draft_id, actor)
        store_file(
            box,
            db,
            StoredAttachment(draft_id, item.key, attachment, sealing.new_random_key(), item.label),
            cleaned.data,
            key,
        )
    return attachment


def draft_of(box: Box, reference: str, actor: Actor) -> str:
    """The id of the draft that this session has for a case, "" where it has none."""
    db = box.store.read()
    drafts = cases.select_supplement_drafts(db, reference)
    return next((draft for draft in drafts if data_keys.find_key(db, draft, actor) is not None), "")


def list_waiting_documents(box: Box, draft_id: str, actor: Actor) -> tuple[AddedDocument, ...]:
    """The documents that the files of a draft make; none for a draft that this session has not."""
    db = box.store.read()
    key = data_keys.find_key(db, draft_id, actor)
    return _documents(attachments.select_case_attachments(db, draft_id, key)) if key is not None else ()


def remove_supplement_file(box: Box, draft_id: str, file_id: str, actor: Actor) -> None:
    """Wipe a waiting file; with the last one goes the draft of a desk. Raises `Refused` (`no-such-case`)."""
    with box.store.write() as db:
        key = data_keys.open_key(db, draft_id, actor)
        left = [file.attachment.id for file in attachments.select_case_attachments(db, draft_id, key)]
        if file_id in left:
            attachments.delete_attachment(db, file_id)
        if left in ([], [file_id]) and cases.read_alone_proof(db, draft_id) is None:
            _end(db, draft_id)
    data_keys.fold_write_ahead_log(box)


def move_files_to_supplement(
    db: Database, draft_id: str, stream: str, key: bytes, actor: Actor
) -> tuple[AddedDocument, ...]:
    """Give the files of a draft to the supplement of the same id, queue them for the hub, and end the draft.

    In the transaction that appends the event: after it the files are the event's, before it the draft's. `key` is the
    stream's. Gives the documents that they make.
    """
    drafts_key = data_keys.find_key(db, draft_id, actor)
    if drafts_key is None:
        return ()
    files = attachments.select_case_attachments(db, draft_id, drafts_key)
    for file in files:
        attachments.move_attachment_to_event(db, file, stream, draft_id, key)
        send_events.queue_file(db, file)
    _end(db, draft_id)
    return _documents(files)


def wipe_unsent_supplements(box: Box) -> int:
    """Wipe what nobody sent within `KEPT`, and what belonged to sessions that have ended; gives how many drafts.

    The caller folds.
    """
    before = box.clock.now() - KEPT
    if not cases.select_old_supplement_drafts(box.store.read(), before):
        return 0
    with box.store.write() as db:
        over = cases.select_old_supplement_drafts(db, before)
        for draft in over:
            _end(db, draft)
    return len(over)


def _key(box: Box, db: Database, reference: str, draft_id: str, actor: Actor) -> bytes:
    """The draft's key; of a new draft where there is none of that id. Raises `Refused` (`no-such-case`)."""
    owner = cases.read_draft_reference(db, draft_id)
    if owner:
        if owner != reference:
            raise Refused(Refusal.NO_SUCH_CASE)
        return data_keys.open_key(db, draft_id, actor)
    if not is_id(draft_id) or not actor.session:
        raise Refused(Refusal.NO_SUCH_CASE)
    key = sealing.new_random_key()
    data_keys.lock_key_for_session(db, draft_id, key, actor)
    cases.insert_supplement_draft(db, draft_id, reference, box.watch.today().now)
    return key


def _end(db: Database, draft_id: str) -> None:
    """Delete a draft with its key, and the files that are still in it. The caller folds."""
    wrapped_keys.delete_subject_keys(db, draft_id)
    attachments.delete_case_attachments(db, draft_id)
    cases.delete_supplement_draft(db, draft_id)


def _documents(files: list[StoredAttachment]) -> tuple[AddedDocument, ...]:
    return group_files_by_item((make_supplement_item(file.field_id, file.label), file.attachment) for file in files)
