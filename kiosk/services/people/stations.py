"""Set the name, role or measures of a screen (a station), each with its line in the journal."""

from collections.abc import Iterator
from contextlib import contextmanager

from kiosk.domain.screen.measure import Measure
from kiosk.domain.screen.station import PaperSlot, StationRole
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Actor, Box
from kiosk.store.database import Database
from kiosk.store.people import journal, people

LONGEST_NAME = 40
"""The most characters of a station's name; the rest is cut off."""


def name(box: Box, typed: str, actor: Actor) -> None:
    """Set the name of the actor's station; "" for no name."""
    shortened = typed.strip()[:LONGEST_NAME]
    with _noted(box, actor, JournalAction.STATION_NAMED, shortened) as db:
        people.set_name(db, actor.station_id, shortened)


def give_role(box: Box, role: StationRole, actor: Actor) -> None:
    """Set the role of the actor's station."""
    with _noted(box, actor, JournalAction.ROLE_CHANGED, role) as db:
        people.set_role(db, actor.station_id, role)


def measure(box: Box, measured: Measure | None, actor: Actor) -> None:
    """Set the pixel size and reading distance of the actor's screen; None for unknown."""
    mm_per_px, distance_mm = (measured.mm_per_px, measured.distance_mm) if measured else (0.0, 0)
    said = f"{mm_per_px:.3f} {distance_mm}" if measured else ""
    with _noted(box, actor, JournalAction.STATION_MEASURED, said) as db:
        people.set_measure(db, actor.station_id, mm_per_px, distance_mm)


def place_paper_slot(box: Box, slot: PaperSlot, actor: Actor) -> None:
    """Set where the paper of the actor's station comes out; `UNTOLD` says it to nobody."""
    with _noted(box, actor, JournalAction.PAPER_SLOT_PLACED, slot) as db:
        people.set_paper_slot(db, actor.station_id, slot)


def set_speaker(box: Box, volume: int | None, actor: Actor) -> None:
    """Set how loud each session begins at the actor's station, 0 to 100; None for what the settings say."""
    with _noted(box, actor, JournalAction.SPEAKER_SET, "" if volume is None else str(volume)) as db:
        people.set_speaker(db, actor.station_id, volume)


@contextmanager
def _noted(box: Box, actor: Actor, action: JournalAction, said: str) -> Iterator[Database]:
    """A transaction that ends with its line in the journal; `said` is what was set, as the journal has it."""
    with box.store.write() as db:
        yield db
        journal.note_by(db, box.clock.now(), action, actor, detail=said)
