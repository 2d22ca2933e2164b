"""Whose case it is, in one look: who they are, how they are reached, and what else of theirs is here.

Only from answers that are still on the box and that the mediator may open: nothing of it is stored.
"""

from collections.abc import Iterable
from datetime import date, datetime
from functools import partial
from itertools import chain

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import moment
from kiosk.domain.keys.ring import Ring
from kiosk.domain.mandates.mandate import Mandate, is_mandate_of
from kiosk.domain.notices import wish as wishes
from kiosk.domain.notices.wish import Fact, PersonFact
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import OpenedCase, open_case_in, read_mandate
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.people.people_search import Directory, DirectoryEntry
from kiosk.services.procedures import look_up
from kiosk.services.submitted import append_event, change_notices, follow_case
from kiosk.services.submitted.append_event import CaseAddition, EventStream
from kiosk.store import cases, mandates, person_notices
from kiosk.store.database import Database
from kiosk.store.person_notices import LockedFacts

NOTHING_TO_TELL = "draft"
"""In the place of an event's id, for a case that no service has yet."""


def list_person_mandates(
    box: Box, db: Database, actor: Actor, directory: Directory, entry: DirectoryEntry
) -> tuple[Mandate, ...]:
    """The signed mandates of the person of a case that are in force today, the one that ends last first.

    A mandate never changes: each is opened once a shift, and held in the directory's memory.
    """
    lasting, known = mandates.select_lasting_mandates(db), directory.mandates
    opened: dict[str, Mandate] = {}
    for kept in lasting:
        if kept.id in known:
            opened[kept.id] = known[kept.id]
        elif read := read_mandate(db, kept.id, data_keys.key_in(db, kept.id, actor.ring)):
            opened[kept.id] = read.mandate
    directory.mandates = opened
    today = box.watch.today().day
    return tuple(
        mandate
        for kept in lasting
        if kept.standing.signed and kept.ends_on >= today and (mandate := opened.get(kept.id))
        if is_theirs(mandate, entry)
    )


def is_theirs(mandate: Mandate, entry: DirectoryEntry) -> bool:
    """Whether the person of a case gave this mandate, as far as names and day of birth tell."""
    return any(is_mandate_of(mandate, family, entry.given, entry.birth_date) for family in entry.family)


def note_person_fact(
    box: Box, directory: Directory, case_id: str, fact: str, actor: Actor, *, holds: bool = True
) -> None:
    """Note a fact with every case of the person of `case_id` that the actor may open; a second press changes nothing.

    Where it `holds` no more it is taken back, whoever noted it. Whatever else is noted of the person comes with it, so
    that noting again tells what a service was not told: a case begun since, or one whose hub could not show it before.
    Raises `Refused`: `no-such-case`, `no-such-work` for a fact that there is not.
    """
    if holds and fact not in map(str, Fact):
        raise Refused(Refusal.NO_SUCH_WORK)
    entry = directory.of(box, actor.ring, [case_id]).get(case_id)
    if entry is None:
        raise Refused(Refusal.NO_SUCH_CASE)
    person = (entry, *same_person(box, directory, actor.ring, entry))
    new, action = PersonFact(fact, actor.name, box.clock.now()), JournalAction.PERSON_NOTED
    box.watch.look()
    with box.store.write() as db:
        locked = person_notices.select_person_facts(db, (theirs.case_id for theirs in person))
        before = opened_facts(locked, actor.ring)
        after = wishes.order_facts((*chain(*before.values()), new))
        if not holds:
            action, after = JournalAction.PERSON_NOTE_ENDED, tuple(noted for noted in after if noted.fact != fact)
        late = change_notices.shows_notes(db)
        for theirs in person:
            if (key := data_keys.key_in(db, theirs.case_id, actor.ring)) is not None:
                told = person_notices.are_facts_told(db, theirs.case_id) or not late
                if not told or lacks(before.get(theirs.case_id, ()), after):
                    _keep(box, db, theirs.case_id, key, after, actor, action)


def _keep(
    box: Box,
    db: Database,
    case_id: str,
    key: bytes,
    noted: tuple[PersonFact, ...],
    actor: Actor,
    action: JournalAction,
) -> None:
    """Keep what is noted with one case; tell its service where the case was submitted and the hub shows it."""
    submission, event_id = cases.read_submission(db, case_id), ""
    reference = submission.reference if submission else ""
    if submission and change_notices.shows_notes(db):
        event_id = box.clock.new_id()
        wish = wishes.drop_failed_ways(person_notices.read_notice_wish(db, case_id, key), noted)
        language = open_case_in(box, db, case_id, actor).case.language
        make = partial(wishes.make_facts_event, change_notices.describe_notices(box, wish, language), noted)
        stream = EventStream(reference, case_id, key)
        append_event.append_in_transaction(box, db, CaseAddition(make, action), stream, actor, event_id)
    else:
        append_event.note_case_in_journal(box, db, action, reference, actor)
    person_notices.save_person_facts(db, case_id, noted, key, event_id if submission else NOTHING_TO_TELL)


class TheirCase(Struct, frozen=True):
    """A draft or a case of somebody as a list shows it; `procedure` is None where the box has no such any more."""

    entry: DirectoryEntry
    procedure: Procedure | None
    state: str
    at: datetime

    @property
    def case_id(self) -> str:
        return self.entry.case_id

    @property
    def reference(self) -> str:
        """ "" for a draft."""
        return self.entry.reference


class CasePerson(Struct, frozen=True):
    """The person of a case. `age` is in years, None where no birth date is known; `phone` is "" for none.

    `language` is the one in which they answered. `drafts` and `submitted` are their other cases, `mandates` those in
    force, `noted` is what became of them, `untold` whether a service of theirs is not told of all of it by the hub,
    `tellable` whether noting it again tells them.
    """

    entry: DirectoryEntry
    age: int | None
    phone: str
    language: str
    drafts: tuple[TheirCase, ...]
    submitted: tuple[TheirCase, ...]
    mandates: tuple[Mandate, ...] = ()
    noted: tuple[PersonFact, ...] = ()
    untold: bool = False
    tellable: bool = False


def person_of(
    box: Box, db: Database, actor: Actor, directory: Directory, case_id: str, opened: OpenedCase | None = None
) -> CasePerson | None:
    """The person of a case, None where its answers are gone or the actor does not hold its service.

    `opened` is that case where the caller has opened it already.
    """
    if opened and opened.case.service_id not in actor.ring.services:
        return None
    key = opened.key if opened else data_keys.key_in(db, case_id, actor.ring)
    entry = directory.of(box, actor.ring, [case_id], key).get(case_id) if key else None
    case = opened.case if opened else cases.read_case(db, case_id, key) if key else None
    if entry is None or case is None or not entry.said:
        return None
    theirs = their_cases(box, db, actor, same_person(box, directory, actor.ring, entry))
    procedure = look_up.begun_with(box, db, case.procedure_id, case.procedure_sha256)
    phones = [field.id for field in procedure.fields() if field.role == "contact.phone"] if procedure else []
    locked = person_notices.select_person_facts(db, [case_id, *(other.case_id for other in theirs)])
    noted_of = directory.kept(f"noted:{case_id}", locked, lambda: opened_facts(locked, actor.ring))
    noted = wishes.order_facts(chain(*noted_of.values()))
    return CasePerson(
        entry,
        age(entry.birth_date, box.watch.today().day),
        next((str(case.values[name]) for name in phones if case.values.get(name)), ""),
        case.language,
        tuple(other for other in theirs if not other.reference),
        tuple(other for other in theirs if other.reference),
        list_person_mandates(box, db, actor, directory, entry),
        noted,
        not all(row.event_id for row in locked)
        or any(lacks(noted_of.get(of, ()), noted) for of in (case_id, *(other.case_id for other in theirs))),
        change_notices.shows_notes(db),
    )


def person_of_mandate(
    box: Box, db: Database, actor: Actor, directory: Directory, mandate: Mandate
) -> CasePerson | None:
    """The person who gave a mandate, with all of their cases; None where none of them is here to be opened."""
    born = directory.born_on(box, actor.ring, mandate.person.birth_date)
    theirs = (entry for entry in born if is_theirs(mandate, entry))
    last = max(theirs, key=lambda entry: entry.changed_at, default=None)
    person = person_of(box, db, actor, directory, last.case_id) if last else None
    if person is None:
        return None
    own = tuple(their_cases(box, db, actor, [person.entry]))
    if person.entry.reference:
        return replace(person, submitted=(*own, *person.submitted))
    return replace(person, drafts=(*own, *person.drafts))


def same_person(box: Box, directory: Directory, ring: Ring, entry: DirectoryEntry) -> list[DirectoryEntry]:
    """The other cases of the same person, the last changed first."""
    born = directory.born_on(box, ring, entry.birth_date)
    same = [other for other in born if other.case_id != entry.case_id and other.is_of(entry)]
    return sorted(same, key=lambda other: other.changed_at, reverse=True)


def their_cases(box: Box, db: Database, actor: Actor, entries: Iterable[DirectoryEntry]) -> list[TheirCase]:
    """Cases as a list shows them, in the same order: of which procedure, where they stand, and since when.

    Those that were destroyed, or are another service's by now, are left out.
    """
    entries = list(entries)
    rows = cases.select_openable_cases(db, (entry.case_id for entry in entries), actor.ring.services)
    here = {row.id: row for row in rows}
    listed = ((entry.reference, here[entry.case_id].state) for entry in entries if entry.case_id in here)
    states = follow_case.find_states_of_listed_cases(box, listed, actor)
    return [
        TheirCase(
            entry,
            box.catalogue.get(row.procedure_id),
            states.get(entry.reference, row.state),
            moment(entry.changed_at),
        )
        for entry in entries
        if (row := here.get(entry.case_id))
    ]


def opened_facts(locked: Iterable[LockedFacts], ring: Ring) -> dict[str, tuple[PersonFact, ...]]:
    """What is noted with each of these cases that the ring opens, by case id."""
    keyed = ((row, data_keys.open_service_key(ring, row.holder, row.wrapped)) for row in locked)
    return {row.case_id: person_notices.decrypt_person_facts(row.facts, row.case_id, key) for row, key in keyed if key}


def lacks(noted: Iterable[PersonFact], known: Iterable[PersonFact]) -> bool:
    """Whether other facts are noted than are known, whoever noted them."""
    return {entry.fact for entry in noted} != {entry.fact for entry in known}


def age(birth_date: str, today: date) -> int | None:
    """In whole years, None where no birth date is known."""
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
