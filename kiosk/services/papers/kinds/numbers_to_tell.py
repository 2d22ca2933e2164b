"""The list of persons who are to be told that their case has another number: for the desk, and as a paper."""

import json

from msgspec import Struct

from kiosk.domain.answers.fields.phone import KIND as PHONE
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import format_reference
from kiosk.domain.language.spelling import EMPTY
from kiosk.domain.printing.print_job import Tray
from kiosk.domain.procedure.procedure import Field
from kiosk.services.access.open_case import KeyHolder
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.paper import Paper
from kiosk.store import counters, outbox
from kiosk.words.words import Words
from printers.slip import Block, Heading, Line, Notice, Pair, Slip

KIND = "numbers"
_FIELD = Field("contact_phone", PHONE.kind, EMPTY)


class ToTell(Struct, frozen=True):
    """One person to tell: both numbers, their name, and how to reach them, as far as the case says it."""

    case_id: str
    former: str
    reference: str
    person: str
    reach: str


def list_numbers_to_tell(box: Box, reader: KeyHolder, services: frozenset[str]) -> list[ToTell]:
    """Whom the mediators of these services have to tell, the oldest case first; those the reader can open."""
    db = box.store.read()
    found = []
    for changed in counters.select_numbers_to_tell(db, services):
        key = reader.key(db, changed.case_id)
        event = outbox.read_newest_event(db, changed.case_id, EventType.SUBMITTED)
        if key is None or event is None or not event.kept:
            continue
        body = json.loads(event.body(key))
        person, contact = body["applicant"], body.get("contact") or {}
        name = " ".join(f"{person.get('given_names', '')} {person.get('family_name', '')}".split())
        phone = PHONE.shown(_FIELD, contact.get("phone") or "", box.words())
        reach = ", ".join(filter(None, (phone, contact.get("email"), contact.get("address"))))
        found.append(ToTell(changed.case_id, changed.former, changed.reference, name, reach))
    return found


def record_number_told(box: Box, case_id: str, actor: Actor) -> None:
    """Note that the person knows the new number; nothing happens for a case of a service the actor does not hold."""
    with box.store.write() as db:
        if case_id in {changed.case_id for changed in counters.select_numbers_to_tell(db, actor.ring.services)}:
            counters.mark_number_told(db, case_id, box.watch.today().now)


def _make_numbers_slip(box: Box, subject: str, words: Words, reader: KeyHolder) -> Slip:
    """The list as a paper; it holds names, and is for the desk only."""
    title = words.code("paper", KIND)
    blocks: list[Block] = [Heading(box.site.name, 1), Heading(title, 2), Line(words.code("paper", "numbers-what"))]
    for row in list_numbers_to_tell(box, reader, reader.actor.ring.services):
        who = ", ".join(filter(None, (row.person, row.reach)))
        blocks.append(Pair(f"{format_reference(row.former)} → {format_reference(row.reference)}", who))
    blocks.append(Notice(words.code("paper", "numbers-private"), "warning"))
    return Slip(title, words.language, words.direction, tuple(blocks), job_title=KIND)


PAPER = Paper(KIND, _make_numbers_slip, Tray.LISTS)
"""Its subject is whoever reads it."""
