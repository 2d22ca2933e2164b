"""Someone leaves: for now, shown out of every screen by a colleague, or for good; their name stays in the history."""

from kiosk.errors import Refused
from kiosk.services import staff
from kiosk.services.box import Actor, Box
from kiosk.store import favourites, journal, people, sessions
from kiosk.store.database import Database
from kiosk.store.people import RECOVERY, Mediator


def let_out(box: Box, login: str, actor: Actor) -> None:
    """End a colleague's shift and their sessions on every screen, by a supervisor of a service they hold.

    Raises `Refused`: `no-such-mediator`, `not-oneself`, `not-supervisor`.
    """
    person = staff.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused("not-oneself")
    held = _held(box.store.read(), person.id)
    if not staff.supervised(box, actor.mediator_id) & actor.ring.services & held:
        raise Refused("not-supervisor", service="")
    staff.end_everywhere(box, person.id)
    with box.store.write() as db:
        _note(box, db, "let-out", person, actor)


def remove(box: Box, login: str, actor: Actor) -> None:
    """Someone leaves for good, by a supervisor of everything they hold.

    From now on no key of theirs exists, on no screen and in no memory; their login is given to nobody else. Raises
    `Refused`: `no-such-mediator`, `not-oneself`, `not-supervisor`, `last-supervisor`.
    """
    person = staff.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused("not-oneself")
    supervised = staff.supervised(box, actor.mediator_id) & actor.ring.services
    if not may_remove(supervised, _held(box.store.read(), person.id)):
        missing = sorted(_held(box.store.read(), person.id) - supervised)
        raise Refused("not-supervisor", service=missing[0] if missing else "")
    _gone(box, person, actor)


def remove_here(box: Box, login: str) -> None:
    """The same by whoever runs this machine. Raises `Refused`: `no-such-mediator`, `last-supervisor`."""
    _gone(box, staff.by_login(box, login), Actor())


def may_remove(supervised: frozenset[str], held: frozenset[str]) -> bool:
    """Whether who supervises these services may remove who holds those."""
    return bool(supervised) and held <= supervised


def _gone(box: Box, person: Mediator, actor: Actor) -> None:
    with box.store.write() as db:
        grants = people.grants(db)
        others = {
            each.service_id
            for each in grants
            if each.supervisor and each.sealed and each.holder not in (person.id, RECOVERY)
        }
        for each in grants:
            if each.holder == person.id and each.supervisor and each.service_id not in others:
                raise Refused("last-supervisor", service=each.service_id, name=person.name)
        people.leave(db, person.id, box.clock.now())
        favourites.forget(db, person.id)
        sessions.end_of(db, person.id)
        _note(box, db, "mediator-removed", person, actor)
    box.shifts.end(person.id)


def _held(db: Database, mediator_id: str) -> frozenset[str]:
    return frozenset(each.service_id for each in people.grants(db, mediator_id))


def _note(box: Box, db: Database, action: str, person: Mediator, actor: Actor) -> None:
    journal.note(
        db, box.clock.now(), action, mediator_id=actor.mediator_id, station_id=actor.station_id, detail=person.login
    )
