"""How the person of a submitted case is told of news: what is so now, changing or ending it, and sending the number.

The box stores it under the key of the case, and an event tells the hub. One that serves no way is told nothing: the
desk itself calls, or sends a letter.
"""

from collections.abc import Iterable
from functools import partial
from typing import Any

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.domain.events.submission import roles_of
from kiosk.domain.events.wire.bodies import NotedFact, Notices
from kiosk.domain.notices import wish as wishes
from kiosk.domain.notices.wish import Wish
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.exchange import send_events
from kiosk.services.submitted import append_event
from kiosk.services.submitted.append_event import CaseAddition, EventStream
from kiosk.store import cases, outbox, person_notices
from kiosk.store.database import Database
from kiosk.words import opening_words


def find_offered_notices(box: Box, db: Database, opened: OpenedCase) -> Wish:
    """All that the person of a case could choose: by their answers, and by what the hub serves."""
    roles = roles_of(opened.journey, box.words())
    contact = {name: roles.get(f"contact.{name}", "") for name in ("phone", "email")}
    return wishes.offer_wish(contact, find_hub_channels(db))


def find_hub_channels(db: Database) -> tuple[str, ...]:
    """By which ways this box's hub told persons of news when it answered last; none for one that has never said."""
    hub = outbox.read_enrolment(db)
    standing = send_events.find_hub_standing(db, hub.verify_key) if hub else None
    return (standing.notices or ()) if standing else ()


def find_chosen_notices(box: Box, db: Database, opened: OpenedCase) -> Wish:
    """What they chose and is still so: an address that was changed since was not confirmed, one that fails is none."""
    chosen = person_notices.read_notice_wish(db, opened.case.id, opened.key)
    wish = wishes.drop_changed_ways(chosen, find_offered_notices(box, db, opened))
    return wishes.drop_failed_ways(wish, person_notices.read_person_facts(db, opened.case.id, opened.key))


def choose_notices(box: Box, opened: OpenedCase, ways: Iterable[str]) -> Wish:
    """Keep what the person of a draft chose, in the place of what they chose before."""
    with box.store.write() as db:
        wish = wishes.choose_ways(ways, find_offered_notices(box, db, opened))
        person_notices.save_notice_wish(db, opened.case.id, wish, opened.key)
    return wish


def describe_notices(box: Box, wish: Wish, language: str) -> Notices:
    """The wish as an event says it, with the town hall's telephone and its hours in the person's language."""
    hours = opening_words.describe_opening_hours(box.site, box.words(language))
    return wishes.wish_to_notices(wish, box.site.phone, hours)


def shows_notes(db: Database) -> bool:
    """Whether there is a hub, which shows its services what is noted of a person."""
    return outbox.read_enrolment(db) is not None


def noted_for(db: Database, opened: OpenedCase, event_id: str) -> tuple[NotedFact, ...]:
    """What was noted of the person of a draft, for the event that submits it; nothing where the hub shows it nobody."""
    noted = person_notices.read_person_facts(db, opened.case.id, opened.key)
    shown = shows_notes(db)
    person_notices.save_person_facts(db, opened.case.id, noted, opened.key, event_id if shown else "")
    return wishes.to_noted_facts(noted) if shown else ()


class NoticeChoice(Struct, frozen=True):
    """What the person of a case `could` choose and what they `wish` now; `could` is empty once the answers are gone."""

    could: Wish
    wish: Wish


def choice(box: Box, case_id: str, actor: Actor) -> NoticeChoice | None:
    """For the desk's page of a case; None where its key is not held or destroyed."""
    db = box.store.read()
    key = data_keys.find_key(db, case_id, actor) if case_id else None
    if key is None or cases.read_case(db, case_id, key) is None:
        return None
    opened = open_case_in(box, db, case_id, actor)
    return NoticeChoice(find_offered_notices(box, db, opened), person_notices.read_notice_wish(db, case_id, key))


def to_reach(db: Database, case_id: str, actor: Actor) -> Wish:
    """How the person wishes to be told, for who lists whom to call: `by_hub` where the hub writes to them.

    Nothing where the actor holds no key of the case, or what was noted ends it: a letter, or nobody.
    """
    key = data_keys.find_key(db, case_id, actor)
    if key is None:
        return Wish()
    wish = person_notices.read_notice_wish(db, case_id, key)
    return wishes.drop_failed_ways(wish, person_notices.read_person_facts(db, case_id, key))


def change_notices(box: Box, reference: str, ways: Iterable[str], actor: Actor, event_id: str) -> Wish:
    """Put what the person chose now in the place of what they chose before; none ends it.

    The same `event_id` changes it once. Raises `Refused`: `no-such-case`, `not-your-service`.
    """
    box.watch.look()
    with box.store.write() as db:
        append_event.own_service(db, reference, actor)
        submission = cases.read_submission_by_reference(db, reference)
        if submission is None:
            raise Refused(Refusal.NO_SUCH_CASE)
        opened = open_case_in(box, db, submission.case_id, actor)
        wish = wishes.choose_ways(ways, find_offered_notices(box, db, opened))
        if outbox.read_event(db, event_id) is not None:
            return wish
        person_notices.save_notice_wish(db, opened.case.id, wish, opened.key)
        if find_hub_channels(db):
            reached = wishes.drop_failed_ways(wish, person_notices.read_person_facts(db, opened.case.id, opened.key))
            make = partial(wishes.make_notices_event, describe_notices(box, reached, opened.case.language))
            stream = EventStream(reference, opened.case.id, opened.key)
            added = CaseAddition(make, JournalAction.NOTICES_CHOSEN)
            append_event.append_in_transaction(box, db, added, stream, actor, event_id)
        else:
            append_event.note_case_in_journal(box, db, JournalAction.NOTICES_CHOSEN, reference, actor)
    return wish


def could_send_number(box: Box, case_id: str, actor: Actor) -> Wish:
    """Where the number of a case could be sent from a terminal: by what the hub serves, to the person's own contact."""
    db = box.store.read()
    if data_keys.find_key(db, case_id, actor) is None:
        return Wish()
    could = find_offered_notices(box, db, open_case_in(box, db, case_id, actor))
    return Wish(email=could.email, sms=could.sms)


def request_number_notice(box: Box, case_id: str, way: str, actor: Actor) -> None:
    """Have the hub send the number of a case, and nothing else, by one way; pressed again, it is sent once.

    Raises `Refused` (`no-such-case`) where the actor cannot open it, or it is not submitted.
    """
    box.watch.look()
    with box.store.write() as db:
        opened = open_case_in(box, db, case_id, actor)
        submission = cases.read_submission(db, case_id)
        if submission is None:
            raise Refused(Refusal.NO_SUCH_CASE)
        could = find_offered_notices(box, db, opened)
        wish = wishes.choose_ways([way], Wish(email=could.email, sms=could.sms))
        event_id = wishes.number_event_id(case_id, wish)
        if wish and outbox.read_event(db, event_id) is None:
            make = partial(wishes.make_number_event, wish, opened.case.language)
            added = CaseAddition(make, JournalAction.NUMBER_SENT)
            stream = EventStream(submission.reference, case_id, opened.key)
            append_event.append_in_transaction(box, db, added, stream, actor, event_id)


def is_number_sent(db: Database, case_id: str, could: Wish) -> bool:
    """Whether it was asked for by one of the ways that there are."""
    sent = (wishes.number_event_id(case_id, wishes.choose_ways([way], could)) for way in could.ways)
    return any(outbox.read_event(db, event_id) is not None for event_id in sent)


def export_wish_and_facts(box: Box, case_id: str, actor: Actor) -> tuple[dict[str, Any], list[dict[str, str]]]:
    """What is kept of a wish, and what is noted of the person with the case, as plain values, for the person's copy."""
    db = box.store.read()
    key = data_keys.find_key(db, case_id, actor) if case_id else None
    if key is None:
        return {}, []
    wish, noted = person_notices.read_notice_wish(db, case_id, key), person_notices.read_person_facts(db, case_id, key)
    return {way.value: getattr(wish, way) for way in wish.ways}, [
        {"fact": entry.fact, "by": entry.by, "at": stamp(entry.at)} for entry in noted
    ]
