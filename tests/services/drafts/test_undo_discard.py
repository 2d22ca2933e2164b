"""A draft that was discarded by mistake comes back during the shift, and nothing of it lies on the disk meanwhile."""

from dataclasses import replace

import pytest

from kiosk.clock import stamp
from kiosk.domain.language.preferences import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import begin_case, discard_draft, set_aside, undo_discard
from kiosk.services.people import sign_in
from kiosk.store.keys import wrapped_keys
from tests.gallery.site.gestures import answered

FIELDS = ("answers", "names", "language", "plain", "changed_at", "discarded_at", "emptied_at")


@pytest.fixture
def there(box: Box, nadia: Actor) -> Actor:
    """Nadia in a session of a desk."""
    with box.store.write() as db:
        db.conn.execute(
            "INSERT INTO sessions (id_hash, mediator_id, language, plain, comfort, case_id, confirming, created_at,"
            " seen_at) VALUES ('hash', ?, 'fr', 0, '', '', '', ?, ?)",
            (nadia.mediator_id, stamp(box.clock.now()), stamp(box.clock.now())),
        )
    return replace(nadia, session="hash", session_key=b"k" * 32)


def row_of(box: Box, case_id: str) -> dict[str, object]:
    (row,) = list(box.store.read().query(f"SELECT {', '.join(FIELDS)} FROM cases WHERE id = ?", [case_id]))
    return row


def refused(box: Box, case_id: str, actor: Actor) -> str:
    with pytest.raises(Refused) as fault:
        undo_discard.undo(box, case_id, actor)
    return fault.value.code


def test_it_comes_back_as_it_was_with_its_note_and_its_keys(box: Box, there: Actor) -> None:
    case_id = answered(box, actor=there)
    set_aside.park(box, case_id, "Elle revient jeudi", there)
    before, opened = row_of(box, case_id), open_case(box, case_id, there).case
    notes = list(box.store.read().query("SELECT * FROM parked"))
    discard_draft.discard(box, case_id, there, undoable=True)
    assert row_of(box, case_id)["answers"] == b"" and not wrapped_keys.any_left(box.store.read(), case_id)
    undo_discard.undo(box, case_id, there)
    assert row_of(box, case_id) == before
    assert open_case(box, case_id, there).case == opened
    assert open_case(box, case_id, replace(there, session="", session_key=b"")).case == opened, "her colleagues too"
    assert list(box.store.read().query("SELECT * FROM parked")) == notes
    lines = list(box.store.read().query("SELECT action FROM journal ORDER BY number DESC LIMIT 2"))
    assert [line["action"] for line in lines] == ["brought-back", "discarded"]
    assert refused(box, case_id, there) == Refusal.NOTHING_TO_UNDO, "once"


def test_nothing_of_it_is_on_the_disk_meanwhile(box: Box, there: Actor) -> None:
    case_id = answered(box, actor=there)
    (row,) = list(box.store.read().query("SELECT answers FROM cases WHERE id = ?", [case_id]))
    discard_draft.discard(box, case_id, there, undoable=True)
    db = box.store.read()
    tables = [str(table["name"]) for table in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    values = [value for table in tables for line in db.query(f'SELECT * FROM "{table}"') for value in line.values()]
    assert row["answers"] and row["answers"] not in values
    box.store.close()
    again = open_box(box.settings)
    assert undo_discard.last(again, there) is None, "a restart forgets it"
    again.store.close()


def test_only_where_it_was_discarded_and_only_by_who_did(box: Box, there: Actor) -> None:
    case_id = answered(box, actor=there)
    discard_draft.discard(box, case_id, there, undoable=True)
    assert refused(box, case_id, replace(there, session="another")) == Refusal.NOTHING_TO_UNDO
    assert refused(box, case_id, replace(there, mediator_id="m" * 32)) == Refusal.NOTHING_TO_UNDO
    assert refused(box, "c" * 32, there) == Refusal.NOTHING_TO_UNDO
    assert undo_discard.last(box, there)


@pytest.mark.parametrize("way", ["lock", "begin", "session", "unasked"])
def test_it_is_gone_with_the_shift_with_the_next_person_and_with_the_session(box: Box, there: Actor, way: str) -> None:
    case_id = answered(box, actor=there)
    discard_draft.discard(box, case_id, there, undoable=way != "unasked")
    if way == "lock":
        sign_in.lock(box, there.mediator_id, there)
    elif way == "begin":
        begin_case.begin(box, "birth-certificate", Preferences(), there)
    elif way == "session":
        undo_discard.forget(box, there.session)
    assert undo_discard.last(box, there) is None
    assert refused(box, case_id, there) == Refusal.NOTHING_TO_UNDO
    assert not wrapped_keys.any_left(box.store.read(), case_id)
