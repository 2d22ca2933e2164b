"""What became of a person, noted once at the desk: kept with each of their cases here, and told to the services.

A case whose hub does not show it keeps it here alone; the desk says so.
"""

from collections.abc import Callable, Iterable
from functools import partial
from itertools import chain

from kiosk.domain.notices import person_facts as facts
from kiosk.domain.notices.person_facts import Fact, Noted
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.box.legal_clock import Today
from kiosk.services.notices import choose_notices
from kiosk.services.people.people_search import Directory
from kiosk.services.submitted import append_event
from kiosk.services.work.person import lacks, opened_facts, same_person
from kiosk.store.cases import cases, person_facts, wished_notices
from kiosk.store.database import Database

Change = Callable[[tuple[Noted, ...]], tuple[Noted, ...]]
"""What is noted of a person before, to what is noted after."""
NOTHING_TO_TELL = "draft"
"""In the place of an event's id, for a case that no service has yet."""


def note(box: Box, directory: Directory, case_id: str, fact: str, actor: Actor) -> None:
    """Note a fact with every case of the person of `case_id` that the actor may open; a second press changes nothing.

    Whatever else is noted of the person comes with it, so that noting again tells what a service was not told: a case
    begun since, or one whose hub could not show it before.
    Raises `Refused`: `no-such-case`, `no-such-work` for a fact that there is not.
    """
    if fact not in map(str, Fact):
        raise Refused(Refusal.NO_SUCH_WORK)
    new = Noted(fact, actor.name, box.clock.now())
    _change(box, directory, case_id, actor, JournalAction.PERSON_NOTED, lambda noted: facts.in_order((*noted, new)))


def take_back(box: Box, directory: Directory, case_id: str, fact: str, actor: Actor) -> None:
    """Take a fact back, whoever noted it, from every case of the person. Raises `Refused` (`no-such-case`)."""
    kept = partial(_without, fact)
    _change(box, directory, case_id, actor, JournalAction.PERSON_NOTE_ENDED, kept)


def _without(fact: str, noted: Iterable[Noted]) -> tuple[Noted, ...]:
    return tuple(entry for entry in noted if entry.fact != fact)


def _change(box: Box, directory: Directory, case_id: str, actor: Actor, action: JournalAction, make: Change) -> None:
    entry = directory.of(box, actor.ring, [case_id]).get(case_id)
    if entry is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    today, person = box.watch.look(), (entry, *same_person(box, directory, actor.ring, entry))
    with box.store.write() as db:
        locked = person_facts.of_all(db, (theirs.case_id for theirs in person))
        before = opened_facts(locked, actor.ring)
        after = make(facts.in_order(chain(*before.values())))
        late = choose_notices.shows_notes(db)
        for theirs in person:
            if (key := data_keys.key_in(db, theirs.case_id, actor.ring)) is not None:
                told = person_facts.is_told(db, theirs.case_id) or not late
                if not told or lacks(before.get(theirs.case_id, ()), after):
                    _keep(box, db, theirs.case_id, key, after, today, actor, action)


def _keep(
    box: Box,
    db: Database,
    case_id: str,
    key: bytes,
    noted: tuple[Noted, ...],
    today: Today,
    actor: Actor,
    action: JournalAction,
) -> None:
    """Keep what is noted with one case; tell its service where the case was submitted and the hub shows it."""
    submission, event_id = cases.submission(db, case_id), ""
    reference = submission.reference if submission else ""
    if submission and choose_notices.shows_notes(db):
        event_id = box.clock.new_id()
        wish = facts.still(wished_notices.of(db, case_id, key), noted)
        language = open_in(box, db, case_id, actor).case.language
        make = partial(facts.make_event, choose_notices.told(box, wish, language), noted)
        place = (today, reference, case_id, key, actor, event_id)
        append_event.append(box, db, make, *place, paper=None, action=action)
    else:
        append_event.note(box, db, action, reference, actor)
    person_facts.keep(db, case_id, noted, key, event_id if submission else NOTHING_TO_TELL)
