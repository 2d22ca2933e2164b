"""How the person of a draft wishes to be told of news: what can be offered here, what they chose, and what fails."""

from collections.abc import Iterable

from kiosk.domain.events.who_asks import roles_of
from kiosk.domain.events.wire.people import NotedFact, Notices
from kiosk.domain.notices import person_facts as facts
from kiosk.domain.notices import wish as wishes
from kiosk.domain.notices.wish import Wish
from kiosk.services.access.open_case import Opened
from kiosk.services.box.box import Box
from kiosk.services.exchange import send_events
from kiosk.store.cases import person_facts, wished_notices
from kiosk.store.database import Database
from kiosk.store.events import enrolment
from kiosk.words import opening_words


def offered(box: Box, db: Database, opened: Opened) -> Wish:
    """All that the person of a case could choose: by their answers, and by what the hub serves."""
    roles = roles_of(opened.journey, box.words())
    contact = {name: roles.get(f"contact.{name}", "") for name in ("phone", "email")}
    hub = enrolment.current(db)
    return wishes.offered(contact, send_events.channels(db, hub.verify_key) if hub else ())


def chosen(box: Box, db: Database, opened: Opened) -> Wish:
    """What they chose and is still so: an address that was changed since was not confirmed, one that fails is none."""
    wish = wishes.still(wished_notices.of(db, opened.case.id, opened.key), offered(box, db, opened))
    return facts.still(wish, person_facts.of(db, opened.case.id, opened.key))


def choose(box: Box, opened: Opened, ways: Iterable[str]) -> Wish:
    """Keep what the person of a draft chose, in the place of what they chose before."""
    with box.store.write() as db:
        wish = wishes.chosen(ways, offered(box, db, opened))
        wished_notices.keep(db, opened.case.id, wish, opened.key)
    return wish


def told(box: Box, wish: Wish, language: str) -> Notices:
    """The wish as an event says it, with the town hall's telephone and its hours in the person's language."""
    return wishes.told(wish, box.site.phone, opening_words.hours(box.site, box.words(language)))


def shows_notes(db: Database) -> bool:
    """Whether there is a hub, which shows its services what is noted of a person."""
    return enrolment.current(db) is not None


def noted_for(db: Database, opened: Opened, event_id: str) -> tuple[NotedFact, ...]:
    """What was noted of the person of a draft, for the event that submits it; nothing where the hub shows it nobody."""
    noted = person_facts.of(db, opened.case.id, opened.key)
    shown = shows_notes(db)
    person_facts.keep(db, opened.case.id, noted, opened.key, event_id if shown else "")
    return facts.said(noted) if shown else ()
