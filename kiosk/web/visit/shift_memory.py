"""Decrypted names of cases, kept in memory for the shift of the mediator at this screen."""

from collections.abc import Iterable

from kiosk.domain.mandates.mandate import Mandate
from kiosk.services.people.people_search import Directory, Entry, directory_of, search
from kiosk.services.work.person import Person, person_of, person_of_mandate
from kiosk.web.request import session


def entries(case_ids: Iterable[str]) -> dict[str, Entry]:
    """The names of these cases, as far as the mediator may open them, by case id."""
    return directory().of(session.box(), session.current().ring, case_ids)


def people(typed: str) -> list[Entry]:
    """The cases of a person, by names or a date of birth."""
    return search(session.box(), directory(), session.current().ring, typed)


def person(case_id: str) -> Person | None:
    """Whose case this is, None where the mediator cannot open it any more."""
    return person_of(session.box(), session.box().store.read(), session.current().actor, directory(), case_id)


def giver(mandate: Mandate) -> Person | None:
    """Who gave a mandate, None where no case of theirs is here that the mediator may open."""
    return person_of_mandate(session.box(), session.box().store.read(), session.current().actor, directory(), mandate)


def directory() -> Directory:
    """The names in the cases of this mediator's services, for the shift."""
    return directory_of(session.box(), session.current().mediator_id)
