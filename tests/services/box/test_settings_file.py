"""`kiosk.toml` as the box writes it: commented in French, and what a person wrote stays."""

import os
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as some

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box import settings_file
from kiosk.settings import Settings, read_settings

WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=40)


def test_a_new_file_says_every_setting_in_french(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    settings_file.write_settings(file, {"site_code": "SA", "site_name": "Mairie de Saint-Aubin", "commune": ("35250",)})
    text = file.read_text("utf-8")
    assert 'site_code = "SA"\n' in text and "# port = 8600\n" in text and "deux à quatre majuscules" in text
    assert all(f"{setting.name} = " in text for setting in fields(Settings) if setting.name != "data")
    assert read_settings(tmp_path, {}) == Settings(
        data=tmp_path, site_code="SA", site_name="Mairie de Saint-Aubin", commune=("35250",)
    )


def test_a_file_in_which_nothing_is_chosen_is_every_default(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text(settings_file.make_blank_settings(), "utf-8")
    assert read_settings(tmp_path, {}) == Settings(data=tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="rights of files are POSIX")
def test_who_may_read_the_file_stays_as_a_person_chose(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    settings_file.write_settings(file, {"site_code": "SA"})
    file.chmod(0o640)
    settings_file.write_settings(file, {"site_code": "SB"})
    assert file.stat().st_mode & 0o777 == 0o640


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('# Notre mairie, depuis 2019\r\nsite_code = "SA"   # ne pas changer\r\nport=8601', "utf-8")
    settings_file.write_settings(file, {"site_name": "Mairie de Saint-Aubin", "port": 8602})
    text = file.read_text("utf-8")
    assert "# Notre mairie, depuis 2019\n" in text and 'site_code = "SA"   # ne pas changer\n' in text
    site = read_settings(tmp_path, {})
    assert (site.site_code, site.site_name, site.port) == ("SA", "Mairie de Saint-Aubin", 8602)
    assert "# Le nom de la mairie" in text


def test_writing_twice_leaves_one_line_of_each(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    settings_file.write_settings(file, {"site_code": "SA"})
    settings_file.write_settings(file, {"site_code": "SB", "port": 8601})
    lines = file.read_text("utf-8").splitlines()
    assert (
        len([line for line in lines if line.startswith("site_code =")]) == 1
        and read_settings(tmp_path, {}).site_code == "SB"
    )


@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(name=WORDS, hours=WORDS, port=some.integers(0, 65_535))
def test_whatever_is_written_is_read_again(tmp_path: Path, name: str, hours: str, port: int) -> None:
    settings_file.write_settings(tmp_path / "kiosk.toml", {"site_name": name, "site_hours": hours, "port": port})
    site = read_settings(tmp_path, {})
    assert (site.site_name, site.site_hours, site.port) == (name, hours, port)


def test_a_bad_value_is_refused_and_the_file_stays(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text('site_code = "SA"\n', "utf-8")
    with pytest.raises(Refused) as refused:
        settings_file.write_settings(file, {"site_code": "sa"})
    assert refused.value.code == Refusal.BAD_SETTING and file.read_text("utf-8") == 'site_code = "SA"\n'


def test_a_faulty_file_is_told_and_not_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "kiosk.toml"
    file.write_text("site_code = SA\n", "utf-8")
    with pytest.raises(Refused) as refused:
        settings_file.write_settings(file, {"port": 8601})
    assert refused.value.code == Refusal.SETTINGS_QUOTES and file.read_text("utf-8") == "site_code = SA\n"


def test_nothing_is_left_beside_the_file(tmp_path: Path) -> None:
    settings_file.write_settings(tmp_path / "kiosk.toml", {"site_code": "SA"})
    assert [path.name for path in tmp_path.iterdir()] == ["kiosk.toml"]


def test_hours_are_written_as_tables_and_other_settings_stay_outside_them(tmp_path: Path) -> None:
    hours = ({"days": "du lundi au vendredi", "open": "9h-12h"}, {"date": "2026-12-24", "open": "fermé"})
    settings_file.write_settings(tmp_path / "kiosk.toml", {"site_code": "SA", "hours": hours})
    settings_file.write_settings(tmp_path / "kiosk.toml", {"site_name": "Mairie de Saint-Aubin"})
    assert (tmp_path / "kiosk.toml").read_text("utf-8").count("\n[[hours]]\n") == 2
    settings_file.write_settings(tmp_path / "kiosk.toml", {"hours": hours[:1]})
    site = read_settings(tmp_path, {})
    assert (site.site_name, site.hours) == ("Mairie de Saint-Aubin", hours[:1])


def test_hours_can_be_added_to_a_file_in_which_none_were_given(tmp_path: Path) -> None:
    """As its own comments say: `[[hours]]` at the end."""
    file = tmp_path / "kiosk.toml"
    settings_file.write_settings(file, {"site_code": "SA", "hours": (), "services": ()})
    file.write_text(file.read_text("utf-8") + '\n[[hours]]\ndays = "lundi"\nopen = "9h-12h"\n', "utf-8")
    assert read_settings(tmp_path, {}).hours == ({"days": "lundi", "open": "9h-12h"},)
    settings_file.write_settings(file, {"hours": (), "services": ("ccas",), "site_phone": "1"})
    settings_file.write_settings(file, {"services": ()})
    written = read_settings(tmp_path, {})
    assert (written.hours, written.services, written.site_phone) == ((), (), "1")


def test_a_setting_that_the_file_lacks_is_put_before_its_tables(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_text('[[hours]]\ndays = "lundi"\nopen = "9h-12h"\n', "utf-8")
    settings_file.write_settings(tmp_path / "kiosk.toml", {"site_code": "SA"})
    assert read_settings(tmp_path, {}).site_code == "SA"
