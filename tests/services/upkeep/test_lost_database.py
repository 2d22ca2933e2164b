"""A box that lost its database goes on, with a copy or without, and gives no number twice."""

from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from kiosk.cli import main
from kiosk.errors import Refused
from kiosk.services.box.box import Box, open_box
from kiosk.services.upkeep.backup import backup
from kiosk.services.upkeep.lost_database import UNKNOWN_MARGIN, begin_again
from kiosk.services.upkeep.restore import MARGIN
from kiosk.store.events import counters
from tests.gallery.site.gestures import submitted
from tests.services.conftest import brought_back
from tests.services.upkeep.test_backup import back, with_settings


def lost(box: Box) -> Path:
    """The data folder of a box whose disk gave up its database; its write-ahead log is left over."""
    log = box.settings.data / "parvis.db-wal"
    left_over = log.read_bytes()
    assert left_over, "the last gestures are in it"
    box.store.close()
    box.settings.paths.database.unlink()
    log.write_bytes(left_over)
    return box.settings.data


@pytest.mark.parametrize("emptied", [False, True])
def test_a_copy_takes_the_place_of_a_lost_database(box: Box, tmp_path: Path, emptied: bool) -> None:
    submitted(with_settings(box))
    backup(box, tmp_path / "copy")
    printed = submitted(box)
    data = lost(box)
    if emptied:
        box.settings.paths.database.touch()
    brought_back(tmp_path / "copy", data, lambda: printed.reference)
    again = back(data)
    assert again.store.is_sound() and submitted(again).counter > printed.counter + MARGIN
    again.store.close()


def test_without_any_copy_an_empty_database_goes_on_after_the_latest_printed_number(box: Box) -> None:
    printed = [submitted(with_settings(box)) for _ in range(2)][-1]
    data, key = lost(box), box.settings.paths.site_key.read_bytes()
    assert begin_again(data, lambda: printed.reference) == printed.counter + MARGIN
    again = back(data)
    assert counters.value(again.store.read()) == printed.counter + MARGIN
    assert again.settings.paths.site_key.read_bytes() == key, "the hub knows this one"
    again.store.close()


def test_where_nobody_has_a_number_either_an_empty_database_goes_on_far_away(box: Box) -> None:
    data = lost(with_settings(box))
    assert begin_again(data, str) == counters.FIRST + UNKNOWN_MARGIN


def test_beginning_again_broken_off_leaves_the_folder_refused(box: Box) -> None:
    data = lost(with_settings(box))
    with pytest.raises(Refused, match="not-a-reference"):
        begin_again(data, lambda: "bonjour")
    with pytest.raises(Refused, match="database-lost"):
        back(data)


def test_nobody_begins_again_over_a_database_or_without_a_site_code(box: Box, tmp_path: Path) -> None:
    with pytest.raises(Refused, match="not-empty"):
        begin_again(with_settings(box).settings.data, str)
    with pytest.raises(Refused, match="no-site-code"):
        begin_again(tmp_path / "new", str)


def test_a_copy_of_a_box_without_settings_comes_back_and_says_which_code_it_had(box: Box, tmp_path: Path) -> None:
    before = submitted(box)
    backup(box, tmp_path / "copy")
    restored = brought_back(tmp_path / "copy", tmp_path / "again", str)
    assert restored.counter == before.counter + MARGIN
    with pytest.raises(Refused, match="site-code-lost"):
        back(tmp_path / "again")
    again = open_box(replace(box.settings, data=tmp_path / "again"))
    assert again.store.is_sound()
    again.store.close()


def test_a_lost_database_is_told_and_there_are_two_ways_on(box: Box) -> None:
    printed = submitted(with_settings(box))
    data = lost(box)

    def kiosk(*arguments: str, answers: str = "") -> Result:
        return CliRunner().invoke(main, arguments, input=answers, env={"KIOSK_DATA": str(data)})

    for command in (("run",), ("doctor",), ("setup", "nadia", "Nadia Roux")):
        result = kiosk(*command)
        assert (result.exit_code, "kiosk restore FICHIER" in result.output) == (1, True)
        assert "kiosk restore --without-copy" in result.output and "Traceback" not in result.output
    assert kiosk("restore").exit_code == 2, "neither a copy nor the word that there is none"
    result = kiosk("restore", "--without-copy", answers=f"{printed.reference}\n")
    assert (result.exit_code, str(printed.counter + 1000) in result.output) == (0, True)
    assert kiosk("restore", "--without-copy").exit_code == 1, "never over a box in use"
    again = back(data)
    assert counters.value(again.store.read()) == printed.counter + 1000
    again.store.close()
