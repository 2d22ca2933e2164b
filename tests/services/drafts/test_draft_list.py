"""The list of drafts at the desk: everyone's of the services held, as they stand, in one query."""

from msgspec.structs import replace

from kiosk.services.access.open_case import open_case, open_in
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import draft_list, set_aside
from kiosk.store.cases import cases
from tests.gallery.site.cast import PIN
from tests.gallery.site.gestures import answered, submitted


def test_drafts_are_opened_with_their_place_and_their_note(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    case_id = answered(box, actor=nadia)
    set_aside.park(box, case_id, "Revient jeudi.", nadia)
    (draft,) = draft_list.drafts(box, box.store.read(), nadia)
    opened = open_case(box, case_id, nadia)
    assert (draft.case_id, draft.procedure, draft.note) == (case_id, opened.procedure, "Revient jeudi.")
    assert draft.place is None, "its review is left"


def test_ten_drafts_are_read_with_the_queries_of_one(box: Box, nadia: Actor) -> None:
    seen = list[int]()
    for _ in range(2):
        for _ in range(5):
            answered(box, actor=nadia)
        queries, reader = list[str](), box.store.read()
        reader.conn.set_trace_callback(queries.append)
        draft_list.drafts(box, reader, nadia)
        reader.conn.set_trace_callback(None)
        seen.append(len([sql for sql in queries if sql.startswith("SELECT")]))
    assert seen == [1, 1]


def test_a_line_that_was_seen_before_follows_what_was_changed_and_noted(box: Box, nadia: Actor) -> None:
    """Under the shift's memory: the second look opens only what is new."""
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    case_id = answered(box, actor=nadia)
    first, again = (draft_list.drafts(box, box.store.read(), nadia) for _ in range(2))
    assert first[0] is again[0]
    case = open_case(box, case_id, nadia).case
    with box.store.write() as db:
        cases.save(db, replace(case, position="copy"), open_in(box, db, case_id, nadia).key)
    (changed,) = draft_list.drafts(box, box.store.read(), nadia)
    assert changed.place == open_case(box, case_id, nadia).journey.count("copy")
    set_aside.park(box, case_id, "Revient jeudi.", nadia)
    (noted,) = draft_list.drafts(box, box.store.read(), nadia)
    assert noted.note == "Revient jeudi."
