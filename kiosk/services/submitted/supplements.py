"""Supplements to a submitted case: what waits for one, sending it, and what a person alone at a terminal adds.

Files and words wait in a draft with a key of its own, so that whoever adds one needs no key of the case. The desk's is
sealed to the service of the case, as a draft's key is: after a power cut its mediators find it again, one at a time.
That of a person alone is locked under the code of their receipt, and opens to nobody else. A draft ends when it is
sent, with « Enlever » of the last file where no word is left, or with the drafts of the desk and of the terminal. What
a person alone adds leaves sealed to the service and the hub, in a stream of its own, with the hash of the code: the hub
compared number and code before it began.
"""

import json
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from functools import partial

from msgspec import Struct
from msgspec.json import decode, encode
from msgspec.structs import replace

from kiosk.clock import is_id
from kiosk.crypto import keys, sealing
from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events import additions
from kiosk.domain.events import reference as references
from kiosk.domain.events.additions import AddedDocument, Supplement, SupplementItem
from kiosk.domain.events.case_line import CaseNews
from kiosk.domain.events.event import digest
from kiosk.domain.language.words import Preferences
from kiosk.domain.replies.asked_paper import AskedPapers
from kiosk.domain.time import calendar
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.files.clean_file import clean_untrusted_file
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts.join_files import describe_file, store_file
from kiosk.services.exchange import send_events
from kiosk.services.papers.kinds.supplement_papers import SUPPLEMENT, hold_missing_papers
from kiosk.services.submitted import append_event, follow_case
from kiosk.services.submitted.append_event import CaseAddition, EventStream
from kiosk.store import attachments, cases, outbox, wrapped_keys
from kiosk.store.attachments import StoredAttachment
from kiosk.store.cases import UnsentFiles
from kiosk.store.database import Database
from kiosk.store.wrapped_keys import KeyKind


def add_supplement_file(
    box: Box, reference: str, draft_id: str, item: SupplementItem, data: bytes, name: str, actor: Actor, file_id: str
) -> Attachment:
    """Clean a file, and let it wait in the draft of that id, which begins with its first file or word.

    `file_id` is made of the id that the page's form carries, so that a double tap adds once. Raises `Refused`:
    `no-such-case` for a draft that is not the actor's or for another reference, `already-submitted` where it was sent
    without this file, `case-full`, what `clean_untrusted_file` refuses, and what `append_event.check_open` does.
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
        if outbox.read_event(db, draft_id) is not None:
            if attachments.read_attachment_case(db, file_id):
                return attachment
            raise Refused(Refusal.ALREADY_SUBMITTED)
        key = _begin_draft(box, db, reference, draft_id, actor)
        kept = StoredAttachment(draft_id, item.key, attachment, sealing.new_random_key(), item.label)
        store_file(box, db, kept, cleaned.data, key)
    return attachment


def _begin_draft(box: Box, db: Database, reference: str, draft_id: str, actor: Actor) -> bytes:
    """The key of the draft for this case, which begins where it is not there. Raises `Refused` (`no-such-case`)."""
    if cases.read_draft_reference(db, draft_id):
        key = _open_draft(db, draft_id, reference, actor)
        data_keys.lock_key_for_session(db, draft_id, key, actor)
        return key
    _check_new_draft(db, draft_id, actor)
    cases.insert_supplement_draft(db, draft_id, reference, box.watch.today().now)
    return data_keys.make_data_key(box, db, draft_id, append_event.find_service_of_case(db, reference), actor)


def save_typed_supplement(box: Box, reference: str, draft_id: str, typed: Supplement, actor: Actor) -> None:
    """Let what is typed and ticked in the form wait in its draft, in the place of what was there before.

    Nothing happens once it was sent. Raises `Refused`: `too-long`, `no-such-case`, and what `append_event.check_open`
    does.
    """
    append_event.check_open(box.store.read(), reference, actor)
    if len(typed.message) > additions.LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)
    with box.store.write() as db:
        if outbox.read_event(db, draft_id) is not None or not (typed or cases.read_draft_reference(db, draft_id)):
            return
        key = _begin_draft(box, db, reference, draft_id, actor)
        cases.update_typed_words(db, draft_id, sealing.lock_bytes(key, encode(typed), f"typed:{draft_id}"))
        if typed or attachments.select_attachment_sizes(db, draft_id):
            return
        _end_draft(db, draft_id)
    data_keys.fold_write_ahead_log(box)


def read_typed_supplement(box: Box, draft_id: str, actor: Actor) -> Supplement:
    """What was typed and ticked last; nothing for a draft that the actor cannot open."""
    db = box.store.read()
    key, locked = data_keys.find_key(db, draft_id, actor), cases.read_typed_words(db, draft_id)
    if key is None or locked is None:
        return Supplement("", ())
    return decode(sealing.unlock_bytes(key, locked, f"typed:{draft_id}"), type=Supplement)


def _check_new_draft(db: Database, draft_id: str, actor: Actor) -> None:
    """Raises `Refused` (`no-such-case`) for an id that something else has, whose key a new one would replace."""
    if not is_id(draft_id) or not actor.session or wrapped_keys.has_keys_left(db, draft_id):
        raise Refused(Refusal.NO_SUCH_CASE)


def _open_draft(db: Database, draft_id: str, reference: str, actor: Actor) -> bytes:
    """The key of the draft that is there for this case. Raises `Refused` (`no-such-case`)."""
    if cases.read_draft_reference(db, draft_id) != reference or wrapped_keys.is_colleague_at(
        db, draft_id, actor.mediator_id
    ):
        raise Refused(Refusal.NO_SUCH_CASE)
    return data_keys.open_key(db, draft_id, actor)


def draft_of(box: Box, reference: str, actor: Actor) -> str:
    """The id of the draft for a case that this session began, else of one that lost its session; "" for none."""
    db = box.store.read()
    open_to = [draft for draft in cases.select_supplement_drafts(db, reference) if _opens(db, draft, reference, actor)]
    return min(open_to, key=lambda draft: not _has_begun(db, draft, actor), default="")


def _opens(db: Database, draft_id: str, reference: str, actor: Actor) -> bool:
    try:
        return bool(_open_draft(db, draft_id, reference, actor))
    except Refused:
        return False


def _has_begun(db: Database, draft_id: str, actor: Actor) -> bool:
    return wrapped_keys.read_wrapped_key(db, draft_id, KeyKind.SESSION, actor.session) is not None


def is_found_again(box: Box, draft_id: str, actor: Actor) -> bool:
    """Whether another session began the draft, and this one has not added to it."""
    db = box.store.read()
    return bool(cases.read_draft_reference(db, draft_id)) and not _has_begun(db, draft_id, actor)


def list_unsent_files(box: Box, actor: Actor) -> list[UnsentFiles]:
    """What waits for « Envoyer », by case, of the services that the actor holds."""
    return cases.select_unsent_files(box.store.read(), actor.ring.services, actor.mediator_id)


def list_waiting_documents(box: Box, draft_id: str, actor: Actor) -> tuple[AddedDocument, ...]:
    """The documents that the files of a draft make; none for a draft that the actor cannot open."""
    db = box.store.read()
    key = data_keys.find_key(db, draft_id, actor)
    return _documents(attachments.select_case_attachments(db, draft_id, key)) if key is not None else ()


def remove_supplement_file(box: Box, draft_id: str, file_id: str, actor: Actor) -> None:
    """Wipe a file; with the last one, where no word is left, the desk's draft. Raises `Refused` (`no-such-case`)."""
    typed = read_typed_supplement(box, draft_id, actor)
    with box.store.write() as db:
        key = _open_draft(db, draft_id, cases.read_draft_reference(db, draft_id), actor)
        left = [file.attachment.id for file in attachments.select_case_attachments(db, draft_id, key)]
        if file_id in left:
            attachments.delete_attachment(db, file_id)
        if not typed and left in ([], [file_id]) and cases.read_alone_proof(db, draft_id) is None:
            _end_draft(db, draft_id)
    data_keys.fold_write_ahead_log(box)


def _move_files(db: Database, draft_id: str, stream: EventStream, actor: Actor) -> tuple[AddedDocument, ...]:
    """Give the files of a draft to the supplement of the same id, queue them for the hub, and end the draft.

    In the transaction that appends the event: after it the files are the event's, before it the draft's. Raises
    `Refused` (`files-not-sent`) where there is a draft that is another case's, or not the actor's.
    """
    if not (owner := cases.read_draft_reference(db, draft_id)):
        return ()
    if not _opens(db, draft_id, stream.reference, actor):
        waiting = len(attachments.select_attachment_sizes(db, draft_id))
        raise Refused(Refusal.FILES_NOT_SENT, many=waiting, reference=references.format_reference(owner))
    drafts_key = data_keys.open_key(db, draft_id, actor)
    files = attachments.select_case_attachments(db, draft_id, drafts_key)
    for file in files:
        attachments.move_attachment_to_event(db, file, stream.id, draft_id, stream.key)
        send_events.queue_file(db, file)
    _end_draft(db, draft_id)
    return _documents(files)


def wipe_unsent_supplements(box: Box, now: datetime) -> int:
    """Wipe what nobody sent for as long as a draft is kept; gives how many drafts. The caller folds."""
    before = now - box.settings.terminal_draft, now - calendar.DESK_DRAFT
    if not cases.select_old_supplement_drafts(box.store.read(), *before):
        return 0
    with box.store.write() as db:
        over = cases.select_old_supplement_drafts(db, *before)
        for draft in over:
            _end_draft(db, draft)
    return len(over)


def erase_unsent_supplements(db: Database, reference: str) -> None:
    """Wipe what waits for a case whose person asked for erasure, in the caller's transaction. The caller folds."""
    for draft in cases.select_supplement_drafts(db, reference):
        _end_draft(db, draft)


def _end_draft(db: Database, draft_id: str) -> None:
    """Delete a draft with its key, and the files that are still in it. The caller folds."""
    wrapped_keys.delete_subject_keys(db, draft_id)
    attachments.delete_case_attachments(db, draft_id)
    cases.delete_supplement_draft(db, draft_id)


def _documents(files: list[StoredAttachment]) -> tuple[AddedDocument, ...]:
    return additions.group_files_by_item(
        (additions.make_supplement_item(file.field_id, file.label), file.attachment) for file in files
    )


def append_supplement(box: Box, reference: str, added: Supplement, actor: Actor, event_id: str) -> str:
    """Append a supplement to a submitted case, of this site or another, with the files that wait for it; gives its id.

    `event_id` is the id that the page's form carries, so that a double tap adds once.

    Raises `Refused`: `nothing-added`, `too-long`, `already-decided`, `mistyped-reference`, `files-not-sent`.
    """
    reference = append_event.read_typed_reference(box, reference)
    box.watch.look()
    line = follow_case.find_lines_of_listed_cases(box, [reference], actor)[reference]
    asked, procedure = line.papers if line else None, append_event.find_procedure_id(box.store.read(), reference)
    with box.store.write() as db:
        if outbox.read_event(db, event_id) is not None:
            return event_id
        stream = append_event.open_stream(box, db, reference, actor, decided=False)
        files = _move_files(db, event_id, stream, actor)
        added = replace(added, documents=added.documents + files)
        check_supplement(added)
        hold_missing_papers(box, event_id, asked and asked.without(_came(added.documents)), procedure)
        append_event.append_in_transaction(box, db, _adding(added), stream, actor, event_id)
    if files:
        data_keys.fold_write_ahead_log(box)
    return event_id


def _came(documents: Iterable[AddedDocument]) -> list[tuple[str, str, str]]:
    return [(document.item.id, document.state, document.item.answers) for document in documents]


def _adding(added: Supplement, speaks: Preferences | None = None) -> CaseAddition:
    make = partial(additions.make_supplement_event, added)
    return CaseAddition(make, JournalAction.SUPPLEMENTED, SUPPLEMENT, speaks=speaks)


def check_supplement(added: Supplement) -> None:
    """Raises `Refused`: `nothing-added`, `too-long`."""
    if not added:
        raise Refused(Refusal.NOTHING_ADDED)
    if len(added.message) > additions.LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)


MOST_FILES = 10
"""Photos in all, of one visit."""
LONGEST_WORDS = 1000
"""Characters that a person alone writes to the service."""


class TerminalSupplement(Struct, frozen=True):
    """What the hub said when it began: the case, the hash of its code, and the papers asked for.

    `procedure` is whose documents the papers are, for their names in the reader's language. `words` are what the person
    has written to the service since. `papers` are all that are asked for, those that are not named among them.
    """

    reference: str
    follow_sha256: str
    procedure: str
    items: tuple[SupplementItem, ...]
    words: str = ""
    papers: AskedPapers | None = None

    def item(self, item_id: str) -> SupplementItem:
        """The paper that was asked for under that id. Raises `Refused` (`no-such-step`)."""
        item = next((item for item in self.items if item.answers == item_id), None)
        if item is None:
            raise Refused(Refusal.NO_SUCH_STEP)
        return item


def begin_terminal_supplement(box: Box, news: CaseNews, code: str, draft_id: str, actor: Actor) -> str:
    """Begin a draft for this session with what the hub has just told of this number and `code`; gives its id.

    Whoever began one before, and did not send it, goes on with that: its id, and all that waits in it. The same form
    begins one draft. Raises `Refused`: `not-a-follow-code`, and `no-such-case` for an id that another session or
    another case has.
    """
    items = tuple(SupplementItem(paper.document, paper.label, paper.id) for paper in news.papers)
    secret = additions.parse_follow_code(code)
    told = TerminalSupplement(news.reference, keys.token_hash(secret), news.procedure, items, papers=news.line.papers)
    earlier = _unlock_earlier_draft(box.store.read(), told.reference, secret)
    under = sealing.stretch_secret(secret, _salt_of(draft_id))
    with box.store.write() as db:
        if outbox.read_event(db, draft_id) is not None:
            return draft_id
        if earlier and cases.read_draft_reference(db, earlier[0]):
            draft_id, key = earlier
            data_keys.lock_key_for_session(db, draft_id, key, actor)
            cases.update_alone_proof(db, draft_id, _lock_told(draft_id, key, _go_on(db, draft_id, actor, told)))
            return draft_id
        _check_new_draft(db, draft_id, actor)
        key = sealing.new_random_key()
        data_keys.lock_key_for_session(db, draft_id, key, actor)
        wrapped = sealing.lock_bytes(under, key, f"key:{draft_id}")
        wrapped_keys.save_wrapped_key(db, draft_id, KeyKind.RESUME, draft_id, wrapped)
        locked = _lock_told(draft_id, key, told)
        cases.insert_supplement_draft(db, draft_id, told.reference, box.watch.today().now, locked)
    return draft_id


def _salt_of(draft_id: str) -> bytes:
    """16 bytes that no other draft has."""
    return bytes.fromhex(digest(f"alone {draft_id}".encode()))[: sealing.SALT_BYTES]


def _unlock_earlier_draft(db: Database, reference: str, secret: str) -> tuple[str, bytes] | None:
    """The newest draft for a case that somebody alone began with this code, and its key."""
    for draft in cases.select_supplement_drafts(db, reference):
        wrapped = wrapped_keys.read_wrapped_key(db, draft, KeyKind.RESUME, draft)
        with suppress(Unreadable):
            if wrapped is not None:
                under = sealing.stretch_secret(secret, _salt_of(draft))
                return draft, sealing.unlock_bytes(under, wrapped, f"key:{draft}")
    return None


def _go_on(db: Database, draft_id: str, actor: Actor, told: TerminalSupplement) -> TerminalSupplement:
    """What the hub tells now, with the words that were kept, and the papers that were photographed before."""
    earlier = _begun(db, draft_id, actor)
    files = attachments.select_case_attachments(db, draft_id, data_keys.open_key(db, draft_id, actor))
    kept = {additions.make_supplement_item(file.field_id, file.label) for file in files}
    items = *told.items, *(item for item in earlier.items if item in kept and item not in told.items)
    return replace(told, items=items, words=earlier.words)


def _lock_told(draft_id: str, key: bytes, told: TerminalSupplement) -> bytes:
    return sealing.lock_bytes(key, encode(told), f"alone:{draft_id}")


def read_terminal_supplement(box: Box, draft_id: str, actor: Actor) -> TerminalSupplement:
    """What the draft is for. Raises `Refused` (`no-such-case`) where this session has none of that id."""
    return _begun(box.store.read(), draft_id, actor)


def add_terminal_photo(box: Box, draft_id: str, item_id: str, data: bytes, actor: Actor, file_id: str) -> None:
    """Keep a photo of a paper that was asked for; the same `file_id` once.

    Raises `Refused`: `no-such-case`, `no-such-step`, `too-many-photos`, `case-full`, and what
    `clean_untrusted_file` refuses.
    """
    told = read_terminal_supplement(box, draft_id, actor)
    item = told.item(item_id)
    waiting = [file.id for document in list_waiting_documents(box, draft_id, actor) for file in document.files]
    if len(waiting) >= MOST_FILES and file_id not in waiting:
        raise Refused(Refusal.TOO_MANY_PHOTOS, most=MOST_FILES)
    save_supplement_file(box, told.reference, draft_id, item, data, item.label, actor, file_id)


def save_terminal_message(box: Box, draft_id: str, typed: str, actor: Actor) -> None:
    """Keep what the person writes to the service, in the place of what they wrote before; "" for nothing.

    Raises `Refused`: `no-such-case`, `too-long`.
    """
    words = typed.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_WORDS:
        raise Refused(Refusal.TOO_LONG)
    with box.store.write() as db:
        told, key = _begun(db, draft_id, actor), data_keys.open_key(db, draft_id, actor)
        cases.update_alone_proof(db, draft_id, _lock_told(draft_id, key, replace(told, words=words)))


def send_terminal_supplement(box: Box, draft_id: str, speaks: Preferences, actor: Actor) -> str:
    """Send what was photographed and written, once, and queue its receipt; gives the event's id.

    This session may read it until it ends, to list it on the screen. Raises `Refused`: `no-such-case`, `nothing-added`.
    """
    box.watch.look()
    with box.store.write() as db:
        if outbox.read_event(db, draft_id) is not None:
            return draft_id
        told = _begun(db, draft_id, actor)
        stream_id, service = append_event.stream_alone(draft_id), append_event.find_service_of_case(db, told.reference)
        key = data_keys.make_data_key(box, db, stream_id, service, actor)
        stream = EventStream(told.reference, stream_id, key)
        files = _move_files(db, draft_id, stream, actor)
        if not files and not told.words:
            raise Refused(Refusal.NOTHING_ADDED)
        hold_missing_papers(box, draft_id, told.papers and told.papers.without(_came(files)), told.procedure)
        added = _adding(Supplement(told.words, files, told.follow_sha256), speaks)
        append_event.append_in_transaction(box, db, added, stream, actor, draft_id)
    data_keys.fold_write_ahead_log(box)
    return draft_id


def read_sent_supplement(box: Box, event_id: str, actor: Actor) -> tuple[str, Supplement]:
    """The number of the case, and what this session sent. Raises `Refused` (`no-such-case`) where it sent nothing."""
    db = box.store.read()
    event, stream = outbox.read_event(db, event_id), append_event.stream_alone(event_id)
    key = data_keys.find_key(db, stream, actor) if event else None
    if event is None or key is None or event.stream != stream:
        raise Refused(Refusal.NO_SUCH_CASE)
    try:
        body = json.loads(event.body(key))
    except Unreadable:  # its contents were destroyed meanwhile
        raise Refused(Refusal.NO_SUCH_CASE) from None
    return event.reference, additions.read_supplement_body(body)


def _begun(db: Database, draft_id: str, actor: Actor) -> TerminalSupplement:
    key, locked = data_keys.open_key(db, draft_id, actor), cases.read_alone_proof(db, draft_id)
    if locked is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    return decode(sealing.unlock_bytes(key, locked, f"alone:{draft_id}"), type=TerminalSupplement)
