"""Put right at the desk what the hub refused: send it again as a new event in the same place, or set it aside."""

import json
import re
from datetime import date
from functools import partial
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import moment
from kiosk.crypto import keys
from kiosk.domain.events import additions, reference, submission
from kiosk.domain.events.additions import Supplement, make_added, own_fields
from kiosk.domain.events.event import EventType
from kiosk.domain.events.submission import Confirmation, Correction, Stamp
from kiosk.domain.language import spelling
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal, Rejection
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, list_site_codes
from kiosk.services.drafts import submit_case
from kiosk.services.exchange import send_events
from kiosk.services.submitted import requests
from kiosk.services.submitted.append_event import Make, note_case_in_journal
from kiosk.services.submitted.supplements import check_supplement
from kiosk.store import attachments, cases, counters, outbox
from kiosk.store.database import Database
from kiosk.store.outbox import RefusedEvent

WHICH = "which"
"""The key in the body of an addition that says which case it is about (docs/wire.md)."""
_LISTED = re.compile(r"(?:body\.)?(answers|corrections|documents)\[([0-9]{1,4})\]")


def read_which_case(typed: str) -> dict[str, str]:
    """What a person typed, as an addition says it: `birth_date` (ISO 8601), or `follow_sha256` of a receipt's code.

    Raises `Refused` (`which-case`) for anything else.
    """
    text = spelling.fold_digits(spelling.clean_line(typed))
    if day := re.fullmatch(r"(\d{1,2})[\s./-]+(\d{1,2})[\s./-]+(\d{4})", text):
        try:
            return {"birth_date": date(int(day[3]), int(day[2]), int(day[1])).isoformat()}
        except ValueError:
            raise Refused(Refusal.WHICH_CASE) from None
    code = "".join(character for character in text.upper() if character.isalnum())
    if not re.fullmatch("[A-Z0-9]{10}", code):
        raise Refused(Refusal.WHICH_CASE)
    return {"follow_sha256": keys.token_hash(code)}


class ToMend(Struct, frozen=True):
    """A refused event with its JSON body as `said`; `renumbers` is whether mending it changes the reference."""

    event: RefusedEvent
    said: dict[str, Any]
    renumbers: bool

    @property
    def about(self) -> str:
        """The French label of the question or the document that the hub could not read; "" where it named none."""
        named = _LISTED.match(self.event.detail)
        listed = self.said.get(named[1], ()) if named else ()
        return str(listed[int(named[2])]["label"]) if named and int(named[2]) < len(listed) else ""


def mend_case(box: Box, case_id: str, actor: Actor) -> str:
    """Send a refused case again with its answers of now: a new event, same place and legal date. Gives the reference.

    The reference stays, unless it belongs to another case: then the case gets a new one, and is sent as it is with its
    alias. Nothing happens where it was sent again already. Raises `Refused`: `no-such-case`, `not-complete`.
    """
    today = box.watch.look()
    with box.store.write() as db:
        own = (event for event in outbox.select_refused_events(db) if event.stream == case_id)
        refused = next((event for event in own if event.type == EventType.SUBMITTED), None)
        if refused is None:
            submission = cases.read_submission(db, case_id)
            return submission.reference if submission else ""
        if _needs_number(box, refused):
            if given := counters.read_renumbered_case(db, case_id, refused.reference):
                counters.requeue_renumbered_events(db, case_id)
                return given[1]
            return send_events.renumber_case(box, db, case_id, refused.reference, refused.code)
        opened = open_case_in(box, db, case_id, actor)
        submit_case.check_case_complete(opened)
        old = _body(refused, opened.key)
        how = old["confirmation"]
        stamp = Stamp(
            box.clock.new_id(),
            refused.sequence,
            refused.reference,
            date.fromisoformat(old["legal_date"]),
            old["date_certain"],
            moment(old["submitted_at"]),
            old["follow_sha256"],
            old.get("salt") or box.clock.new_salt(),
            old["helper"] or actor.name,
            Confirmation(how["by"], how["how"], how["mandate"], how.get("second_screen", False)),
            refused.id,
        )
        event = replace(submit_case.make_submitted_event(box, db, opened, stamp), recorded_at=today.now)
        outbox.insert_event(db, event, opened.key, send_events.seal_event_for_hub(box, db, event))
        if (submission := cases.read_submission(db, case_id)) is not None:
            submit_case.prove_again(box, db, submission, event)
        note_case_in_journal(box, db, JournalAction.MENDED, refused.reference, actor, refused.code)
    return refused.reference


def mend_supplement(box: Box, event_id: str, added: Supplement, actor: Actor) -> None:
    """Send a refused supplement again with other words or documents; the files that it listed go with it again.

    Raises `Refused`: `nothing-added`, `too-long`, `no-such-event`.
    """
    refused = additions.read_supplement_body(read_refused_event(box, event_id, actor).said)
    files = tuple(document for document in refused.documents if document.files)
    added = replace(added, documents=added.documents + files)
    check_supplement(added)
    _mend(box, event_id, partial(additions.make_supplement_event, added), actor)


def mend_correction(box: Box, event_id: str, correction: Correction, actor: Actor) -> None:
    """Send a refused correction again with other answers, or the same. Raises as `mend_supplement`."""
    requests.check_correction(correction)
    _mend(box, event_id, partial(submission.make_correction_event, correction), actor)


def mend_as_it_is(box: Box, event_id: str, actor: Actor, which: dict[str, str] | None = None) -> None:
    """Send a refused event again unchanged, or with `which` case it is about. Raises `Refused` (`no-such-event`)."""
    body = read_refused_event(box, event_id, actor).said
    own = own_fields(body) | ({WHICH: which} if which else {})
    _mend(box, event_id, partial(make_added, EventType(body["type"]), own), actor)


def _mend(box: Box, event_id: str, make: Make, actor: Actor) -> None:
    """Append a new event in the place of a refused one, with its legal date and its helper."""
    today = box.watch.look()
    with box.store.write() as db:
        refused = _attention(db, event_id)
        key = data_keys.open_key(db, refused.stream, actor)
        old = _body(refused, key)
        event = make(
            event_id=box.clock.new_id(),
            stream=refused.stream,
            sequence=refused.sequence,
            reference=refused.reference,
            site=box.site,
            day=date.fromisoformat(old["legal_date"]),
            at=today.now,
            helper=old["helper"],
            replaces=event_id,
        )
        outbox.insert_event(db, event, key, send_events.seal_event_for_hub(box, db, event))
        attachments.update_attachment_event(db, event_id, event.id)
        note_case_in_journal(box, db, JournalAction.MENDED, refused.reference, actor, refused.code)


def set_aside(box: Box, event_id: str, actor: Actor) -> None:
    """Give up a refused event: it stays in the history, without its files; what waits behind it moves up one place.

    A refused case itself cannot be set aside, because the citizen holds its receipt. Raises `Refused`: `no-such-event`,
    `must-be-mended`.
    """
    with box.store.write() as db:
        refused = _attention(db, event_id)
        if refused.type == EventType.SUBMITTED:
            raise Refused(Refusal.MUST_BE_MENDED)
        now = box.watch.today().now
        outbox.insert_dismissal(db, event_id, now)
        attachments.delete_event_attachments(db, event_id)
        free = event_id
        key = data_keys.open_key(db, refused.stream, actor)
        for waiting in outbox.select_events_behind(db, refused.stream, refused.sequence):
            moved = additions.move_supplement_up(waiting.event(key), box.clock.new_id(), replaces=free)
            outbox.insert_event(db, moved, key, send_events.seal_event_for_hub(box, db, moved))
            attachments.update_attachment_event(db, waiting.id, moved.id)
            outbox.insert_dismissal(db, waiting.id, now)
            free = waiting.id
        note_case_in_journal(box, db, JournalAction.SET_ASIDE, refused.reference, actor, refused.code)


def read_refused_event(box: Box, event_id: str, actor: Actor) -> ToMend:
    """The refused event of that id, opened. Raises `Refused`: `no-such-event`, `no-such-case`."""
    db = box.store.read()
    refused = _attention(db, event_id)
    body = _body(refused, data_keys.open_key(db, refused.stream, actor))
    return ToMend(refused, body, _needs_number(box, refused))


def mended_already(box: Box, event_id: str) -> str:
    """The number of the case whose event was refused and has been mended or set aside, "" for any other event.

    A second tap on « Envoyer à nouveau » leads there.
    """
    db = box.store.read()
    event = outbox.read_event(db, event_id)
    if event is None or not outbox.was_event_rejected(db, event_id):
        return ""
    if any(waiting.id == event_id for waiting in outbox.select_refused_events(db)):
        return ""
    submission = cases.read_submission(db, event.stream)
    return submission.reference if submission else event.reference


def _needs_number(box: Box, refused: RefusedEvent) -> bool:
    """Whether the hub can take a refused case under another number only."""
    foreign = reference.parse_site_code(refused.reference) not in list_site_codes(box.settings)
    return refused.type == EventType.SUBMITTED and (refused.code == Rejection.REFERENCE_TAKEN or foreign)


def _attention(db: Database, event_id: str) -> RefusedEvent:
    refused = next((event for event in outbox.select_refused_events(db) if event.id == event_id), None)
    if refused is None:
        raise Refused(Refusal.NO_SUCH_EVENT)
    return refused


def _body(refused: RefusedEvent, key: bytes) -> dict[str, Any]:
    """The JSON body of a refused event."""
    return dict(json.loads(outbox.decrypt_event_body(refused.id, refused.kept, key)))
