"""Whose case it is, in one look: who they are, how they are reached, and what else of theirs is here.

Only from answers that are still on the box and that the mediator may open: nothing of it is stored.
"""

from collections.abc import Iterable
from datetime import date, datetime

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import moment
from kiosk.domain.keys.ring import Ring
from kiosk.domain.mandates.mandate import Mandate
from kiosk.domain.notices import person_facts as facts
from kiosk.domain.notices.person_facts import Noted
from kiosk.domain.procedure.procedure import Procedure
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.notices import choose_notices
from kiosk.services.people.people_search import Directory, Entry
from kiosk.services.procedures import kept_versions
from kiosk.services.work import their_mandates
from kiosk.store.cases import cases, person_facts
from kiosk.store.database import Database


class TheirCase(Struct, frozen=True):
    """A draft or a case of somebody as a list shows it; `procedure` is None where the box has no such any more."""

    entry: Entry
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


class Person(Struct, frozen=True):
    """The person of a case. `age` is in years, None where no birth date is known; `phone` is "" for none.

    `language` is the one in which they answered. `drafts` and `submitted` are their other cases, `mandates` those in
    force, `noted` is what became of them, `untold` whether a service of theirs is not told of all of it by the hub,
    `tellable` whether noting it again tells them.
    """

    entry: Entry
    age: int | None
    phone: str
    language: str
    drafts: tuple[TheirCase, ...]
    submitted: tuple[TheirCase, ...]
    mandates: tuple[Mandate, ...] = ()
    noted: tuple[Noted, ...] = ()
    untold: bool = False
    tellable: bool = False


def person_of(box: Box, db: Database, actor: Actor, directory: Directory, case_id: str) -> Person | None:
    """The person of a case, None where its answers are gone or the actor does not hold its service."""
    entry = directory.of(box, actor.ring, [case_id]).get(case_id)
    key = data_keys.key_in(db, case_id, actor.ring) if entry else None
    case = cases.get(db, case_id, key) if key else None
    if entry is None or case is None or not entry.said:
        return None
    others = same_person(box, directory, actor.ring, entry)
    procedure = kept_versions.of_case(box, db, case_id)
    phones = [field.id for field in procedure.fields() if field.role == "contact.phone"] if procedure else []
    theirs = [their_case(box, db, other) for other in others]
    ids = [entry.case_id, *(other.case_id for other in others)]
    noted = noted_with(db, actor.ring, ids)
    return Person(
        entry,
        age(entry.birth_date, box.watch.today().day),
        next((str(case.values[name]) for name in phones if case.values.get(name)), ""),
        case.language,
        tuple(other for other in theirs if not other.reference),
        tuple(other for other in theirs if other.reference),
        their_mandates.in_force(box, db, actor, directory, entry),
        noted,
        any(
            not person_facts.is_told(db, case_id) or lacks(noted_with(db, actor.ring, [case_id]), noted)
            for case_id in ids
        ),
        choose_notices.shows_notes(db),
    )


def person_of_mandate(box: Box, db: Database, actor: Actor, directory: Directory, mandate: Mandate) -> Person | None:
    """The person who gave a mandate, with all of their cases; None where none of them is here to be opened."""
    born = directory.born_on(box, actor.ring, mandate.person.birth_date)
    theirs = (entry for entry in born if their_mandates.is_theirs(mandate, entry))
    last = max(theirs, key=lambda entry: entry.changed_at, default=None)
    person = person_of(box, db, actor, directory, last.case_id) if last else None
    if person is None:
        return None
    own = (their_case(box, db, person.entry),)
    if person.entry.reference:
        return replace(person, submitted=(*own, *person.submitted))
    return replace(person, drafts=(*own, *person.drafts))


def same_person(box: Box, directory: Directory, ring: Ring, entry: Entry) -> list[Entry]:
    """The other cases of the same person, the last changed first."""
    born = directory.born_on(box, ring, entry.birth_date)
    same = [other for other in born if other.case_id != entry.case_id and other.is_of(entry)]
    return sorted(same, key=lambda other: other.changed_at, reverse=True)


def their_case(box: Box, db: Database, entry: Entry) -> TheirCase:
    """A case as a list shows it: of which procedure, where it stands, and since when."""
    head, state = cases.head(db, entry.case_id), cases.state(db, entry.case_id)
    procedure = box.catalogue.get(head.procedure_id) if head else None
    return TheirCase(entry, procedure, state.state if state else "", moment(entry.changed_at))


def noted_with(db: Database, ring: Ring, case_ids: list[str]) -> tuple[Noted, ...]:
    """What is noted of the person of these cases, with whichever of them."""
    opened = ((case_id, data_keys.key_in(db, case_id, ring)) for case_id in case_ids)
    return facts.in_order(noted for case_id, key in opened if key for noted in person_facts.of(db, case_id, key))


def lacks(noted: Iterable[Noted], known: Iterable[Noted]) -> bool:
    """Whether other facts are noted than are known, whoever noted them."""
    return {entry.fact for entry in noted} != {entry.fact for entry in known}


def age(birth_date: str, today: date) -> int | None:
    """In whole years, None where no birth date is known."""
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
