"""Mediators and what they hold, their wrong tries, the recovery sheet, stations and sessions.
Who did what to which reference; nothing is taken back.
"""

from datetime import timedelta
from typing import Any

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from kiosk.crypto import keys
from kiosk.crypto.certificates import Authority
from kiosk.domain.keys.ring import FactorKind
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.domain.screen.station import StationEnd, StationRole
from kiosk.domain.trail.hash_chain import GENESIS, ChainFault, ChainHead, Checkpoint
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Actor
from kiosk.store import journal, people, sessions, wrapped_keys
from kiosk.store.database import Store
from kiosk.store.journal import NamedLine
from kiosk.store.people import RECOVERY, FirstPerson, Grant, KeptStation, Mediator, RecoverySheet
from kiosk.store.sessions import EnrolledStation, LocalAuthority, NewSession
from kiosk.store.wrapped_keys import KeyKind
from tests.store.conftest import CASE, KEY, NOON, OTHER_CASE, later

NADIA = Mediator("m" * 32, "nadia", "Nadia Roux", True, FactorKind.PASSPHRASE, "", b"salt", b"public", b"wrapped")
PAUL = Mediator(
    "p" * 32, "paul", "Paul Morel", False, FactorKind.BADGE, "hash of his badge", b"salt", b"public", b"wrapped"
)


@pytest.fixture
def staffed(store: Store) -> Store:
    with store.write() as db:
        people.insert_mediator(db, PAUL, NOON)
        people.insert_mediator(db, NADIA, NOON)
        for service in ("ccas", StationRole.DESK):
            wrapped_keys.insert_service_key(db, service, b"public", NOON)
    return store


def test_a_login_is_found_whatever_its_case(staffed: Store) -> None:
    assert people.read_mediator_by_login(staffed.read(), "NADIA") == NADIA
    assert people.read_mediator_by_login(staffed.read(), "nadi") is None
    assert people.read_mediator(staffed.read(), NADIA.id) == NADIA


def test_a_badge_names_its_holder_and_words_name_nobody(staffed: Store) -> None:
    assert people.read_mediator_by_factor(staffed.read(), "hash of his badge") == PAUL
    assert people.read_mediator_by_factor(staffed.read(), "hash of another") is None


def test_two_people_cannot_have_one_login(staffed: Store) -> None:
    with pytest.raises(driver.IntegrityError), staffed.write() as db:
        people.insert_mediator(db, replace(NADIA, id="x" * 32, login="Nadia"), NOON)


def test_everyone_is_listed_by_name_with_their_wrong_tries_and_without_their_keys(staffed: Store) -> None:
    with staffed.write() as db:
        people.insert_wrong_try(db, PAUL.id, NOON)
    listed = people.select_mediators(staffed.read())
    assert [(row.name, row.wrong_tries) for row in listed] == [("Nadia Roux", 0), ("Paul Morel", 1)]


def test_wrong_tries_are_counted_for_each_and_forgiven_together(staffed: Store) -> None:
    with staffed.write() as db:
        for at in (NOON, NOON, later(1)):
            people.insert_wrong_try(db, NADIA.id, at)
        people.insert_wrong_try(db, PAUL.id, NOON)
        people.delete_wrong_tries(db, NADIA.id)
        people.insert_wrong_try(db, NADIA.id, NOON)
    staffed.close()
    again = Store(staffed.path, KEY).read()
    assert (people.count_wrong_tries(again, NADIA.id), people.count_wrong_tries(again, PAUL.id)) == (1, 1)


def test_new_keys_replace_the_old_ones_and_leave_the_person(staffed: Store) -> None:
    fresh = replace(NADIA, factor=FactorKind.BADGE, factor_hash="new", salt=b"2", public=b"3", wrapped=b"4")
    with staffed.write() as db:
        people.update_mediator_keys(db, replace(fresh, name="Somebody else", administrator=False))
    assert people.read_mediator(staffed.read(), NADIA.id) == fresh
    assert people.read_mediator(staffed.read(), PAUL.id) == PAUL


def test_a_service_is_held_once_and_can_be_taken_back(staffed: Store) -> None:
    with staffed.write() as db:
        people.save_grant(db, Grant(NADIA.id, "ccas", False, b"sealed"))
        people.save_grant(db, Grant(NADIA.id, "ccas", True, b"sealed again"))
        people.save_grant(db, Grant(PAUL.id, "desk", False, b"his"))
    assert people.select_grants(staffed.read(), NADIA.id) == [Grant(NADIA.id, "ccas", True, b"sealed again")]
    assert len(people.select_grants(staffed.read())) == 2
    with staffed.write() as db:
        people.delete_grant(db, NADIA.id, "ccas")
    assert people.select_grants(staffed.read(), NADIA.id) == []


def test_a_lost_private_half_leaves_what_was_held_waiting(staffed: Store) -> None:
    with staffed.write() as db:
        people.save_grant(db, Grant(NADIA.id, "ccas", True, b"sealed"))
        people.save_grant(db, Grant(PAUL.id, "ccas", False, b"his"))
        people.suspend_grants(db, NADIA.id)
    assert people.select_grants(staffed.read(), NADIA.id) == [Grant(NADIA.id, "ccas", True, b"")]
    assert people.select_grants(staffed.read(), PAUL.id) == [Grant(PAUL.id, "ccas", False, b"his")]


def test_nobody_holds_a_service_that_is_not_there(staffed: Store) -> None:
    with pytest.raises(driver.IntegrityError), staffed.write() as db:
        people.save_grant(db, Grant(NADIA.id, "urbanisme", True, b"sealed"))


def test_there_is_one_recovery_sheet_and_a_new_one_is_not_verified(store: Store) -> None:
    assert people.read_recovery_sheet(store.read()) is None
    with store.write() as db:
        people.save_recovery_sheet(db, b"first", NOON)
        people.mark_recovery_verified(db, later(1))
    assert people.read_recovery_sheet(store.read()) == RecoverySheet(b"first", NOON, later(1))
    with store.write() as db:
        people.save_recovery_sheet(db, b"second", later(2))
    assert people.read_recovery_sheet(store.read()) == RecoverySheet(b"second", later(2), None)
    assert RECOVERY == "recovery"


def test_a_browser_is_a_station_by_the_hash_of_what_it_holds(store: Store) -> None:
    with store.write() as db:
        people.insert_station(db, "s" * 32, "token hash", StationRole.DESK, NOON)
        people.insert_station(db, "t" * 32, "another hash", StationRole.DESK, NOON)
    assert people.read_station(store.read(), "token hash") == KeptStation("s" * 32, StationRole.DESK, "", 0, 0)
    assert people.read_station(store.read(), "nobody's") is None
    with store.write() as db:
        people.update_station(db, "s" * 32, role=StationRole.TERMINAL)
    changed, other = (people.read_station(store.read(), token) for token in ("token hash", "another hash"))
    assert changed is not None and changed.role == StationRole.TERMINAL
    assert other is not None and other.role == StationRole.DESK


ON_SHIFT = Mediator("m" * 32, "nadia", "Nadia Roux", False, "passphrase", "", b"", b"", b"")


def a_session(id_hash: str, **more: Any) -> NewSession:
    return replace(NewSession(id_hash, "", "", "fr", False, "", "", "", "", NOON, NOON), **more)


def keys_of(store: Store, id_hash: str) -> int:
    return len(wrapped_keys.select_holder_keys(store.read(), KeyKind.SESSION, id_hash))


def test_a_session_knows_its_mediator_and_its_station_until_it_ends(store: Store) -> None:
    with store.write() as db:
        people.insert_mediator(db, ON_SHIFT, NOON)
        people.insert_station(db, "s" * 32, "token", StationRole.DESK, NOON)
        more = {"mediator_id": ON_SHIFT.id, "station_id": "s" * 32, "language": "en", "plain": True}
        sessions.save_session(db, a_session("one", **more))
        sessions.save_session(db, a_session("two"))
    result = sessions.read_session(store.read(), "one")
    assert result is not None and (result.mediator_name, result.role) == ("Nadia Roux", StationRole.DESK)
    assert (result.language, result.plain) == ("en", True)
    other = sessions.read_session(store.read(), "two")
    assert other is not None and (other.mediator_name, other.role, other.mm_per_px) == ("", None, 0.0)
    with store.write() as db:
        sessions.delete_session(db, "one")
    assert sessions.read_session(store.read(), "one") is None
    assert sessions.read_session(store.read(), "two") is not None


def test_a_session_is_saved_over_itself(store: Store) -> None:
    with store.write() as db:
        sessions.save_session(db, a_session("one"))
        sessions.save_session(db, a_session("one", seen_at=later(9), confirming=CASE))
    assert store.read().table("sessions").count_where() == 1
    result = sessions.read_session(store.read(), "one")
    assert result is not None and (result.seen_at, result.confirming) == (later(9), CASE)


def test_a_citizen_is_at_one_case(store: Store) -> None:
    with store.write() as db:
        sessions.save_session(db, a_session("one"))
        for case_id in (CASE, OTHER_CASE):
            sessions.update_session_case(db, "one", case_id)
    result = sessions.read_session(store.read(), "one")
    assert result is not None and result.case_id == OTHER_CASE


def test_a_session_that_ends_opens_no_case_any_more(store: Store) -> None:
    with store.write() as db:
        for id_hash in ("one", "two"):
            sessions.save_session(db, a_session(id_hash))
            wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SESSION, id_hash, b"wrapped")
        sessions.delete_session(db, "one")
    assert (keys_of(store, "one"), keys_of(store, "two")) == (0, 1)


def test_sessions_nobody_used_are_forgotten_and_a_terminals_sooner(store: Store) -> None:
    with store.write() as db:
        people.insert_station(db, "s" * 32, "desk token", StationRole.DESK, NOON)
        people.insert_station(db, "t" * 32, "terminal token", StationRole.TERMINAL, NOON)
        for id_hash, station, minutes in (("old", "s", 0), ("desk", "s", 60), ("terminal", "t", 60), ("now", "t", 90)):
            sessions.save_session(db, a_session(id_hash, station_id=station * 32, seen_at=later(minutes)))
            wrapped_keys.save_wrapped_key(db, CASE, KeyKind.SESSION, id_hash, b"wrapped")
        sessions.delete_old_sessions(db, later(30), later(80))
    there = {word: sessions.read_session(store.read(), word) is not None for word in ("old", "desk", "terminal", "now")}
    assert there == {"old": False, "desk": True, "terminal": False, "now": True}
    assert {session_id: bool(keys_of(store, session_id)) for session_id in there} == there


HALL = EnrolledStation("a" * 32, StationRole.TERMINAL, "Hall", "Hall", "secret", 1, NOON, NOON, NOON, "b" * 32)


def test_a_station_is_kept_as_it_was_enrolled_and_goes_on(store: Store) -> None:
    later = NOON + timedelta(hours=1)
    with store.write() as db:
        sessions.insert_enrolled_station(db, HALL, "hash")
        assert sessions.read_enrolled_station(db, HALL.id) == HALL and sessions.select_enrolled_stations(db) == [HALL]
        sessions.update_station_generation(db, HALL.id, 2, later)
        sessions.update_station_seen(db, HALL.id, later + timedelta(minutes=1))
        kept = sessions.read_enrolled_station(db, HALL.id)
        assert kept and (kept.generation, kept.rotated_at) == (2, later) and kept.seen_at > later
        assert sessions.read_enrolled_station(db, "c" * 32) is None


def test_a_station_that_ends_takes_its_sessions_along_and_is_told_until_it_is_forgotten(store: Store) -> None:
    session = NewSession("s", HALL.id, "", "fr", False, "", "", "", "", NOON, NOON)
    with store.write() as db:
        sessions.insert_enrolled_station(db, HALL, "hash")
        sessions.save_session(db, session)
        sessions.delete_enrolled_station(db, HALL.id)
        assert sessions.read_enrolled_station(db, HALL.id) == HALL  # only one that has ended is forgotten
        sessions.mark_station_ended(db, HALL.id, StationEnd.COPIED, NOON)
        sessions.mark_station_ended(db, HALL.id, StationEnd.REVOKED, NOON)
        assert sessions.read_session(db, "s") is None
        assert [station.ended_why for station in sessions.select_copied_stations(db)] == [StationEnd.COPIED]
        sessions.delete_enrolled_station(db, HALL.id)
        assert sessions.select_enrolled_stations(db) == [] == sessions.select_copied_stations(db)


def test_a_step_is_done_once_it_is_noted_however_often(store: Store) -> None:
    assert people.select_done_steps(store.read()) == frozenset()
    for _ in range(2):
        with store.write() as db:
            people.insert_done_step(db, FirstDayStep.NAME, NOON)
    assert people.select_done_steps(store.read()) == {"name"}


def test_who_was_named_first_is_there_after_a_power_cut(store: Store) -> None:
    assert people.read_first_person(store.read()) is None
    for person in (FirstPerson("n", "N", "badge"), FirstPerson("zoe", "Zoé « Ω » Martin", "passphrase")):
        with store.write() as db:
            people.save_first_person(db, person, NOON)
    assert people.read_first_person(store.read()) == person
    assert people.select_done_steps(store.read()) == {"mediator"}


MADE = LocalAuthority("parvis-1a2b.local", Authority(b"certificate", b"key"))


def test_the_authority_is_kept_once(store: Store) -> None:
    with store.write() as db:
        sessions.insert_local_authority(db, MADE, NOON)
        assert sessions.read_local_authority(db) == MADE
        with pytest.raises(Exception, match="UNIQUE"):
            sessions.insert_local_authority(db, MADE, NOON)


SEED = bytes(range(32))
JOURNAL_KEY = keys.verify_key(SEED)
TRIGGERS = "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'journal%'"
PUT_IN = "INSERT INTO journal SELECT {}, at, '', '', 'opened', '', '', hash FROM journal LIMIT 1"
TOUCHES = ("change", "take out", "put in", "swap", "change a hash", "put a checkpoint", "move the head")


def write(store: Store, lines: int = 5) -> None:
    with store.write() as db:
        for n in range(lines):
            journal.insert_journal_line(
                db, later(n), JournalAction.RESUMED, mediator_id="m" * 32, reference=f"SA{1001 + n}K"
            )


def signed(made: Checkpoint) -> tuple[Checkpoint, bytes]:
    return made, keys.sign_bytes(SEED, made.message)


def purge(store: Store, minutes: float) -> int:
    with store.write() as db:
        result = journal.read_journal_checkpoint(db, later(minutes))
        return journal.delete_journal_lines(db, *signed(result)) if result else 0


def test_the_journal_of_a_reference_is_in_order_and_names_the_mediator(store: Store) -> None:
    nadia = Mediator("m" * 32, "nadia", "Nadia Roux", False, "passphrase", "", b"", b"", b"")
    with store.write() as db:
        people.insert_mediator(db, nadia, NOON)
        journal.insert_journal_line(db, NOON, JournalAction.SUBMITTED, mediator_id="m" * 32, reference="SA1001K")
        journal.insert_journal_line(db, NOON, JournalAction.SUBMITTED, mediator_id="m" * 32, reference="SA1002K")
        journal.insert_journal_line(db, later(1), JournalAction.MENDED, reference="SA1001K", detail="bad-event")
    assert journal.select_journal_lines(store.read(), "SA1001K") == [
        NamedLine(NOON, "submitted", "", "Nadia Roux"),
        NamedLine(later(1), "mended", "bad-event", ""),
    ]
    assert journal.select_journal_lines(store.read(), "SA1003K") == []


def test_what_somebody_does_at_a_screen_is_noted_with_both(store: Store) -> None:
    with store.write() as db:
        journal.insert_journal_line_by(
            db, NOON, JournalAction.SUBMITTED, Actor("desk", "m" * 32), reference="SA1001K", detail="x"
        )
    [line] = list(store.read().query("SELECT mediator_id, station_id, reference, detail FROM journal"))
    assert tuple(line.values()) == ("m" * 32, "desk", "SA1001K", "x")


def test_the_head_counts_every_line_there_ever_was(store: Store) -> None:
    assert journal.read_journal_head(store.read()) == ChainHead(0, GENESIS)
    write(store, 5)
    assert journal.read_journal_head(store.read()).count == 5
    assert purge(store, 3) == 3
    assert journal.read_journal_head(store.read()).count == 5
    assert journal.find_journal_faults(store.read(), JOURNAL_KEY) == []


def test_a_line_belongs_to_its_gesture(store: Store) -> None:
    write(store, 1)
    with pytest.raises(RuntimeError), store.write() as db:
        journal.insert_journal_line(db, NOON, JournalAction.SUBMITTED)
        raise RuntimeError
    assert journal.read_journal_head(store.read()).count == 1
    write(store, 1)
    assert journal.find_journal_faults(store.read(), JOURNAL_KEY) == []


def test_the_database_refuses_to_take_anything_back(store: Store) -> None:
    for statement in [
    "UPDATE journal SET detail = 'x'",
    "UPDATE journal SET number = 9 WHERE number = 5",
    "DELETE FROM journal WHERE number = 5",
    "DELETE FROM journal",
    "INSERT INTO journal SELECT 7, at, '', '', 'opened', '', '', hash FROM journal WHERE number = 5",
    "INSERT OR REPLACE INTO journal SELECT 5, at, '', '', 'opened', '', '', hash FROM journal WHERE number = 5",
    "UPDATE OR REPLACE journal SET number = 4 WHERE number = 5",
    "UPDATE journal_head SET number = 3",
    "UPDATE journal_head SET number = 4, hash = (SELECT hash FROM journal WHERE number = 4)",
    "UPDATE journal_head SET hash = 'x'",
    "DELETE FROM journal_head",
    "INSERT OR REPLACE INTO journal_head VALUES (1, 0, '')",
    "INSERT INTO journal_checkpoints VALUES (9, 'x', '', x'')",
    "INSERT INTO journal_checkpoints VALUES (3, 'x', '', x'')",
    "UPDATE journal_checkpoints SET number = 5",
    "DELETE FROM journal_checkpoints",
    "INSERT OR REPLACE INTO journal_checkpoints VALUES (2, 'x', '', x'')",
]:  # fmt: skip
        write(store)
        purge(store, 2)
        with pytest.raises(driver.IntegrityError), store.write() as db:
            db.conn.execute(statement)
        assert journal.find_journal_faults(store.read(), JOURNAL_KEY) == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(TOUCHES), st.integers(3, 8), st.integers(3, 8))
def test_whoever_has_the_file_and_its_key_is_found_out(store: Store, touch: str, one: int, other: int) -> None:
    """Without the triggers, in one transaction that is then undone: one touch of any kind shows."""
    if not journal.read_journal_head(store.read()).count:
        write(store, 8)
        purge(store, 2)
    with pytest.raises(RuntimeError), store.write() as db:
        for row in list(db.query(TRIGGERS)):
            db.conn.execute(f"DROP TRIGGER {row['name']}")
        assert journal.find_journal_faults(db, JOURNAL_KEY) == []
        for statement in touches(touch, one, other if other != one else one % 6 + 3):
            db.conn.execute(statement)
        assert journal.find_journal_faults(db, JOURNAL_KEY), touch
        raise RuntimeError
    assert journal.find_journal_faults(store.read(), JOURNAL_KEY) == []


def touches(touch: str, one: int, other: int) -> list[str]:
    match touch:
        case "change":
            return [f"UPDATE journal SET reference = 'SA9999K' WHERE number = {one}"]
        case "take out":
            return [f"DELETE FROM journal WHERE number = {one}"]
        case "put in":
            moved = [f"UPDATE journal SET number = {n + 1} WHERE number = {n}" for n in range(8, one - 1, -1)]
            return [*moved, PUT_IN.format(one)]
        case "swap":
            pairs = ((one, 100), (other, one), (100, other))
            return [f"UPDATE journal SET number = {to} WHERE number = {from_}" for from_, to in pairs]
        case "change a hash":
            return [f"UPDATE journal SET hash = '{'0' * 64}' WHERE number = {one}"]
        case "put a checkpoint":
            return [
                f"INSERT INTO journal_checkpoints SELECT number, hash, '', x'00' FROM journal WHERE number = {one}",
                f"DELETE FROM journal WHERE number <= {one}",
            ]
    return [f"UPDATE journal_head SET number = {one + 90}"]


def test_a_checkpoint_that_another_key_signed_is_said(store: Store) -> None:
    write(store)
    purge(store, 2)
    assert journal.find_journal_faults(store.read(), JOURNAL_KEY) == []
    for stranger in (keys.verify_key(bytes(32)), ""):
        assert journal.find_journal_faults(store.read(), stranger) == [ChainFault(2, "bad-checkpoint")]


def test_lines_are_purged_from_the_beginning_and_the_chain_goes_on(store: Store) -> None:
    write(store, 5)
    assert (purge(store, 2), purge(store, 2), purge(store, 4), purge(store, 60)) == (2, 0, 2, 1)
    assert store.read().table("journal").count_where() == 0
    write(store, 2)
    assert [row["number"] for row in store.read().query("SELECT number FROM journal")] == [6, 7]
    assert journal.find_journal_faults(store.read(), JOURNAL_KEY) == []


def test_a_line_that_a_wrong_clock_dated_ahead_keeps_what_is_behind_it(store: Store) -> None:
    with store.write() as db:
        journal.insert_journal_line(db, later(600), JournalAction.RESUMED)
        journal.insert_journal_line(db, NOON, JournalAction.RESUMED)
        assert journal.read_journal_checkpoint(db, later(60)) is None


def test_a_head_seen_elsewhere_is_held_against_the_journal(store: Store) -> None:
    assert journal.has_journal_hash(store.read(), 0, GENESIS) and not journal.has_journal_hash(
        store.read(), 0, "f" * 64
    )
    write(store, 3)
    seen = journal.read_journal_head(store.read())
    write(store, 3)
    assert journal.has_journal_hash(store.read(), seen.count, seen.head) is True
    assert journal.has_journal_hash(store.read(), seen.count, "f" * 64) is False
    assert journal.has_journal_hash(store.read(), 99, seen.head) is False
    purge(store, 2)
    assert journal.has_journal_hash(store.read(), 1, "f" * 64) is None, "purged, nothing to hold it against"
