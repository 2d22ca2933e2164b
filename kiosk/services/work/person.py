"""Whose case it is, in one look: who they are, how they are reached, and what else of theirs is here.

Only from answers that are still on the box and that the mediator may open: nothing of it is stored.
"""

from datetime import date

from kiosk.domain.keys.ring import Ring
from kiosk.frozen import Frozen
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.people.people_search import Directory, Entry
from kiosk.services.procedures import kept_versions
from kiosk.store.cases import cases
from kiosk.store.database import Database


class Person(Frozen):
    """The person of a case. `age` is in years, None where no birth date is known; `phone` is "" for none.

    `language` is the one in which they answered. `drafts` and `submitted` are their other cases.
    """

    entry: Entry
    age: int | None
    phone: str
    language: str
    drafts: tuple[Entry, ...]
    submitted: tuple[Entry, ...]


def person_of(box: Box, db: Database, actor: Actor, directory: Directory, case_id: str) -> Person | None:
    """The person of a case, None where its answers are gone or the actor does not hold its service."""
    entry = directory.of(box, actor.ring, [case_id]).get(case_id)
    key = data_keys.key_in(db, case_id, actor.ring) if entry else None
    case = cases.get(db, case_id, key) if key else None
    if entry is None or case is None or not entry.said:
        return None
    others = _others(box, directory, actor.ring, entry)
    procedure = kept_versions.of_case(box, db, case_id)
    phones = [field.id for field in procedure.fields() if field.role == "contact.phone"] if procedure else []
    return Person(
        entry,
        _age(entry.birth_date, box.watch.today().day),
        next((str(case.values[name]) for name in phones if case.values.get(name)), ""),
        case.language,
        tuple(other for other in others if not other.reference),
        tuple(other for other in others if other.reference),
    )


def _others(box: Box, directory: Directory, ring: Ring, entry: Entry) -> list[Entry]:
    """The other cases of the same person, the last changed first."""
    same = [other for other in directory.look(box, ring) if other.case_id != entry.case_id and other.is_of(entry)]
    return sorted(same, key=lambda other: other.changed_at, reverse=True)


def _age(birth_date: str, today: date) -> int | None:
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return None
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
