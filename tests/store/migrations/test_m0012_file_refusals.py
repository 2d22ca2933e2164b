"""What the hub refused is known of a file while it is here."""

import sqlcipher3.dbapi2 as driver

from kiosk.store.migrations import m0001_spine, m0002_attachments, m0012_file_refusals


def test_a_file_that_goes_takes_its_refusal_along() -> None:
    db = driver.connect(":memory:", isolation_level=None)
    for step in (m0001_spine, m0002_attachments, m0012_file_refusals):
        step.migrate(db)
    db.execute("INSERT INTO attachments VALUES ('f', 'c', 'proof', 3, x'00', '2026')")
    db.execute("INSERT INTO parcel_refusals VALUES ('f', '2026', 'unknown-attachment')")
    db.execute("PRAGMA foreign_keys = ON")
    db.execute("DELETE FROM attachments")
    assert db.execute("SELECT count(*) FROM parcel_refusals").fetchone() == (0,)
