"""Who did what to which reference; nothing is taken back."""

import pytest
import sqlcipher3.dbapi2 as driver
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kiosk.crypto import keys
from kiosk.domain.trail.hash_chain import GENESIS, ChainFault, ChainHead, Checkpoint
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Actor
from kiosk.store import journal, people
from kiosk.store.database import Store
from kiosk.store.journal import NamedLine
from kiosk.store.people import Mediator
from tests.store.conftest import NOON, later

SEED = bytes(range(32))
KEY = keys.verify_key(SEED)
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
    assert journal.find_journal_faults(store.read(), KEY) == []


def test_a_line_belongs_to_its_gesture(store: Store) -> None:
    write(store, 1)
    with pytest.raises(RuntimeError), store.write() as db:
        journal.insert_journal_line(db, NOON, JournalAction.SUBMITTED)
        raise RuntimeError
    assert journal.read_journal_head(store.read()).count == 1
    write(store, 1)
    assert journal.find_journal_faults(store.read(), KEY) == []


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
        assert journal.find_journal_faults(store.read(), KEY) == []


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
        assert journal.find_journal_faults(db, KEY) == []
        for statement in touches(touch, one, other if other != one else one % 6 + 3):
            db.conn.execute(statement)
        assert journal.find_journal_faults(db, KEY), touch
        raise RuntimeError
    assert journal.find_journal_faults(store.read(), KEY) == []


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
    assert journal.find_journal_faults(store.read(), KEY) == []
    for stranger in (keys.verify_key(bytes(32)), ""):
        assert journal.find_journal_faults(store.read(), stranger) == [ChainFault(2, "bad-checkpoint")]


def test_lines_are_purged_from_the_beginning_and_the_chain_goes_on(store: Store) -> None:
    write(store, 5)
    assert (purge(store, 2), purge(store, 2), purge(store, 4), purge(store, 60)) == (2, 0, 2, 1)
    assert store.read().table("journal").count_where() == 0
    write(store, 2)
    assert [row["number"] for row in store.read().query("SELECT number FROM journal")] == [6, 7]
    assert journal.find_journal_faults(store.read(), KEY) == []


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
