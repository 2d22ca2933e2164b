"""A full disk: said in plain words, nothing confirmed that is not kept, and the desk goes on once there is room."""

from kiosk.services.box.box import Box
from kiosk.store import cases
from tests.gallery.site.page import Browser


def test_a_full_disk_confirms_nothing_and_loses_nothing(desk: Browser, box: Box) -> None:
    page = desk.send(desk.get("/procedures/birth-certificate").form("begin"))
    case_id = page.path.split("/")[2]
    with box.store.write() as db:
        used = db.conn.execute("PRAGMA page_count").fetchone()[0]
        db.conn.execute(f"PRAGMA max_page_count = {used}")
    form = page.form("answer")
    form["f.for_whom"] = "myself"
    form["f.for_whom.none"] = "x" * 19_000
    full = desk.send(form)
    for _ in range(20):  # until the last free page of the file is used
        if full.status == 409:
            break
        full = desk.send(desk.get("/procedures/birth-certificate").form("begin"))
    assert full.status == 409
    assert "disque de ce poste est plein" in full.text
    with box.store.write() as db:
        db.conn.execute("PRAGMA max_page_count = 1000000")
    assert cases.read_case_head(box.store.read(), case_id) is not None
    again = desk.send(form)
    assert again.status == 200
    assert again.path.endswith("/steps/copy")
