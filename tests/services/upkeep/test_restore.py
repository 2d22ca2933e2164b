"""What a restore brings back beside the cases, what it leaves alone, and in which order."""

import os
import tarfile
from pathlib import Path

import pytest
from msgspec.structs import replace

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.services.people.sign_in_factors import sheet
from kiosk.services.upkeep.archive import OWN, pack
from kiosk.services.upkeep.backup import backup
from kiosk.services.upkeep.restore import Contents, NotWanted
from kiosk.settings import read
from kiosk.version import VERSION
from tests.gallery.site.cast import SHEET
from tests.gallery.site.gestures import answered, submitted
from tests.services.conftest import brought_back, fault_of, unsealed
from tests.services.upkeep.test_backup import with_settings


def test_the_town_halls_own_procedures_and_translations_come_back(box: Box, tmp_path: Path) -> None:
    data = with_settings(box).settings.data
    own = {
        "procedures/composteur.yaml": b"id: composteur\n",
        "procedures/old/bois.yaml": b"id: bois\n",
        "translations/oc/LC_MESSAGES/words.po": b'msgid ""\n',
    }
    for name, content in {**own, "procedures/.git/HEAD": b"main", "procedures/.bois.yaml.swp": b"x"}.items():
        (data / name).parent.mkdir(parents=True, exist_ok=True)
        (data / name).write_bytes(content)
    answered(box)
    submitted(box)
    backup(box, tmp_path / "copy")
    restored = brought_back(tmp_path / "copy", tmp_path / "again", str)
    there = [path for name in OWN for path in (tmp_path / "again" / name).rglob("*") if path.is_file()]
    assert {path.relative_to(tmp_path / "again").as_posix(): path.read_bytes() for path in there} == own
    assert replace(restored.contents, made_at="") == Contents(
        made_at="", site="SA", name="Mairie de Saint-Aubin", version=VERSION, submitted=1, drafts=1, waiting=1,
        attachments=0, people=0, procedures=2, translations=1,
    )  # fmt: skip


def test_a_file_that_somebody_put_there_already_is_not_written_over(box: Box, tmp_path: Path) -> None:
    (box.settings.paths.procedures / "bois.yaml").write_text("id: bois\n", "utf-8")
    backup(with_settings(box), tmp_path / "copy")
    for name in ("procedures/bois.yaml", "kiosk.toml"):
        changed = tmp_path / f"again-{name[:5]}" / name
        changed.parent.mkdir(parents=True)
        changed.write_text("theirs", "utf-8")
        with pytest.raises(Refused) as refused:
            brought_back(tmp_path / "copy", tmp_path / f"again-{name[:5]}", str)
        assert (fault_of(refused), refused.value.details["path"]) == (Refusal.FILE_EXISTS, str(changed))
        assert changed.read_text() == "theirs"
    (tmp_path / "again" / "procedures").mkdir(parents=True)
    (tmp_path / "again" / "procedures" / "bois.yaml").write_text("id: bois\n", "utf-8")
    assert brought_back(tmp_path / "copy", tmp_path / "again", str).contents.procedures == 1, (
        "the same one is in nobody's way"
    )


@pytest.mark.parametrize("part", [0.5, 0.7, 0.99])
def test_a_copy_whose_database_is_garbled_is_refused(box: Box, part: float, tmp_path: Path) -> None:
    """Even where its digest is right: the pages are held against their own codes."""
    backup(with_settings(box), tmp_path / "copy")
    with tarfile.open(fileobj=unsealed(tmp_path / "copy")) as archive:
        archive.extractall(tmp_path / "members", filter="data")
    database = bytearray((tmp_path / "members" / "parvis.db").read_bytes())
    database[int(len(database) * part)] ^= 1
    (tmp_path / "members" / "parvis.db").write_bytes(database)
    names = ("parvis.db", "database.key", "site.key", "kiosk.toml")
    pack(
        tmp_path / "garbled", sheet(SHEET).public, {"site": "SA"}, {name: tmp_path / "members" / name for name in names}
    )
    with pytest.raises(Refused) as refused:
        brought_back(tmp_path / "garbled", tmp_path / "again", str)
    assert fault_of(refused) == Refusal.DAMAGED_BACKUP
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]


def test_the_database_is_the_last_to_come_also_after_a_power_cut(
    box: Box, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder is written to the disk with the keys in it before the database joins them, and again afterwards."""
    backup(with_settings(box), tmp_path / "copy")
    again, really, written = tmp_path / "again", os.fsync, []

    def fsync(descriptor: int) -> None:
        really(descriptor)
        if again.exists() and os.path.samestat(os.fstat(descriptor), again.stat()):
            written.append({path.name for path in again.iterdir() if path.is_file()})

    monkeypatch.setattr(os, "fsync", fsync)
    brought_back(tmp_path / "copy", again, str)
    assert {"database.key", "site.key", "kiosk.toml"} in written
    assert written[-1] == {"database.key", "site.key", "kiosk.toml", "parvis.db"}


def test_a_copy_of_a_newer_version_says_which_one_to_install(box: Box, tmp_path: Path) -> None:
    with box.store.write() as db:
        db.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('parvis', 'm9', '2030')")
    backup(with_settings(box), tmp_path / "copy")
    with pytest.raises(Refused) as refused:
        brought_back(tmp_path / "copy", tmp_path / "again", str)
    assert (fault_of(refused), refused.value.details["version"]) == (Refusal.NEWER_BACKUP, VERSION)
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]


def test_a_copy_of_another_site_comes_back_only_where_that_is_said(box: Box, tmp_path: Path) -> None:
    backup(with_settings(box), tmp_path / "copy")
    again = tmp_path / "again"
    again.mkdir()
    (again / "kiosk.toml").write_text('site_code = "BZ"\n', "utf-8")
    with pytest.raises(Refused) as refused:
        brought_back(tmp_path / "copy", again, str)
    assert (fault_of(refused), refused.value.details) == (
        Refusal.ANOTHER_SITES_BACKUP,
        {"code": "SA", "here": "BZ"},
    )
    brought_back(tmp_path / "copy", again, str, other_site=True)
    assert (again / "kiosk.toml.before").read_text("utf-8") == 'site_code = "BZ"\n'
    assert read(again, {}).site_code == "SA"


def test_who_does_not_want_what_is_shown_keeps_an_empty_folder(box: Box, tmp_path: Path) -> None:
    submitted(with_settings(box))
    backup(box, tmp_path / "copy")
    shown: list[Contents] = []

    def no(holds: Contents) -> bool:
        shown.append(holds)
        return False

    with pytest.raises(NotWanted):
        brought_back(tmp_path / "copy", tmp_path / "again", str, agrees=no)
    assert [(holds.site, holds.submitted, holds.waiting) for holds in shown] == [("SA", 1, 1)]
    assert not [path for path in (tmp_path / "again").rglob("*") if path.is_file()]
