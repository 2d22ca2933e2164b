"""A box of before finds its indexes filled: what waits to be mended, its drafts, and what may be destroyed when."""

from datetime import timedelta

from kiosk.store.cases import cases, expiry
from kiosk.store.database import Database, Store, rows
from kiosk.store.events import acknowledgements, outbox
from kiosk.store.keys import wrapped_keys
from kiosk.store.keys.wrapped_keys import KeyKind
from kiosk.store.migrations import m0031_size
from tests.store.conftest import CASE, CASE_KEY, NOON, OTHER_CASE, a_case, a_submission, an_event

INDEXES = ("unmended", "unsubmitted", "expiries")
AMONG = {words.split()[2] for words in m0031_size.INDEXES}


def _held(db: Database) -> dict[str, list[dict[str, object]]]:
    return {table: rows(db, f"SELECT * FROM {table} ORDER BY 1") for table in INDEXES}


def _lived(db: Database) -> None:
    """A case that the hub has taken, a draft, and an event that it refused."""
    for case in (a_case(), a_case(OTHER_CASE)):
        cases.add(db, case, CASE_KEY)
        wrapped_keys.add(db, case.id, KeyKind.SERVICE, "etat-civil", b"wrapped")
    cases.submit(db, a_submission(), CASE_KEY)
    outbox.add(db, an_event("a"), CASE_KEY)
    outbox.add(db, an_event("b", sequence=2), CASE_KEY)
    acknowledgements.acknowledge(db, "a" * 32, NOON, b"", b"", "")
    acknowledgements.reject(db, "b" * 32, NOON, "bad-event", "")


def test_the_indexes_hold_after_the_upgrade_what_triggers_would_have_kept(store: Store) -> None:
    with store.write() as db:
        _lived(db)
        kept = _held(db)
        assert [len(kept[table]) for table in INDEXES] == [1, 1, 1]
        for made in rows(db, "SELECT type, name, sql FROM sqlite_schema WHERE type IN ('trigger', 'index')"):
            if made["sql"] and (made["name"] in AMONG or any(index in made["sql"] for index in INDEXES)):
                db.conn.execute(f"DROP {made['type']} {made['name']}")
        db.conn.execute("DROP VIEW case_states")
        db.conn.execute("DROP VIEW attention")
        for table in INDEXES:
            db.conn.execute(f"DROP TABLE {table}")
        db.conn.execute(BEFORE)
        db.conn.execute("CREATE VIEW case_states AS SELECT 1")
        m0031_size.migrate(db.conn)
        assert _held(db) == kept
    assert expiry.kept_long_enough(store.read(), NOON + timedelta(days=400)) == []  # one is refused
    assert [event.id for event in outbox.attention(store.read())] == ["b" * 32]


def test_an_index_follows_what_happens(store: Store) -> None:
    with store.write() as db:
        _lived(db)
        outbox.add(db, an_event("c", sequence=2, replaces="b"), CASE_KEY)
        assert _held(db)["unmended"] == []
        cases.discard(db, OTHER_CASE, NOON)
        assert _held(db)["unsubmitted"] == []
        assert expiry.kept_long_enough(db, NOON + timedelta(days=400)) == []
        acknowledgements.acknowledge(db, "c" * 32, NOON, b"", b"", "")
        assert expiry.kept_long_enough(db, NOON + timedelta(days=29)) == []
        assert expiry.kept_long_enough(db, NOON + timedelta(days=30)) == [CASE]
        cases.keep_no_longer(db, a_submission().reference)
        assert expiry.kept_long_enough(db, NOON) == [CASE]
        wrapped_keys.destroy(db, CASE)
        assert _held(db)["expiries"] == []


BEFORE = """CREATE VIEW attention AS
    SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
    FROM rejections CROSS JOIN events ON events.id = rejections.event_id
    WHERE NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)
      AND NOT EXISTS (SELECT 1 FROM dismissals WHERE dismissals.event_id = events.id)"""
