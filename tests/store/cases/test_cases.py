"""Drafts and submitted cases; what a person said is there for whoever has the case's key.
Mandates as the store keeps them: days, marks, and records it cannot read.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some
from msgspec.structs import replace

from kiosk.clock import Clock
from kiosk.domain.answers.case import Answer
from kiosk.domain.events.case_state import CaseState
from kiosk.domain.mandates.mandate import MandateMark, MandateState
from kiosk.errors import Unreadable
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import drafts
from kiosk.store import cases, mandates, updates, wrapped_keys
from kiosk.store.cases import CaseStateRow, LockedCase, SubmittedCase
from kiosk.store.database import Store
from kiosk.store.updates import NewUpdate
from kiosk.store.wrapped_keys import KeyKind
from tests.catalogue.samples import SOUND, sound
from tests.gallery.site.gestures import answered
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, SERVICES, a_case, a_submission, later

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=20)
ANSWERS = some.builds(
    Answer,
    typed=some.dictionaries(WORDS, some.lists(WORDS, max_size=3).map(tuple), max_size=3),
    value=some.none() | WORDS | some.integers() | some.booleans() | some.lists(WORDS) | some.dictionaries(WORDS, WORDS),
    fault=WORDS,
    none=some.booleans(),
)
NAMES = {"person.birth_name": "Benali", "person.given_names": "Marie Louise"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(answers=some.dictionaries(WORDS, ANSWERS, max_size=4))
def test_what_was_typed_comes_back_to_the_letter(store: Store, answers: dict[str, Answer]) -> None:
    with store.write() as db:
        db.conn.execute("DELETE FROM cases")
        case = a_case(answers=answers, plain=True, language="en", position="birth", mediator_id="m", station_id="s")
        cases.insert_case(db, case, CASE_KEY)
    assert cases.read_case(store.read(), CASE, CASE_KEY) == case


def test_a_saved_case_keeps_who_opened_it_and_when(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(mediator_id="nadia"), CASE_KEY)
        changed = a_case(position="review", language="en", changed_at=later(5), answers={}, mediator_id="other")
        cases.update_case(db, changed, CASE_KEY)
    assert cases.read_case(store.read(), CASE, CASE_KEY) == replace(changed, mediator_id="nadia")


def test_what_was_said_opens_with_the_cases_own_key_and_in_its_own_place(store: Store) -> None:
    """Answers moved into another case's row are another case's, and open there with no key."""
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.update_case(db, a_case(), CASE_KEY, NAMES)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        cases.insert_case(db, a_case(OTHER_CASE), bytes(32))
        db.conn.execute("UPDATE cases SET answers = (SELECT answers FROM cases WHERE id = ?)", (CASE,))
    (named,) = [row for row in cases.select_named_cases(store.read(), "", SERVICES) if row.id == CASE]
    for opens in (
        lambda: cases.read_case(store.read(), CASE, bytes(32)),
        lambda: cases.read_case(store.read(), OTHER_CASE, CASE_KEY),
        lambda: cases.decrypt_case_names(named.names, CASE, bytes(32)),
        lambda: cases.decrypt_case_names(named.names, OTHER_CASE, CASE_KEY),
        lambda: cases.read_submission(store.read(), CASE, bytes(32)),
    ):
        with pytest.raises(Unreadable):
            opens()


def test_no_column_holds_what_a_person_said(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.update_case(db, a_case(), CASE_KEY, NAMES)
        cases.insert_submission(db, a_submission(), CASE_KEY)
    results = [next(store.read().query(f"SELECT * FROM {table}"), None) or {} for table in ("cases", "submissions")]
    columns = [value if isinstance(value, bytes) else str(value).encode() for row in results for value in row.values()]
    for words in (b"Benali", b"BENALI", b"Marie", b"ABCDEFGHJK"):
        assert not any(words in value for value in columns)


def test_a_discarded_draft_is_gone_with_its_answers(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.update_case(db, a_case(), CASE_KEY, NAMES)
        cases.mark_draft_discarded(db, CASE, later(1))
    assert cases.read_case(store.read(), CASE, CASE_KEY) is None
    assert cases.select_drafts(store.read(), SERVICES) == []
    state = cases.read_case_state(store.read(), CASE)
    assert state is not None and state.state == "discarded"
    assert next(store.read().query("SELECT answers, names FROM cases"), None) == {"answers": b"", "names": b""}


def test_an_emptied_case_keeps_its_number_and_its_days_and_nothing_else(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(language="ar", plain=True), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
        cases.wipe_case(db, CASE, later(1))
    assert cases.read_case(store.read(), CASE, CASE_KEY) is None
    assert cases.read_submission(store.read(), CASE, CASE_KEY) == replace(a_submission(), follow_code="")
    head = cases.read_case_head(store.read(), CASE)
    assert head is not None and (head.language, head.plain, head.emptied_at) == ("", False, later(1))
    assert next(store.read().query("SELECT length(answers) + length(names) AS left FROM cases"), None) == {"left": 0}
    assert next(store.read().query("SELECT length(follow_code) AS left FROM submissions"), None) == {"left": 0}


def test_drafts_of_the_services_held_are_listed_with_the_last_changed_first(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_case(db, a_case(OTHER_CASE, changed_at=later(1)), CASE_KEY)
        cases.insert_case(db, a_case("e" * 32, changed_at=later(2)), CASE_KEY)
        cases.insert_case(db, replace(a_case("f" * 32), service_id="ccas"), CASE_KEY)
        cases.insert_submission(db, a_submission("e" * 32), CASE_KEY)
        for case_id in (CASE, OTHER_CASE, "e" * 32, "f" * 32):
            wrapped_keys.save_wrapped_key(db, case_id, KeyKind.SERVICE, "etat-civil", b"wrapped")
    assert [draft.id for draft in cases.select_drafts(store.read(), SERVICES)] == [OTHER_CASE, CASE]
    assert [draft.id for draft in cases.select_drafts(store.read(), SERVICES, limit=1)] == [OTHER_CASE]
    assert [draft.id for draft in cases.select_drafts(store.read(), ["ccas"])] == ["f" * 32]
    assert cases.select_drafts(store.read(), []) == []


def test_a_draft_of_the_list_opens_with_what_came_with_it(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SERVICE, "etat-civil", b"wrapped")
        wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SESSION, "one", b"for a session")
    (draft,) = cases.select_drafts(store.read(), SERVICES)
    assert (draft.holder, draft.wrapped) == ("etat-civil", b"wrapped")
    assert cases.decrypt_case(draft, CASE_KEY) == a_case()


def test_submitted_cases_of_the_services_held_are_listed_with_the_newest_first(store: Store) -> None:
    with store.write() as db:
        for case_id, counter, service in ((CASE, 1001, "etat-civil"), (OTHER_CASE, 1002, "etat-civil"), ("e", 3, "u")):
            cases.insert_case(db, replace(a_case(case_id), service_id=service), CASE_KEY)
            cases.insert_submission(db, a_submission(case_id, counter), CASE_KEY)
    listed = cases.select_submitted_cases(store.read(), SERVICES)
    assert [row.reference for row in listed] == ["SA1002K", "SA1001K"]
    assert (listed[1].id, listed[1].state, listed[1].submitted_at) == (CASE, "received", NOON)
    assert cases.select_submitted_cases(store.read(), []) == []


def test_whose_cases_they_are_is_looked_for_from_the_last_look_on(store: Store) -> None:
    with store.write() as db:
        for case_id, minutes in ((CASE, 0), (OTHER_CASE, 5)):
            cases.insert_case(db, a_case(case_id), CASE_KEY)
            cases.update_case(db, a_case(case_id, changed_at=later(minutes)), CASE_KEY, NAMES)
    named_rows = cases.select_named_cases(store.read(), "", SERVICES)
    assert [row.id for row in named_rows] == [CASE, OTHER_CASE]
    assert cases.decrypt_case_names(named_rows[0].names, CASE, CASE_KEY) == NAMES
    assert [record.id for record in cases.select_named_cases(store.read(), named_rows[1].changed_at, SERVICES)] == [
        OTHER_CASE
    ]
    assert cases.select_named_cases(store.read(), "", ["ccas"]) == []
    assert cases.decrypt_case_names(b"", CASE, CASE_KEY) == {}


def test_a_case_is_submitted_once(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        cases.insert_submission(db, a_submission(counter=1002), CASE_KEY)
    assert cases.read_submission(store.read(), CASE, CASE_KEY) == a_submission()


def test_a_reference_belongs_to_one_case(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        cases.insert_case(db, a_case(OTHER_CASE), CASE_KEY)
        cases.insert_submission(db, a_submission(), CASE_KEY)
    with pytest.raises(driver.IntegrityError), store.write() as db:
        cases.insert_submission(db, a_submission(OTHER_CASE), CASE_KEY)
    assert cases.read_submission_by_reference(store.read(), "SA1001K") == replace(a_submission(), follow_code="")
    assert cases.read_submission_by_reference(store.read(), "SA1002K") is None
    assert cases.read_submission(store.read(), OTHER_CASE, CASE_KEY) is None


def test_who_asks_for_erasure_is_kept_no_day_longer(store: Store) -> None:
    with store.write() as db:
        for case_id, counter in ((CASE, 1001), (OTHER_CASE, 1002)):
            cases.insert_case(db, a_case(case_id), CASE_KEY)
            cases.insert_submission(db, a_submission(case_id, counter), CASE_KEY)
        cases.end_case_retention(db, "SA1001K")
    kept = [cases.read_submission(store.read(), case_id) for case_id in (CASE, OTHER_CASE)]
    assert [case.retention_days for case in kept if case] == [0, 30]


def test_the_highest_counter_is_known(store: Store) -> None:
    assert cases.read_highest_counter(store.read()) == 0
    with store.write() as db:
        for case_id, counter in ((CASE, 1042), (OTHER_CASE, 1007)):
            cases.insert_case(db, a_case(case_id), CASE_KEY)
            cases.insert_submission(db, a_submission(case_id, counter), CASE_KEY)
    assert cases.read_highest_counter(store.read()) == 1042


def kept(store: Store, *, submitted: bool) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(plain=True), CASE_KEY)
        wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SERVICE, "etat-civil", b"wrapped")
        if submitted:
            cases.insert_submission(db, a_submission(), CASE_KEY)


def test_a_draft_has_no_reference_yet_and_its_row_shows_nothing_of_what_is_locked(store: Store) -> None:
    kept(store, submitted=False)
    assert cases.read_case_state(store.read(), CASE) == CaseStateRow(CASE, "", None, CaseState.DRAFT, 0, False)
    assert [case.reference for case in cases.read_named_cases(store.read(), [CASE])] == [""]
    assert cases.select_named_cases(store.read(), "", SERVICES) == []  # nobody is named yet
    (draft,) = cases.select_drafts(store.read(), SERVICES)
    assert isinstance(draft, LockedCase) and "answers" not in repr(draft) and "wrapped" not in repr(draft)


def test_a_word_of_a_newer_hub_is_shown_as_it_is(store: Store) -> None:
    kept(store, submitted=True)
    update = NewUpdate(
        "u", "epoch", 1, "SA1001K", "state", "handed_over", "2026-11-24T13:00:00+00:00", "etat-civil", b"sealed"
    )
    with store.write() as db:
        updates.insert_update(db, update, NOON)
    (case,) = cases.select_submitted_cases(store.read(), SERVICES)
    assert isinstance(case, SubmittedCase) and case.state == "handed_over" and case.state not in tuple(CaseState)


def test_a_draft_is_taken_out_whole_and_put_back_once(box: Box, nadia: Actor) -> None:
    case_id = answered(box, actor=nadia)
    with box.store.write() as db:
        db.conn.execute("INSERT INTO attachments VALUES ('a', ?, 'paper', 3, x'00', '2026-11-26', NULL)", (case_id,))
        db.conn.execute("INSERT INTO attachment_pieces VALUES ('a', 0, x'010203')")
    tables = ("cases", "attachments", "attachment_pieces", "parked")
    before = [list(box.store.read().query(f"SELECT * FROM {table}")) for table in tables]
    draft = cases.read_locked_draft(box.store.read(), case_id)
    assert draft is not None
    drafts.discard_draft(box, case_id, nadia)
    assert not list(box.store.read().query("SELECT * FROM attachment_pieces"))
    with box.store.write() as db:
        assert cases.restore_locked_draft(db, draft)
        assert not cases.restore_locked_draft(db, draft), "it is a draft again"
    assert [list(box.store.read().query(f"SELECT * FROM {table}")) for table in tables] == before


def test_what_is_no_draft_is_not_taken(box: Box, nadia: Actor) -> None:
    gone = answered(box, actor=nadia)
    drafts.discard_draft(box, gone, nadia)
    assert cases.read_locked_draft(box.store.read(), gone) is None
    assert cases.read_locked_draft(box.store.read(), "c" * 32) is None


NOTE = "Revient jeudi avec son bail."


def aside(store: Store, note: str = NOTE) -> None:
    with store.write() as db:
        if not cases.read_case_head(db, CASE):
            cases.insert_case(db, a_case(), CASE_KEY)
        cases.save_draft_note(db, CASE, note, CASE_KEY, NOON)


def test_a_note_is_read_with_the_case_s_key_and_with_no_other(store: Store) -> None:
    aside(store)
    assert cases.read_draft_note(store.read(), CASE, CASE_KEY) == NOTE
    with pytest.raises(Unreadable):
        cases.read_draft_note(store.read(), CASE, bytes(32))


def test_a_note_does_not_stand_in_the_clear(store: Store) -> None:
    aside(store)
    (records,) = list(store.read().query("SELECT * FROM parked"))
    assert b"jeudi" not in records["note"]
    aside(store)
    aside(store, "Revient vendredi.")
    assert cases.read_draft_note(store.read(), CASE, CASE_KEY) == "Revient vendredi."


def test_the_list_of_drafts_brings_the_note_along(store: Store) -> None:
    with store.write() as db:
        cases.insert_case(db, a_case(), CASE_KEY)
        wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SERVICE, "etat-civil", b"wrapped")
    (head,) = cases.select_drafts(store.read(), SERVICES)
    assert cases.decrypt_draft_note(head.note, CASE, CASE_KEY) == ""
    aside(store)
    (head,) = cases.select_drafts(store.read(), SERVICES)
    assert cases.decrypt_draft_note(head.note, CASE, CASE_KEY) == NOTE


def test_a_note_that_has_served_is_gone(store: Store) -> None:
    aside(store)
    with store.write() as db:
        cases.delete_draft_note(db, CASE)
    assert cases.read_draft_note(store.read(), CASE, CASE_KEY) == ""
    assert list(store.read().query("SELECT * FROM parked")) == []


def test_a_file_is_kept_once_to_the_byte(store: Store) -> None:
    procedure = sound(SOUND)
    with store.write() as db:
        cases.insert_procedure_file(db, procedure, Clock().now())
        cases.insert_procedure_file(db, procedure, Clock().now())
        assert db.execute("SELECT count(*) FROM procedure_files").fetchone() == (1,)
    assert cases.read_procedure_file(store.read(), procedure.sha256) == SOUND.encode()
    assert cases.read_procedure_file(store.read(), "0" * 64) is None


AT_NOON = datetime(2026, 11, 30, 12, tzinfo=UTC)


def test_a_draft_is_over_after_its_time(store: Store) -> None:
    with store.write() as db:
        for name, alone in (("a", b"proof"), ("b", None)):
            cases.insert_supplement_draft(db, name, "SA1001G", AT_NOON, alone)
            cases.insert_supplement_draft(db, name, "SA1001G", AT_NOON + timedelta(days=9), alone)
        later = AT_NOON + timedelta(days=1)
        assert cases.select_old_supplement_drafts(db, AT_NOON, AT_NOON) == []
        assert cases.select_old_supplement_drafts(db, later, AT_NOON) == ["a"], "that of a terminal is over first"
        assert cases.select_old_supplement_drafts(db, later, later) == ["a", "b"], "the first begin counts"
        assert cases.read_draft_reference(db, "a") == "SA1001G" and cases.read_draft_reference(db, "c") == ""
        cases.delete_supplement_draft(db, "a")
        assert cases.select_supplement_drafts(db, "SA1001G") == ["b"]


ID, OTHER = "a" * 32, "b" * 32
END, KEEP = date(2026, 12, 24), date(2032, 12, 24)


def kept_mandate(store: Store, *marks: str) -> mandates.MandateRow:
    with store.write() as db:
        mandates.insert_mandate(db, ID, END, KEEP, b"locked")
        for minute, action in enumerate(marks):
            mandates.insert_mandate_mark(db, ID, action, later(minute), KEEP)
    result = mandates.read_mandate_row(store.read(), ID)
    assert result is not None
    return result


def test_what_becomes_of_a_mandate_is_computed_from_what_happened(store: Store) -> None:
    result = kept_mandate(store, "signed", "revoked", "renewed", "signed")
    assert result.standing == MandateState(True, "revoked") and result.over_at == later(1)
    assert (result.id, result.ends_on, result.record) == (ID, END, b"locked")
    assert mandates.select_mandates(store.read()) == [result] and mandates.select_lasting_mandates(store.read()) == []


def test_one_that_nobody_signed_says_so(store: Store) -> None:
    result = kept_mandate(store)
    assert result.standing == MandateState(signed=False) and mandates.select_lasting_mandates(store.read()) == [result]


def test_an_end_is_noted_the_day_after_the_last_and_once(store: Store) -> None:
    kept_mandate(store, "signed")
    assert not mandates.has_expired_mandates(store.read(), END)
    assert mandates.has_expired_mandates(store.read(), date(2026, 12, 25))
    with store.write() as db:
        assert mandates.mark_expired_mandates(db, END, NOON) == []
        assert mandates.mark_expired_mandates(db, date(2026, 12, 25), NOON) == [ID]
        assert mandates.mark_expired_mandates(db, date(2026, 12, 25), NOON) == []
    result = mandates.read_mandate_row(store.read(), ID)
    assert result is not None and result.standing.over == "expired"
    assert not mandates.has_expired_mandates(store.read(), date(2040, 1, 1))


def test_retention_follows_what_happens_to_it(store: Store) -> None:
    kept_mandate(store, "signed")
    with store.write() as db:
        mandates.insert_mandate_mark(db, ID, MandateMark.REVOKED, later(5), date(2032, 11, 24))
        mandates.insert_mandate_mark(db, ID, MandateMark.REVOKED, later(6), date(2040, 1, 1))
    assert mandates.select_due_mandates(store.read(), date(2032, 11, 24)) == []
    assert mandates.select_due_mandates(store.read(), date(2032, 11, 25)) == [ID]


def test_uses_come_in_order_and_go_with_their_mandate(store: Store) -> None:
    kept_mandate(store, "signed")
    with store.write() as db:
        mandates.insert_mandate(db, OTHER, END, KEEP, b"other")
        for record in (b"one", b"two"):
            mandates.insert_mandate_use(db, ID, record)
        mandates.insert_mandate_use(db, OTHER, b"three")
    assert mandates.select_mandate_uses(store.read(), ID) == [b"one", b"two"]
    with store.write() as db:
        mandates.delete_mandate(db, ID)
    assert mandates.read_mandate_row(store.read(), ID) is None and mandates.select_mandate_uses(store.read(), ID) == []
    assert mandates.select_mandate_uses(store.read(), OTHER) == [b"three"]
