"""What was queued and printed before tries were kept goes on, and counts."""

import sqlcipher3.dbapi2 as driver

from kiosk.store.migrations import m0001_spine, m0011_spool


def test_what_may_have_come_out_before_is_counted() -> None:
    db = driver.connect(":memory:")
    m0001_spine.migrate(db)
    for number, state in enumerate(("completed", "unknown", "pending", "canceled"), start=1):
        db.execute(
            "INSERT INTO jobs VALUES (?, 'receipt', 'SA1001K', 'case', 'fr', 0, 'pdf-a4', ?, '', '2026')",
            (state, number),
        )
        db.execute("INSERT INTO job_states (job_id, at, state, detail) VALUES (?, '2026', ?, '')", (state, state))
    m0011_spool.migrate(db)
    records = db.execute("SELECT id, state, copy, coalesce(ended, '-'), session, large FROM spool ORDER BY copy, id")
    assert records.fetchall() == [
        ("canceled", "canceled", 0, "-", "", 0),
        ("pending", "pending", 0, "-", "", 0),
        ("completed", "completed", 1, "completed", "", 0),
        ("unknown", "unknown", 2, "", "", 0),
    ]
    assert db.execute("SELECT job_id FROM unprinted ORDER BY job_id").fetchall() == [("pending",), ("unknown",)]
