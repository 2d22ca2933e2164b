"""The folder of a commit is written by that commit's own code."""

from pathlib import Path

from kiosk.services.box.box import open_box
from kiosk.settings import read
from kiosk.store import contents
from scripts.upgrade_from import make, written_out


def test_a_folder_as_the_last_commit_writes_it(tmp_path: Path) -> None:
    make("HEAD", tmp_path / "site")
    box = open_box(read(tmp_path / "site", {}))
    assert (contents.drafts(box.store.read()), contents.submitted(box.store.read())) == (2, 3)
    box.store.close()
    sql = written_out(tmp_path / "site" / "parvis.db", (tmp_path / "site" / "database.key").read_bytes())
    assert sql.count('INSERT INTO "submissions"') == 3
