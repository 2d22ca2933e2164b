"""A case is opened by whoever holds its key; what cannot be opened is not told apart from what is not there."""

from dataclasses import replace

import pytest

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.catalogue.define.live_catalogue import LiveCatalogue
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.procedures.look_up import procedure_of
from kiosk.store.events import acknowledgements, outbox
from tests.gallery.site.gestures import answered, submitted
from tests.services.conftest import fault_of


def test_a_draft_is_open_to_change_and_a_submitted_case_is_not(box: Box, nadia: Actor) -> None:
    draft = open_case(box, answered(box), nadia)
    assert (draft.state, draft.editable, draft.journey.first_open()) == ("draft", True, None)
    done = submitted(box)
    assert not open_case(box, done.case_id, nadia).editable
    event = outbox.current(box.store.read(), done.case_id, "submitted")
    with box.store.write() as db:
        acknowledgements.reject(db, event.id if event else "", box.clock.now(), "bad-event", "")
    assert open_case(box, done.case_id, nadia).editable, "the hub sent it back"


def test_nobody_learns_whether_there_is_a_case(box: Box, nadia: Actor) -> None:
    case_id = answered(box)
    for asked, actor in (("x" * 32, nadia), ("", nadia), (case_id, Actor()), ("x" * 32, Actor())):
        with pytest.raises(Refused) as refused:
            open_case(box, asked, actor)
        assert (fault_of(refused), refused.value.details) == (Refusal.NO_SUCH_CASE, {})


def test_a_case_that_is_destroyed_is_no_case_any_more(box: Box, nadia: Actor) -> None:
    done = submitted(box)
    with box.store.write() as db:
        data_keys.destroy(box, db, done.case_id, box.clock.now())
    with pytest.raises(Refused) as refused:
        open_case(box, done.case_id, nadia)
    assert fault_of(refused) == Refusal.NO_SUCH_CASE


def test_a_case_whose_procedure_was_taken_away_says_so(box: Box, nadia: Actor) -> None:
    case_id = answered(box)
    empty = replace(box, live_catalogue=LiveCatalogue(Catalogue(())))
    assert open_case(empty, case_id, nadia).procedure.id == "birth-certificate", "it keeps the file it began with"
    with box.store.write() as db:
        db.conn.execute("DELETE FROM procedure_files")
    with pytest.raises(Refused) as refused:
        open_case(empty, case_id, nadia)
    assert fault_of(refused) == Refusal.NO_SUCH_PROCEDURE


def test_what_was_opened_shows_no_key_in_a_log(box: Box, nadia: Actor) -> None:
    opened = open_case(box, answered(box), nadia)
    assert repr(opened.key) not in repr(opened)
    assert procedure_of(box, "birth-certificate") is opened.procedure
