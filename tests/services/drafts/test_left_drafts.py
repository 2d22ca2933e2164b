"""A draft that is left: set aside, taken up, carried over, discarded and brought back, and the desk's list of them."""

import dataclasses
from datetime import timedelta

import pytest
from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.domain.answers import answering
from kiosk.domain.answers.case import Answer
from kiosk.domain.keys.ring import NOBODY, Ring
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import open_case, open_case_in
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box, open_box
from kiosk.services.drafts import drafts, submit_case
from kiosk.services.people import sign_in
from kiosk.services.upkeep import retention
from kiosk.services.work import worklist
from kiosk.store import cases, wrapped_keys
from kiosk.store.wrapped_keys import KeyKind
from tests.gallery.site.cast import PIN, Watch
from tests.gallery.site.gestures import BY_TOUCH, answered, form, submitted


def test_drafts_are_opened_with_their_place_and_their_note(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    case_id = answered(box, actor=nadia)
    drafts.set_draft_aside(box, case_id, "Revient jeudi.", nadia)
    (draft,) = worklist.list_worklist_drafts(box, box.store.read(), nadia)
    opened = open_case(box, case_id, nadia)
    assert (draft.case_id, draft.procedure, draft.note) == (case_id, opened.procedure, "Revient jeudi.")
    assert draft.answered == (13, 15), "what may be left out is counted too"


def test_ten_drafts_are_read_with_the_queries_of_one(box: Box, nadia: Actor) -> None:
    seen = list[int]()
    for _ in range(2):
        for _ in range(5):
            answered(box, actor=nadia)
        queries, reader = list[str](), box.store.read()
        reader.conn.set_trace_callback(queries.append)
        worklist.list_worklist_drafts(box, reader, nadia)
        reader.conn.set_trace_callback(None)
        seen.append(len([sql for sql in queries if sql.startswith("SELECT")]))
    assert seen == [1, 1]


def test_a_line_that_was_seen_before_follows_what_was_changed_and_noted(box: Box, nadia: Actor) -> None:
    box.shifts.begin(nadia.mediator_id, nadia.name, nadia.ring, PIN)
    case_id = answered(box, actor=nadia)
    first, again = (worklist.list_worklist_drafts(box, box.store.read(), nadia) for _ in range(2))
    assert first[0] is again[0]
    case = open_case(box, case_id, nadia).case
    with box.store.write() as db:
        fewer = {field: answer for field, answer in case.answers.items() if field != "given_names"}
        cases.update_case(db, replace(case, answers=fewer), open_case_in(box, db, case_id, nadia).key)
    (changed,) = worklist.list_worklist_drafts(box, box.store.read(), nadia)
    assert changed.answered[0] == first[0].answered[0] - 1
    drafts.set_draft_aside(box, case_id, "Revient jeudi.", nadia)
    (noted,) = worklist.list_worklist_drafts(box, box.store.read(), nadia)
    assert noted.note == "Revient jeudi."


NOTE = "Revient jeudi avec son bail."


def notes(box: Box) -> int:
    return box.store.read().table("parked").count_where()


def test_a_note_may_be_left_out_and_is_no_novel(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    drafts.set_draft_aside(box, case_id, "", nadia)
    for note, code in (("x" * (drafts.LONGEST + 1), "note-too-long"), ("\x07", "note-unreadable")):
        with pytest.raises(Refused, match=code):
            drafts.set_draft_aside(box, case_id, note, nadia)
    drafts.set_draft_aside(box, case_id, "é" * drafts.LONGEST, nadia)


def test_who_cannot_open_the_case_neither_writes_nor_reads_its_note(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    stranger = dataclasses.replace(nadia, ring=Ring({"ccas": bytes(32)}))
    for gesture in (
        lambda: drafts.set_draft_aside(box, case_id, NOTE, stranger),
        lambda: drafts.note_of(box, case_id, stranger),
    ):
        with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
            gesture()


def test_the_session_holds_its_key_no_more(box: Box, nadia: Actor) -> None:
    at_screen = dataclasses.replace(nadia, session="s" * 64, session_key=bytes(32))
    case_id = answered(box, actor=at_screen)
    drafts.set_draft_aside(box, case_id, NOTE, at_screen)
    without_ring = dataclasses.replace(at_screen, ring=Ring({}))
    assert data_keys.find_key(box.store.read(), case_id, without_ring) is None


def test_a_note_has_served_once_the_case_is_submitted(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    drafts.set_draft_aside(box, case_id, NOTE, nadia)
    submit_case.submit_case(box, case_id, nadia, BY_TOUCH)
    assert notes(box) == 0
    with pytest.raises(Refused, match=Refusal.ALREADY_SUBMITTED):
        drafts.set_draft_aside(box, case_id, NOTE, nadia)


def test_a_note_is_destroyed_with_its_draft(box: Box, nadia: Actor, watch: Watch) -> None:
    first, second = answered(box, actor=nadia), answered(box, actor=nadia)
    for case_id in (first, second):
        drafts.set_draft_aside(box, case_id, NOTE, nadia)
    drafts.discard_draft(box, first, nadia)
    assert notes(box) == 1
    watch.wait(timedelta(days=91))
    retention.destroy_expired_data(box)
    assert notes(box) == 0


def at_a_screen(nadia: Actor) -> Actor:
    return dataclasses.replace(nadia, session="hash-of-her-session", session_key=bytes(32))


def cases_held_by(box: Box, actor: Actor) -> list[str]:
    return [case_id for case_id, _ in wrapped_keys.select_holder_keys(box.store.read(), KeyKind.SESSION, actor.session)]


def test_the_session_opens_the_draft_from_now_on_and_the_case_before_no_more(box: Box, nadia: Actor) -> None:
    earlier, case_id, here = answered(box, actor=nadia), answered(box, actor=nadia), at_a_screen(nadia)
    drafts.take_up_draft(box, earlier, here)
    drafts.take_up_draft(box, case_id, here)
    drafts.take_up_draft(box, case_id, here)
    assert cases_held_by(box, here) == [case_id], "the earlier case may be another citizen's"


def test_a_draft_that_cannot_be_opened_is_not_taken_up(box: Box, nadia: Actor) -> None:
    case_id, stranger = answered(box, actor=nadia), dataclasses.replace(at_a_screen(nadia), ring=NOBODY)
    with pytest.raises(Refused, match=Refusal.NO_SUCH_CASE):
        drafts.take_up_draft(box, case_id, stranger)
    assert cases_held_by(box, stranger) == []


def test_without_a_session_there_is_nothing_to_take_up(box: Box, nadia: Actor) -> None:
    drafts.take_up_draft(box, answered(box, actor=nadia), nadia)
    assert cases_held_by(box, nadia) == []


FIELDS = ("answers", "names", "language", "plain", "changed_at", "discarded_at", "emptied_at")


@pytest.fixture
def there(box: Box, nadia: Actor) -> Actor:
    with box.store.write() as db:
        db.conn.execute(
            "INSERT INTO sessions (id_hash, mediator_id, language, plain, comfort, case_id, confirming, created_at,"
            " seen_at) VALUES ('hash', ?, 'fr', 0, '', '', '', ?, ?)",
            (nadia.mediator_id, stamp(box.clock.now()), stamp(box.clock.now())),
        )
    return dataclasses.replace(nadia, session="hash", session_key=b"k" * 32)


def row_of(box: Box, case_id: str) -> dict[str, object]:
    (row,) = list(box.store.read().query(f"SELECT {', '.join(FIELDS)} FROM cases WHERE id = ?", [case_id]))
    return row


def refused(box: Box, case_id: str, actor: Actor) -> str:
    with pytest.raises(Refused) as fault:
        drafts.undo_discard(box, case_id, actor)
    return fault.value.code


def test_it_comes_back_as_it_was_with_its_note_and_its_keys(box: Box, there: Actor) -> None:
    case_id = answered(box, actor=there)
    drafts.set_draft_aside(box, case_id, "Elle revient jeudi", there)
    before, opened = row_of(box, case_id), open_case(box, case_id, there).case
    notes = list(box.store.read().query("SELECT * FROM parked"))
    drafts.discard_draft(box, case_id, there, undoable=True)
    assert row_of(box, case_id)["answers"] == b"" and not wrapped_keys.has_keys_left(box.store.read(), case_id)
    drafts.undo_discard(box, case_id, there)
    assert row_of(box, case_id) == before
    assert open_case(box, case_id, there).case == opened
    # her colleagues too
    assert open_case(box, case_id, dataclasses.replace(there, session="", session_key=b"")).case == opened
    assert list(box.store.read().query("SELECT * FROM parked")) == notes
    lines = list(box.store.read().query("SELECT action FROM journal ORDER BY number DESC LIMIT 2"))
    assert [line["action"] for line in lines] == ["brought-back", "discarded"]
    assert refused(box, case_id, there) == Refusal.NOTHING_TO_UNDO, "once"


def test_nothing_of_it_is_on_the_disk_meanwhile(box: Box, there: Actor) -> None:
    case_id = answered(box, actor=there)
    (row,) = list(box.store.read().query("SELECT answers FROM cases WHERE id = ?", [case_id]))
    drafts.discard_draft(box, case_id, there, undoable=True)
    db = box.store.read()
    tables = [str(table["name"]) for table in db.query("SELECT name FROM sqlite_master WHERE type = 'table'")]
    values = [value for table in tables for line in db.query(f'SELECT * FROM "{table}"') for value in line.values()]
    assert row["answers"] and row["answers"] not in values
    box.store.close()
    again = open_box(box.settings)
    assert drafts.find_discarded_draft(again, there) is None, "a restart forgets it"
    again.store.close()


def test_only_where_it_was_discarded_and_only_by_who_did(box: Box, there: Actor) -> None:
    case_id = answered(box, actor=there)
    drafts.discard_draft(box, case_id, there, undoable=True)
    assert refused(box, case_id, dataclasses.replace(there, session="another")) == Refusal.NOTHING_TO_UNDO
    assert refused(box, case_id, dataclasses.replace(there, mediator_id="m" * 32)) == Refusal.NOTHING_TO_UNDO
    assert refused(box, "c" * 32, there) == Refusal.NOTHING_TO_UNDO
    assert drafts.find_discarded_draft(box, there)


@pytest.mark.parametrize("way", ["lock", "begin", "session", "unasked"])
def test_it_is_gone_with_the_shift_with_the_next_person_and_with_the_session(box: Box, there: Actor, way: str) -> None:
    case_id = answered(box, actor=there)
    drafts.discard_draft(box, case_id, there, undoable=way != "unasked")
    if way == "lock":
        sign_in.end_shift(box, there.mediator_id, there)
    elif way == "begin":
        drafts.begin_draft(box, "birth-certificate", Preferences(), there)
    elif way == "session":
        drafts.forget_discarded_draft(box, there.session)
    assert drafts.find_discarded_draft(box, there) is None
    assert refused(box, case_id, there) == Refusal.NOTHING_TO_UNDO
    assert not wrapped_keys.has_keys_left(box.store.read(), case_id)


FRENCH = Preferences()


def at_screen(nadia: Actor) -> Actor:
    return dataclasses.replace(nadia, session="s" * 64, session_key=bytes(32))


def carry(box: Box, source_id: str, actor: Actor, procedure: str = "identity-document") -> str:
    return drafts.begin_draft(box, procedure, FRENCH, actor, source_id=source_id).id


def test_identity_and_address_stand_in_the_new_case_under_its_own_key(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    opened = open_case(box, carry(box, source, nadia), nadia)
    typed = {name: answer.typed for name, answer in opened.case.answers.items()}
    assert typed["birth_name"] == {"": ("Benali",)}
    assert typed["birth_date"] == {"day": ("3",), "month": ("2",), "year": ("1965",)}
    assert typed["for_whom"] == {"": ("myself",)}
    assert not typed.keys() & {"copy_type", "parent_1"}, "nothing that has no role"
    assert all(answer.is_carried and not answer.settled for answer in opened.case.answers.values())
    assert opened.case.values["for_whom"] == "myself", "it decides what is asked at once"
    db = box.store.read()
    assert data_keys.open_key(db, source, nadia) != opened.key


def test_the_session_turns_to_the_new_case_and_holds_no_key_of_the_old(box: Box, nadia: Actor) -> None:
    actor = at_screen(nadia)
    source = submitted(box, actor=actor).case_id
    case_id = carry(box, source, actor)
    keys_held = wrapped_keys.select_holder_keys(box.store.read(), KeyKind.SESSION, actor.session)
    assert [subject for subject, _ in keys_held] == [case_id]


def test_a_carried_question_that_an_answer_opens_is_shown_before_it_is_passed(box: Box, nadia: Actor) -> None:
    """The birth certificate asks for an address only once it is to be sent by post, on the same page."""
    source = answered(box, "identity-document", nadia)
    case_id = carry(box, source, nadia, "birth-certificate")
    done = drafts.answer_step(box, case_id, "delivery", {"f.delivery": ["post"]}, FRENCH, nadia)
    assert [field.id for field in done.opened.journey.stop("delivery").fields] == ["delivery", "postal_address"]
    assert done.opened.case.answers["postal_address"].typed["city"] == ("Saint-Aubin",)
    assert (done.opened.case.position, done.faults) == ("delivery", {})


def test_only_who_opens_the_old_case_carries_it_on(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=at_screen(nadia)).case_id
    for other in (
        dataclasses.replace(nadia, ring=Ring({"ccas": bytes(32)})),
        dataclasses.replace(at_screen(nadia), ring=NOBODY),
        Actor(terminal=True),
    ):
        before = box.store.read().table("cases").count_where()
        with pytest.raises(Refused, match=Refusal.CANNOT_CARRY):
            carry(box, source, other)
        assert box.store.read().table("cases").count_where() == before, "and no case was begun"


def test_a_double_tap_carries_once(box: Box, nadia: Actor) -> None:
    source = answered(box, actor=nadia)
    first = drafts.begin_draft(box, "identity-document", FRENCH, nadia, "e" * 32, source_id=source)
    again = drafts.begin_draft(box, "identity-document", FRENCH, nadia, "e" * 32, source_id=source)
    assert first.id == again.id
    assert first.answers.keys() == again.answers.keys()


def test_what_is_empty_in_a_draft_is_filled_and_what_was_written_stays(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    draft = drafts.begin_draft(box, "identity-document", FRENCH, nadia).id
    drafts.answer_step(box, draft, "for-whom", form({"f.for_whom": "myself"}), FRENCH, nadia)
    opened = open_case(box, draft, nadia)
    with box.store.write() as db:
        written = {**opened.case.answers, "birth_name": Answer({"": ("Martin",)}, "Martin")}
        cases.update_case(db, replace(opened.case, answers=written), opened.key)
    for _ in range(2):
        drafts.fill_draft(box, draft, source, nadia)
    answers = open_case(box, draft, nadia).case.answers
    assert answers["birth_name"].value == "Martin"
    assert answers["birth_date"].fault == "to-confirm"
    opened = open_case(box, draft, nadia)
    fills = drafts.find_carried_answers(box, box.store.read(), source, opened.procedure, nadia)
    assert not fills.keys() & answering.to_fill(opened.journey, opened.case.answers), "nothing is empty any more"


def test_nothing_is_filled_from_a_case_that_cannot_be_opened(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    procedure = box.catalogue.get("identity-document")
    assert procedure and drafts.find_carried_answers(box, box.store.read(), source, procedure, nadia)
    assert (
        drafts.find_carried_answers(box, box.store.read(), source, procedure, dataclasses.replace(nadia, ring=NOBODY))
        == {}
    )


def test_a_draft_for_somebody_else_is_filled_with_nothing(box: Box, nadia: Actor) -> None:
    source = submitted(box, actor=nadia).case_id
    draft = drafts.begin_draft(box, "identity-document", FRENCH, nadia).id
    drafts.answer_step(box, draft, "for-whom", form({"f.for_whom": "my_child"}), FRENCH, nadia)
    before = open_case(box, draft, nadia).case.answers
    drafts.fill_draft(box, draft, source, nadia)
    assert open_case(box, draft, nadia).case.answers == before
