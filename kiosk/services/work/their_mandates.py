"""The mandates in force of one person, for the line that says who they are."""

from kiosk.domain.mandates.mandate import Mandate
from kiosk.domain.mandates.mandate_person import is_of
from kiosk.services.access.open_mandate import read
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.people.people_search import Directory, Entry
from kiosk.store.database import Database
from kiosk.store.mandates import mandates as store


def in_force(box: Box, db: Database, actor: Actor, directory: Directory, entry: Entry) -> tuple[Mandate, ...]:
    """The signed mandates of the person of a case that are in force today, the one that ends last first.

    A mandate never changes: each is opened once a shift, and held in the directory's memory.
    """
    lasting, known = store.lasting(db), directory.mandates
    opened = {kept.id: known[kept.id] if kept.id in known else _opened(db, actor, kept.id) for kept in lasting}
    directory.mandates = {mandate_id: mandate for mandate_id, mandate in opened.items() if mandate}
    today = box.watch.today().day
    return tuple(
        mandate
        for kept in lasting
        if kept.standing.signed and kept.ends_on >= today and (mandate := opened[kept.id])
        if is_theirs(mandate, entry)
    )


def is_theirs(mandate: Mandate, entry: Entry) -> bool:
    """Whether the person of a case gave this mandate, as far as names and day of birth tell."""
    return any(is_of(mandate, family, entry.given, entry.birth_date) for family in entry.family)


def _opened(db: Database, actor: Actor, mandate_id: str) -> Mandate | None:
    key = data_keys.key_in(db, mandate_id, actor.ring)
    opened = read(db, mandate_id, key) if key is not None else None
    return opened.mandate if opened else None
