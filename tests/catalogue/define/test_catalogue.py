"""Own procedures appear when their file is saved, and a broken file breaks nothing that is offered."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from kiosk.catalogue.define.catalogue import LOOK_EVERY_S, SETTLES_S, Catalogue, LiveCatalogue, open_catalogue
from tests.catalogue.samples import SOUND

SAVED = datetime(2026, 11, 26, 12, tzinfo=UTC)


class Town:
    """A folder of own procedures, looked at every minute."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.live = LiveCatalogue(Catalogue(()), folder)
        self.minutes = 0

    def save(self, name: str, text: str, at: datetime = SAVED) -> None:
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(text, "utf-8")
        self.minutes += 1
        saved_s = (at + timedelta(minutes=self.minutes)).timestamp()
        os.utime(self.folder / name, (saved_s, saved_s))

    def look(self, later: timedelta = timedelta(seconds=30)) -> bool:
        self.minutes += 1
        return self.live.refresh(SAVED + timedelta(minutes=self.minutes) + later, self.minutes * 60.0)

    @property
    def offered(self) -> list[str]:
        return [f"{procedure.id} {procedure.version}" for procedure in self.live.current.procedures]

    @property
    def faults(self) -> list[tuple[str, int, str]]:
        return [(Path(fault.path).name, fault.line, fault.code) for fault in self.live.current.faults]


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    yield Town(tmp_path / "procedures")


def test_a_saved_file_is_offered_at_the_next_look(town: Town) -> None:
    assert (town.look(), town.offered) == (False, [])
    town.save("a.yaml", SOUND)
    assert (town.look(), town.offered) == (True, ["parking 2"])
    before = town.live.current
    assert (town.look(), town.live.current is before) == (False, True)
    town.save("a.yaml", SOUND.replace("version: 2", "version: 3"))
    assert (town.look(), town.offered) == (True, ["parking 3"])


def test_a_broken_file_leaves_the_version_before_and_says_the_line(town: Town) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    town.save("a.yaml", SOUND.replace("version: 2", "version: deux"))
    assert town.look() and town.offered == ["parking 2"]
    assert town.faults == [("a.yaml", 2, "not-an-integer")]
    assert town.live.current.kept == (str(town.folder / "a.yaml"),)
    town.save("a.yaml", SOUND.replace("version: 2", "version: 4"))
    assert town.look() and (town.offered, town.faults, town.live.current.kept) == (["parking 4"], [], ())


def test_a_file_that_was_never_sound_is_not_offered_and_is_told(town: Town) -> None:
    town.save("a.yaml", "id: [")
    assert town.look() and town.offered == [] and town.faults and town.live.current.kept == ()


@pytest.mark.parametrize("share", [0.1, 0.3, 0.5, 0.7, 0.9])
def test_a_half_written_file_changes_nothing_that_is_offered(town: Town, share: float) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    text = SOUND.replace("version: 2", "version: 3")
    town.save("a.yaml", text[: int(len(text) * share)])
    assert not town.look(timedelta(minutes=-1, seconds=SETTLES_S / 2)), "it is being written at this moment"
    assert town.offered == ["parking 2"]
    town.save("a.yaml", text)
    assert town.look() and town.offered == ["parking 3"]


def test_a_file_that_goes_takes_its_procedure_along_and_the_shipped_one_comes_back(tmp_path: Path) -> None:
    shipped = tmp_path / "shipped"
    shipped.mkdir()
    (shipped / "x.yaml").write_text(SOUND, "utf-8")
    town = Town(tmp_path / "procedures")
    town.live = LiveCatalogue(open_catalogue([shipped]), town.folder)
    town.save("x.yaml", SOUND.replace("version: 2", "version: 9"))
    assert town.look() and town.offered == ["parking 9"]
    (town.folder / "x.yaml").unlink()
    assert town.look() and town.offered == ["parking 2"]


def test_a_renamed_file_is_the_same_procedure(town: Town) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    (town.folder / "a.yaml").rename(town.folder / "b.yml")
    assert town.look() and (town.offered, town.faults) == (["parking 2"], [])


def test_of_two_files_of_one_procedure_the_first_is_offered_and_the_other_told(town: Town) -> None:
    town.save("b.yaml", SOUND.replace("version: 2", "version: 3"))
    town.save("a.yaml", SOUND)
    assert town.look() and town.offered == ["parking 2"]
    assert town.faults == [("b.yaml", 1, "repeated-procedure")]


def test_a_hundred_files_are_read_once_each(town: Town) -> None:
    for number in range(100):
        town.save(f"{number}.yaml", SOUND.replace("id: parking", f"id: p{number}"))
    assert town.look() and len(town.offered) == 100
    unchanged = {procedure.id: procedure for procedure in town.live.current.procedures}
    town.save("50.yaml", SOUND.replace("id: parking", "id: p50").replace("version: 2", "version: 3"))
    assert town.look()
    again = {procedure.id: procedure for procedure in town.live.current.procedures}
    assert [name for name in again if again[name] is not unchanged[name]] == ["p50"]


def test_two_requests_at_one_moment_look_once(town: Town) -> None:
    town.save("a.yaml", SOUND)
    now = SAVED + timedelta(hours=1)
    assert town.live.refresh(now, 100.0)
    town.save("b.yaml", SOUND.replace("id: parking", "id: other"))
    assert not town.live.refresh(now, 100.0 + LOOK_EVERY_S / 2)
    assert town.live.refresh(now, 100.0 + LOOK_EVERY_S)


def test_hidden_files_and_those_of_editors_are_no_procedures(town: Town) -> None:
    for name in (".a.yaml", "a.yaml~", "a.yaml.swp", "#a.yaml#", "notes.txt"):
        town.save(name, SOUND)
    assert not town.look()


def test_a_folder_that_becomes_a_file_offers_nothing_of_it(town: Town, tmp_path: Path) -> None:
    town.save("a.yaml", SOUND)
    town.look()
    (town.folder / "a.yaml").unlink()
    town.folder.rmdir()
    town.folder.write_text("", "utf-8")
    assert town.look() and town.offered == []


def test_a_file_that_is_broken_when_the_box_starts_again_leaves_its_last_sound_version(tmp_path: Path) -> None:
    folder, sound = tmp_path / "procedures", tmp_path / "sound"
    folder.mkdir()
    (folder / "a.yaml").write_text(SOUND, "utf-8")
    assert LiveCatalogue(Catalogue(()), folder, sound).current.faults == ()
    (folder / "a.yaml").write_text(SOUND.replace("version: 2", "version: deux"), "utf-8")
    again = LiveCatalogue(Catalogue(()), folder, sound).current
    assert [procedure.version for procedure in again.procedures] == [2]
    assert again.kept == (str(folder / "a.yaml"),) and again.faults


def test_the_copy_of_a_file_that_is_gone_goes_too(tmp_path: Path) -> None:
    folder, sound = tmp_path / "procedures", tmp_path / "sound"
    folder.mkdir()
    (folder / "a.yaml").write_text(SOUND, "utf-8")
    LiveCatalogue(Catalogue(()), folder, sound)
    (folder / "a.yaml").rename(folder / "b.yaml")
    LiveCatalogue(Catalogue(()), folder, sound)
    assert [copy.name for copy in sound.iterdir()] == ["b.yaml"]


def test_a_copy_that_cannot_be_kept_hinders_nothing(tmp_path: Path) -> None:
    folder, sound = tmp_path / "procedures", tmp_path / "sound"
    folder.mkdir()
    sound.write_text("", "utf-8")
    (folder / "a.yaml").write_text(SOUND, "utf-8")
    assert [procedure.id for procedure in LiveCatalogue(Catalogue(()), folder, sound).current.procedures] == ["parking"]
