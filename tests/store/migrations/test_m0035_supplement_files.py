"""Files keep what they are made of while their table lets go of the cases."""

from pathlib import Path

from sqlite_utils import Database

from kiosk.store.migrations import m0001_spine, m0002_attachments
from kiosk.store.migrations import m0035_supplement_files as step


def test_a_box_of_before_keeps_its_files_and_takes_those_of_other_sites(tmp_path: Path) -> None:
    db = Database(tmp_path / "before.db")
    m0001_spine.migrate(db)
    m0002_attachments.migrate(db)
    db.execute("INSERT INTO cases VALUES ('c','p',1,'s','counter','fr',0,x'',x'','','','2026','2026',NULL,NULL)")
    db.execute("INSERT INTO attachments VALUES ('f', 'c', 'proof', 3, x'00', '2026')")
    db.execute("INSERT INTO attachment_pieces VALUES ('f', 0, x'00')")
    step.migrate(db)
    db.conn.commit()
    db.execute("PRAGMA foreign_keys = ON")
    assert db.execute("SELECT event_id FROM attachments JOIN attachment_pieces").fetchall() == [(None,)]
    db.execute("INSERT INTO attachments VALUES ('g', 'elsewhere', '', 3, x'00', '2026', 'e')")
    db.execute("INSERT INTO attachment_pieces VALUES ('g', 0, x'00')")
    db.execute("DELETE FROM attachments WHERE id = 'g'")
    assert db.execute("SELECT count(*) FROM attachment_pieces").fetchone() == (1,), "pieces go with their file"
    assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
