"""Set the name, role or measures of a screen (a station), each with its line in the journal."""

from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.paper_slot import PaperSlot
from kiosk.domain.screen.station_role import StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Actor, Box
from kiosk.store.database import Database
from kiosk.store.people import journal, people

LONGEST_NAME = 40
"""The most characters of a station's name; the rest is cut off."""


def name(box: Box, typed: str, actor: Actor) -> None:
    """Set the name of the actor's station; "" for no name."""
    shortened = typed.strip()[:LONGEST_NAME]
    with box.store.write() as db:
        people.set_name(db, actor.station_id, shortened)
        _note(box, db, JournalAction.STATION_NAMED, actor, shortened)


def give_role(box: Box, role: StationRole, actor: Actor) -> None:
    """Set the role of the actor's station."""
    with box.store.write() as db:
        people.set_role(db, actor.station_id, role)
        _note(box, db, JournalAction.ROLE_CHANGED, actor, role)


def measure(box: Box, measured: Measure | None, actor: Actor) -> None:
    """Set the pixel size and reading distance of the actor's screen; None for unknown."""
    with box.store.write() as db:
        people.set_measure(
            db, actor.station_id, measured.mm_per_px if measured else 0.0, measured.distance_mm if measured else 0
        )
        _note(
            box,
            db,
            JournalAction.STATION_MEASURED,
            actor,
            f"{measured.mm_per_px:.3f} {measured.distance_mm}" if measured else "",
        )


def place_paper_slot(box: Box, slot: PaperSlot, actor: Actor) -> None:
    """Set where the paper of the actor's station comes out; `UNTOLD` says it to nobody."""
    with box.store.write() as db:
        people.set_paper_slot(db, actor.station_id, slot)
        _note(box, db, JournalAction.PAPER_SLOT_PLACED, actor, slot)


def set_speaker(box: Box, volume: int | None, actor: Actor) -> None:
    """Set how loud each session begins at the actor's station, 0 to 100; None for what the settings say."""
    with box.store.write() as db:
        people.set_speaker(db, actor.station_id, volume)
        _note(box, db, JournalAction.SPEAKER_SET, actor, "" if volume is None else str(volume))


def _note(box: Box, db: Database, action: JournalAction, actor: Actor, detail: str) -> None:
    journal.note(db, box.clock.now(), action, mediator_id=actor.mediator_id, station_id=actor.station_id, detail=detail)
