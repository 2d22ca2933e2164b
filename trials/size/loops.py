"""What runs beside the screens on a box with many cases: how long each takes when there is nothing to do."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kiosk.services.box import database_mark
from kiosk.services.mandates import mandates
from kiosk.services.people.people_search import Directory, search_directory
from kiosk.services.spool import print_queue
from kiosk.services.upkeep import backup, doctor, machine, retention
from kiosk.web.request_state import state_of
from tests.gallery.shots.town import Town
from tests.gallery.site import gestures
from trials.size.work import Work, counted


@dataclass(frozen=True, slots=True)
class Took:
    """The best of some turns: milliseconds of wall and of processor (all threads); steps of the first."""

    name: str
    wall: float
    processor: float
    steps: int


def measured(place: Town, folder: Path, turns: int = 5) -> list[Took]:
    """Each loop and each command of upkeep; `folder` takes the backup."""
    with counted(place.box.store) as work:
        return [_took(name, do, work, turns if often else 1) for name, do, often in done(place, folder)]


def _took(name: str, do: Callable[[], object], work: Work, turns: int) -> Took:
    walls, processors, steps = [], [], 0
    for turn in range(turns):
        work.taken()
        wall, processor = time.perf_counter(), time.process_time()
        do()
        walls.append((time.perf_counter() - wall) * 1000)
        processors.append((time.process_time() - processor) * 1000)
        steps = work.taken() if turn == 0 else steps
    return Took(name, min(walls), min(processors), steps)


def done(place: Town, folder: Path) -> Iterator[tuple[str, Callable[[], object], bool]]:
    """Name, what is done, and whether it is short enough for several turns."""
    box, sync = place.box, state_of(place.app).sync
    assert sync is not None
    ring, directory = gestures.helped(box).ring, Directory()
    sync.talk()
    yield "sync", sync.talk, True
    yield "retention", lambda: retention.destroy_expired_data(box), True
    yield "print loop", lambda: _looked(place), True
    yield "disk", lambda: machine.room(box), True
    yield "mark", lambda: database_mark.advance_database_mark(box.settings.paths, box.store), True
    yield "mandates", lambda: mandates.list_recent_mandates(box, gestures.helped(box)), True
    yield "first search", lambda: search_directory(box, directory, ring, "martin"), False
    yield "search", lambda: search_directory(box, directory, ring, "durand-000"), True
    yield "state of the box", lambda: doctor.examine_box(box, ask_hub=False), True
    yield "doctor", lambda: doctor.examine_box(box), False
    yield "journal", lambda: retention.report_journal(box), False
    yield "backup", lambda: backup.write_backup_file(box, folder / "site.backup"), False


def _looked(place: Town) -> None:
    """One look of the print loop."""
    print_queue.cancel_jobs_of_departed(place.box)
    print_queue.printers_with_work(place.box)
    print_queue.printers_in_use(place.box)
