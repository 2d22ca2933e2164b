"""The first search of a shift finds the names open."""

import time

from kiosk.services.box.box import Actor, Box
from kiosk.services.loops.names_loop import NamesLoop
from kiosk.services.people import people_search
from kiosk.services.people.people_search import Directory
from tests.gallery.site.cast import PIN
from tests.gallery.site.gestures import submitted


def test_names_are_open_soon_after_somebody_has_signed_in(box: Box, nadia: Actor) -> None:
    case = submitted(box)
    loop = NamesLoop(box)
    loop.start()
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    end = time.monotonic() + 20
    while case.case_id not in _open(box, nadia) and time.monotonic() < end:
        loop.wake()
        time.sleep(0.01)
    loop.stop()
    loop.join(10)
    assert case.case_id in _open(box, nadia)


def test_nothing_is_opened_for_who_is_not_on_shift(box: Box, nadia: Actor) -> None:
    submitted(box)
    box.shifts.end(nadia.mediator_id)
    queries, reader = list[str](), box.store.read()
    reader.conn.set_trace_callback(queries.append)
    people_search.read_ahead(box)
    reader.conn.set_trace_callback(None)
    assert not queries and not _open(box, nadia)
    assert list(reader.query("SELECT 1 FROM cases"))


def _open(box: Box, nadia: Actor) -> set[str]:
    """The cases whose names are open, without opening any."""
    directory: Directory = box.shifts.memory(nadia.mediator_id).get("directory", Directory())
    return directory.opened()
