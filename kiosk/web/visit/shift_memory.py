"""What is kept in memory for the shift of the mediator at this screen: names of cases, and how they fill a case."""

from collections.abc import Iterable
from typing import Any

from kiosk.domain.mandates.mandate import Mandate
from kiosk.services.access.open_case import Opened
from kiosk.services.people.people_search import Directory, Entry, directory_of, search
from kiosk.services.work.person import Person, person_of, person_of_mandate
from kiosk.web.request import session

_BY_STEPS = "by-steps"


def entries(case_ids: Iterable[str]) -> dict[str, Entry]:
    """The names of these cases, as far as the mediator may open them, by case id."""
    return directory().of(session.box(), session.current().ring, case_ids)


def people(typed: str) -> list[Entry]:
    """The cases of a person, by names or a date of birth."""
    return search(session.box(), directory(), session.current().ring, typed)


def person(case_id: str, opened: Opened | None = None) -> Person | None:
    """Whose case this is (`opened` where it is), None where the mediator cannot open it any more."""
    return person_of(session.box(), session.box().store.read(), session.current().actor, directory(), case_id, opened)


def giver(mandate: Mandate) -> Person | None:
    """Who gave a mandate, None where no case of theirs is here that the mediator may open."""
    return person_of_mandate(session.box(), session.box().store.read(), session.current().actor, directory(), mandate)


def fill_by_steps(chosen: bool) -> None:
    """Remember how this mediator fills cases: one step after the other, or every question on one page."""
    _memory()[_BY_STEPS] = chosen


def fills_by_steps() -> bool:
    """Whether this mediator chose to go step by step in this shift."""
    return bool(_memory().get(_BY_STEPS))


def _memory() -> dict[str, Any]:
    return session.box().shifts.memory(session.current().mediator_id)


def directory() -> Directory:
    """The names in the cases of this mediator's services, for the shift."""
    return directory_of(session.box(), session.current().mediator_id)
