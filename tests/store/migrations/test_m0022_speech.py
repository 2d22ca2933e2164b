"""Nothing was read to sessions of before."""

from kiosk.domain.speech import listening
from kiosk.store.database import Store, row
from kiosk.store.migrations import m0022_speech


def test_a_session_of_before_is_silent(store: Store) -> None:
    with store.write() as db:
        db.conn.execute("ALTER TABLE sessions DROP COLUMN speech")
        db.conn.execute(
            "INSERT INTO sessions (id_hash, language, plain, created_at, seen_at)"
            " VALUES ('one', 'fr', 0, '2026-11-24', '2026-11-24')"
        )
        m0022_speech.migrate(db.conn)
    kept = row(store.read(), "SELECT speech FROM sessions")
    assert kept is not None and listening.read(kept["speech"]) == listening.SILENT
