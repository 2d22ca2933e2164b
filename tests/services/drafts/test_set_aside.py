"""A draft set aside at the desk: its note lives as long as its answers, under the same key."""

from dataclasses import replace
from datetime import timedelta

import pytest

from kiosk.domain.keys.ring import Ring
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import discard_draft, set_aside, submit_case
from kiosk.services.upkeep import retention
from tests.conftest import Watch
from tests.gallery.site.gestures import BY_TOUCH, answered
from tests.services.conftest import fault_of

NOTE = "Revient jeudi avec son bail."


def notes(box: Box) -> int:
    return box.store.read().table("parked").count_where()


def test_a_note_may_be_left_out_and_is_no_novel(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    set_aside.park(box, case_id, "", nadia)
    for note, code in (("x" * (set_aside.LONGEST + 1), "note-too-long"), ("\x07", "note-unreadable")):
        with pytest.raises(Refused) as refused:
            set_aside.park(box, case_id, note, nadia)
        assert fault_of(refused) == code
    set_aside.park(box, case_id, "é" * set_aside.LONGEST, nadia)


def test_who_cannot_open_the_case_neither_writes_nor_reads_its_note(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    stranger = replace(nadia, ring=Ring({"ccas": bytes(32)}))
    for gesture in (
        lambda: set_aside.park(box, case_id, NOTE, stranger),
        lambda: set_aside.note_of(box, case_id, stranger),
    ):
        with pytest.raises(Refused) as refused:
            gesture()
        assert fault_of(refused) == Refusal.NO_SUCH_CASE


def test_the_session_holds_its_key_no_more(box: Box, nadia: Actor) -> None:
    at_screen = replace(nadia, session="s" * 64, session_key=bytes(32))
    case_id = answered(box, actor=at_screen)
    set_aside.park(box, case_id, NOTE, at_screen)
    without_ring = replace(at_screen, ring=Ring({}))
    assert data_keys.found_key(box.store.read(), case_id, without_ring) is None


def test_a_note_has_served_once_the_case_is_submitted(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    set_aside.park(box, case_id, NOTE, nadia)
    submit_case.submit(box, case_id, nadia, BY_TOUCH)
    assert notes(box) == 0
    with pytest.raises(Refused) as refused:
        set_aside.park(box, case_id, NOTE, nadia)
    assert fault_of(refused) == Refusal.ALREADY_SUBMITTED


def test_a_note_is_destroyed_with_its_draft(box: Box, nadia: Actor, watch: Watch) -> None:
    first, second = answered(box, actor=nadia), answered(box, actor=nadia)
    for case_id in (first, second):
        set_aside.park(box, case_id, NOTE, nadia)
    discard_draft.discard(box, first, nadia)
    assert notes(box) == 1
    watch.wait(timedelta(days=91))
    retention.due(box)
    assert notes(box) == 0
