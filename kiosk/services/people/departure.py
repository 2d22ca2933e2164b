"""Sign a colleague out on every screen, or remove a mediator for good; their name stays in the history."""

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import PaperSlot, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.people import sign_in
from kiosk.store import journal, people, publications, sessions
from kiosk.store.database import Database
from kiosk.store.people import RECOVERY, Mediator

LONGEST_NAME = 40
"""The most characters of a station's name; the rest is cut off."""


def name_station(box: Box, typed: str, actor: Actor) -> None:
    """Set the name of the actor's station; "" for no name."""
    shortened = typed.strip()[:LONGEST_NAME]
    with _noted(box, actor, JournalAction.STATION_NAMED, shortened) as db:
        people.update_station(db, actor.station_id, name=shortened)


def give_role(box: Box, role: StationRole, actor: Actor) -> None:
    """Set the role of the actor's station."""
    with _noted(box, actor, JournalAction.ROLE_CHANGED, role) as db:
        people.update_station(db, actor.station_id, role=role)


def measure_station_screen(box: Box, measured: Measure | None, actor: Actor) -> None:
    """Set the pixel size and reading distance of the actor's screen; None for unknown."""
    mm_per_px, distance_mm = (measured.mm_per_px, measured.distance_mm) if measured else (0.0, 0)
    said = f"{mm_per_px:.3f} {distance_mm}" if measured else ""
    with _noted(box, actor, JournalAction.STATION_MEASURED, said) as db:
        people.update_station(db, actor.station_id, mm_per_px=mm_per_px, distance_mm=distance_mm)


def place_paper_slot(box: Box, slot: PaperSlot, actor: Actor) -> None:
    """Set where the paper of the actor's station comes out; `UNTOLD` says it to nobody."""
    with _noted(box, actor, JournalAction.PAPER_SLOT_PLACED, slot) as db:
        people.update_station(db, actor.station_id, paper_slot=slot)


def set_station_volume(box: Box, volume: int | None, actor: Actor) -> None:
    """Set how loud each session begins at the actor's station, 0 to 100; None for what the settings say."""
    with _noted(box, actor, JournalAction.SPEAKER_SET, "" if volume is None else str(volume)) as db:
        people.update_station(db, actor.station_id, speaker=volume)


@contextmanager
def _noted(box: Box, actor: Actor, action: JournalAction, said: str) -> Iterator[Database]:
    """A transaction that ends with its line in the journal; `said` is what was set, as the journal has it."""
    with box.store.write() as db:
        yield db
        journal.insert_journal_line_by(db, box.clock.now(), action, actor, detail=said)


def sign_out_colleague(box: Box, login: str, actor: Actor) -> None:
    """End a colleague's shift and sessions on every screen. The actor supervises a service that they hold.

    Raises `Refused`: `no-such-mediator`, `not-oneself`, `not-supervisor`.
    """
    person = sign_in.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    services = _held(box.store.read(), person.id)
    if not sign_in.list_supervised_services(box.store.read(), actor.mediator_id) & actor.ring.services & services:
        raise Refused(Refusal.NOT_SUPERVISOR, service="")
    box.shifts.end(person.id)
    with box.store.write() as db:
        sessions.delete_mediator_sessions(db, person.id)
        _note(box, db, JournalAction.LET_OUT, person, actor)


def remove_mediator(box: Box, login: str, actor: Actor) -> None:
    """Remove a mediator for good. The actor supervises every service that they hold.

    Their keys are deleted, in the store and in memory; their login is never used again. Raises
    `Refused`: `no-such-mediator`, `not-oneself`, `not-supervisor`, `last-supervisor`.
    """
    person = sign_in.by_login(box, login)
    if person.id == actor.mediator_id:
        raise Refused(Refusal.NOT_ONESELF)
    supervised = sign_in.list_supervised_services(box.store.read(), actor.mediator_id) & actor.ring.services
    if not may_remove(supervised, _held(box.store.read(), person.id)):
        missing = sorted(_held(box.store.read(), person.id) - supervised)
        raise Refused(Refusal.NOT_SUPERVISOR, service=missing[0] if missing else "")
    _gone(box, person, actor)


def remove_here(box: Box, login: str) -> None:
    """Remove a mediator, from the command line. Raises `Refused`: `no-such-mediator`, `last-supervisor`."""
    _gone(box, sign_in.by_login(box, login), Actor())


def may_remove(supervised: frozenset[str], services: frozenset[str]) -> bool:
    """Whether who supervises these services may remove who holds those."""
    return bool(supervised) and services <= supervised


def _gone(box: Box, person: Mediator, actor: Actor) -> None:
    with box.store.write() as db:
        grants = people.select_grants(db)
        others = {
            grant.service_id
            for grant in grants
            if grant.supervisor and grant.sealed and grant.holder not in (person.id, RECOVERY)
        }
        for grant in grants:
            if grant.holder == person.id and grant.supervisor and grant.service_id not in others:
                raise Refused(Refusal.LAST_SUPERVISOR, service=grant.service_id, name=person.name)
        people.mark_mediator_left(db, person.id, box.clock.now())
        people.delete_mediator_favourites(db, person.id)
        publications.delete_mediator_reads(db, person.id)
        sessions.delete_mediator_sessions(db, person.id)
        _note(box, db, JournalAction.MEDIATOR_REMOVED, person, actor)
    box.shifts.end(person.id)


def _held(db: Database, mediator_id: str) -> frozenset[str]:
    return frozenset(grant.service_id for grant in people.select_grants(db, mediator_id))


def _note(box: Box, db: Database, action: JournalAction, person: Mediator, actor: Actor) -> None:
    journal.insert_journal_line_by(db, box.clock.now(), action, actor, detail=person.login)
