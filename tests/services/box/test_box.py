"""One box: opening its folder the first time, and every time after."""

import stat
from dataclasses import replace
from pathlib import Path

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box, open_box, shipped_procedures
from kiosk.services.box.live_printers import carrier_of
from kiosk.settings import Settings
from printers.carriers.file import File
from tests.gallery.site.gestures import submitted
from tests.services.conftest import fault_of


def test_the_first_opening_makes_a_key_and_a_database_for_their_owner_only(box: Box) -> None:
    paths = box.settings.paths
    assert len(paths.database_key.read_bytes()) == 32
    modes = {stat.S_IMODE(path.stat().st_mode) for path in (paths.database_key, paths.database)}
    assert modes == {0o600}
    assert stat.S_IMODE(paths.data.stat().st_mode) == 0o700


def test_the_same_folder_opens_again_with_the_same_key(box: Box) -> None:
    key = box.settings.paths.database_key.read_bytes()
    box.store.close()
    again = open_box(box.settings)
    assert again.settings.paths.database_key.read_bytes() == key
    again.store.close()


def test_a_lost_key_is_not_replaced_by_another(box: Box) -> None:
    """With a new one beside it, nobody would look for the old one any more."""
    box.store.close()
    box.settings.paths.database_key.unlink()
    with pytest.raises(Refused) as refused:
        open_box(box.settings)
    assert fault_of(refused) == Refusal.NO_SECRET
    assert not box.settings.paths.database_key.exists()


def test_a_printer_or_a_paper_nobody_knows_is_refused_by_name(settings: Settings) -> None:
    for name, value in [("printer", "quill"), ("paper", "papyrus")]:
        with pytest.raises(Refused) as refused:
            open_box(replace(settings, **{name: value}))
        assert (fault_of(refused), refused.value.details) == (Refusal.BAD_SETTING, {"name": name, "value": value})


def test_the_carrier_is_told_what_it_will_be_handed(settings: Settings) -> None:
    for paper, media_type in [("pdf-a4", "application/pdf"), ("text-42", "text/plain; charset=utf-8")]:
        carrier = carrier_of(replace(settings, printer="file", paper=paper))
        assert isinstance(carrier, File)
        assert (carrier.folder, carrier.media_type) == (str(settings.paths.printed), media_type)


def test_the_town_halls_own_procedures_are_offered(settings: Settings) -> None:
    settings.paths.create()
    shipped = (shipped_procedures() / "birth-certificate.yaml").read_text("utf-8")
    own = shipped.replace("id: birth-certificate", "id: our-own")
    (settings.paths.procedures / "our-own.yaml").write_text(own, "utf-8")
    box = open_box(settings)
    assert {"birth-certificate", "identity-document", "our-own"} <= {
        procedure.id for procedure in box.catalogue.procedures
    }
    box.store.close()


def test_the_site_speaks_with_the_names_of_the_settings(box: Box) -> None:
    assert (box.site.code, box.site.name, box.site.phone) == ("SA", "Mairie de Saint-Aubin", "02 99 00 00 00")
    words = box.words("en", plain=True)
    assert (words.language, words.plain, words.zone) == ("en", True, box.settings.zone)


@pytest.mark.parametrize("name", ["database.key", "site.key"])
@pytest.mark.parametrize("size", [0, 16])
def test_a_damaged_key_is_refused_and_kept_for_whoever_mends_it(box: Box, name: str, size: int) -> None:
    """With an empty one a new database would not be encrypted at all."""
    box.store.close()
    path = box.settings.paths.data / name
    path.write_bytes(bytes(size))
    with pytest.raises(Refused, match="damaged-secret"):
        open_box(box.settings)
    assert len(path.read_bytes()) == size


def test_a_box_that_has_lost_the_key_it_signs_with_makes_no_other(box: Box) -> None:
    """The hub believes the one it knows."""
    box.store.close()
    box.settings.paths.site_key.unlink()
    with pytest.raises(Refused, match="no-secret"):
        open_box(box.settings)


def test_a_town_hall_that_has_lost_its_settings_mints_nothing(box: Box, nadia: Actor) -> None:
    submitted(box, actor=nadia)
    box.store.close()
    with pytest.raises(Refused) as refused:
        open_box(Settings(data=box.settings.data))
    expected = {"path": str(box.settings.paths.settings), "code": "SA"}
    assert (fault_of(refused), refused.value.details) == (Refusal.SITE_CODE_LOST, expected)


def test_a_box_that_is_not_told_whose_it_is_makes_nothing(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        open_box(Settings(data=tmp_path / "site"))
    assert (fault_of(refused), refused.value.details) == (
        Refusal.NO_SITE_CODE, {"path": str(tmp_path / "site" / "kiosk.toml")},
    )  # fmt: skip
    assert not [path for path in (tmp_path / "site").iterdir() if path.is_file()]


def test_a_box_that_is_enrolled_under_another_code_mints_nothing(linked: Box) -> None:
    linked.store.close()
    with pytest.raises(Refused) as refused:
        open_box(replace(linked.settings, site_code="BZ"))
    expected = {"path": str(linked.settings.paths.settings), "code": "BZ", "enrolled": "SA"}
    assert (fault_of(refused), refused.value.details) == (Refusal.OTHER_SITE_CODE, expected)
    with pytest.raises(Refused, match="site-code-lost"):
        open_box(replace(linked.settings, site_code=""))
    open_box(linked.settings).store.close()


@pytest.mark.parametrize("emptied", [False, True])
def test_a_box_that_has_lost_its_database_is_no_new_one(box: Box, emptied: bool) -> None:
    """A new one would give the numbers again that are on paper."""
    submitted(box)
    box.store.close()
    paths = box.settings.paths
    kept = {path: path.read_bytes() for path in (paths.database_key, paths.site_key)}
    paths.database.unlink()
    if emptied:
        paths.database.touch()
    with pytest.raises(Refused) as refused:
        open_box(box.settings)
    assert (fault_of(refused), refused.value.details) == (Refusal.DATABASE_LOST, {"path": str(paths.database)})
    assert not paths.holds_database()
    assert {path: path.read_bytes() for path in kept} == kept


def test_a_first_start_that_was_cut_off_goes_on(settings: Settings) -> None:
    """The power went after the keys were made, before there was a database."""
    open_box(settings).store.close()
    paths = settings.paths
    assert not paths.first_start.exists()
    key = paths.site_key.read_bytes()
    paths.database.unlink()
    paths.first_start.touch()
    open_box(settings).store.close()
    assert (paths.site_key.read_bytes(), paths.first_start.exists()) == (key, False)


def test_what_a_killed_process_left_behind_is_gone(box: Box) -> None:
    box.store.close()
    paths = box.settings.paths
    (paths.data / ".site.key.0123456789abcdef").write_bytes(b"half")
    (paths.data / ".copying-x").mkdir()
    open_box(box.settings).store.close()
    assert not [path.name for path in paths.data.iterdir() if path.name.startswith((".site.key", ".copying"))]
