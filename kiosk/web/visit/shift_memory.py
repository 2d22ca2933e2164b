"""What was decrypted for the mediator at this screen, kept in memory for their shift."""

from kiosk.services.people.people_search import Directory, Entry, search
from kiosk.web.request import session


def entries() -> dict[str, Entry]:
    """Whose cases the mediator may open: case id to entry."""
    return _directory().look(session.box(), session.current().ring)


def people(typed: str) -> list[Entry]:
    """The cases of a person, by names or a date of birth."""
    return search(session.box(), _directory(), session.current().ring, typed)


def _directory() -> Directory:
    current = session.current()
    found: Directory = session.box().shifts.memory(current.mediator_id).setdefault("directory", Directory())
    return found
