"""Papers and words that a person alone at a terminal adds to their case, while something is asked of them.

The hub compared number and code before it began. This box cannot read the case: what is photographed waits under a key
of this session, and leaves sealed to the service and the hub, with the code's hash, in a stream of its own.
"""

import json
from functools import partial

from msgspec import Struct
from msgspec.json import decode, encode
from msgspec.structs import replace

from kiosk.crypto import keys, sealing
from kiosk.domain.events import additions
from kiosk.domain.events.additions import Supplement, SupplementItem
from kiosk.domain.language.words import Preferences
from kiosk.domain.replies.case_news import CaseNews
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds.supplement_papers import SUPPLEMENT
from kiosk.services.submitted import append_event, supplement_files
from kiosk.store import cases, outbox
from kiosk.store.database import Database

MOST_FILES = 10
"""Photos in all, of one visit."""
LONGEST_WORDS = 1000
"""Characters that a person alone writes to the service."""


class TerminalSupplement(Struct, frozen=True):
    """What the hub said when it began: the case, the hash of its code, and the papers asked for.

    `procedure` is whose documents the papers are, for their names in the reader's language. `words` are what the person
    has written to the service since.
    """

    reference: str
    follow_sha256: str
    procedure: str
    items: tuple[SupplementItem, ...]
    words: str = ""

    def item(self, item_id: str) -> SupplementItem:
        """The paper that was asked for under that id. Raises `Refused` (`no-such-step`)."""
        item = next((item for item in self.items if item.answers == item_id), None)
        if item is None:
            raise Refused(Refusal.NO_SUCH_STEP)
        return item


def begin_terminal_supplement(box: Box, news: CaseNews, code: str, draft_id: str, actor: Actor) -> None:
    """Begin a draft for this session with what the hub has just told of this number and `code`.

    The same form begins one draft. Raises `Refused`: `not-a-follow-code`, and `no-such-case` for an id that another
    session or another case has.
    """
    items = tuple(SupplementItem(paper.document, paper.label, paper.id) for paper in news.papers)
    told = TerminalSupplement(news.reference, keys.token_hash(additions.parse_follow_code(code)), news.procedure, items)
    if not actor.session:
        raise Refused(Refusal.NO_SUCH_CASE)
    with box.store.write() as db:
        if outbox.read_event(db, draft_id) is not None:
            return
        if cases.read_draft_reference(db, draft_id):
            if _begun(db, draft_id, actor).reference != told.reference:
                raise Refused(Refusal.NO_SUCH_CASE)
            return
        key = sealing.new_random_key()
        data_keys.lock_key_for_session(db, draft_id, key, actor)
        cases.insert_supplement_draft(db, draft_id, told.reference, box.watch.today().now, _locked(told, key, draft_id))


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
    waiting = [
        file.id for document in supplement_files.list_waiting_documents(box, draft_id, actor) for file in document.files
    ]
    if len(waiting) >= MOST_FILES and file_id not in waiting:
        raise Refused(Refusal.TOO_MANY_PHOTOS, most=MOST_FILES)
    supplement_files.save_supplement_file(box, told.reference, draft_id, item, data, item.label, actor, file_id)


def save_terminal_message(box: Box, draft_id: str, typed: str, actor: Actor) -> None:
    """Keep what the person writes to the service, in the place of what they wrote before; "" for nothing.

    Raises `Refused`: `no-such-case`, `too-long`.
    """
    words = typed.replace("\r\n", "\n").strip()
    if len(words) > LONGEST_WORDS:
        raise Refused(Refusal.TOO_LONG)
    with box.store.write() as db:
        told, key = _begun(db, draft_id, actor), data_keys.open_key(db, draft_id, actor)
        cases.update_alone_proof(db, draft_id, _locked(replace(told, words=words), key, draft_id))


def send_terminal_supplement(box: Box, draft_id: str, speaks: Preferences, actor: Actor) -> str:
    """Send what was photographed and written, once, and queue its receipt; gives the event's id.

    This session may read it until it ends, to list it on the screen. Raises `Refused`: `no-such-case`, `nothing-added`.
    """
    today = box.watch.look()
    with box.store.write() as db:
        if outbox.read_event(db, draft_id) is not None:
            return draft_id
        told = _begun(db, draft_id, actor)
        stream, service = append_event.stream_alone(draft_id), append_event.find_service_of_case(db, told.reference)
        key = data_keys.make_data_key(box, db, stream, service, actor)
        files = supplement_files.move_files_to_supplement(db, draft_id, stream, key, actor)
        if not files and not told.words:
            raise Refused(Refusal.NOTHING_ADDED)
        make = partial(additions.make_supplement_event, Supplement(told.words, files, told.follow_sha256))
        place = (box, db, make, today, told.reference, stream, key, actor, draft_id)
        append_event.append_in_transaction(*place, paper=SUPPLEMENT, action=JournalAction.SUPPLEMENTED, speaks=speaks)
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
    return decode(sealing.unlock_bytes(key, locked, _about(draft_id)), type=TerminalSupplement)


def _locked(told: TerminalSupplement, key: bytes, draft_id: str) -> bytes:
    return sealing.lock_bytes(key, encode(told), _about(draft_id))


def _about(draft_id: str) -> str:
    return f"alone:{draft_id}"
