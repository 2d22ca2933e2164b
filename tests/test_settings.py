"""What a town hall sets, and what is said of a value that cannot be."""

from dataclasses import fields, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as some

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import READER, Settings, read_settings

SAINT_AUBIN = """
site_code = "SA"
site_name = "Mairie de Saint-Aubin"
languages = ["fr", "en"]
site_phone = "02 99 00 00 00"
port = 8601
"""
WORDS = some.text(some.characters(exclude_categories=["Cs"]), max_size=40)
BAD = {
    "site_code": ["sa", "S", "SAINT", "OI", "S1", "", 3],
    "site_name": [3, ["a"], True],
    "time_zone": ["Paris", "", "../etc/passwd", "Europe/Atlantis"],
    "languages": [[], "", ["FR"], ["fr", ""], 3, True],
    "port": [-1, 65_536, "eighty", 80.5, True, "80.5", ""],
    "keys": ["yes", "", True, 1],
    "stations": [0, -5, 101],
    "sync_every_s": [0, -60, 0.5],
    "idle_minutes": [0, -1],
    "lock_minutes": [0, -1],
    "terminal_idle_minutes": [0],
    "shift_hours": [0, 25],
    "retention_days": [-1, 3651],
    "journal_months": [0],
    "mandate_years": [0, 31],
    "names": [["Bad Name"], ["-x"], "BOX"],
    "commune": [["3525"], ["2C004"], "Saint-Aubin", 35250],
}


def written(folder: Path, text: str) -> Path:
    (folder / "kiosk.toml").write_text(text, "utf-8")
    return folder


def as_toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value).replace("'", '"') if isinstance(value, list) else repr(value)


def test_a_folder_without_a_file_has_every_default(tmp_path: Path) -> None:
    assert read_settings(tmp_path, {}) == Settings(data=tmp_path)


def test_the_file_is_read(tmp_path: Path) -> None:
    result = read_settings(written(tmp_path, SAINT_AUBIN), {})
    assert (result.site_code, result.site_name, result.port) == ("SA", "Mairie de Saint-Aubin", 8601)
    assert (result.languages, result.site_phone, result.sync_every_s) == (("fr", "en"), "02 99 00 00 00", 60)


def test_what_stands_outside_wins_over_the_file(tmp_path: Path) -> None:
    outside = {
        "KIOSK_PORT": "9000",
        "KIOSK_LANGUAGES": "en, fr",
        "KIOSK_SITE_NAME": "",
        "PORT": "1",
        "KIOSK_OTHER": "x",
    }
    result = read_settings(written(tmp_path, SAINT_AUBIN), outside)
    assert (result.port, result.languages, result.site_name, result.site_code) == (9000, ("en", "fr"), "", "SA")


def test_each_bad_value_is_refused_by_name_and_so_it_is_when_it_stands_outside(tmp_path: Path) -> None:
    for name, value in ((name, value) for name, values in BAD.items() for value in values):
        variable = f"KIOSK_{name.upper()}"
        if isinstance(value, str) and value:
            with pytest.raises(Refused) as refused:
                read_settings(tmp_path / "none", {variable: value})
            told = {"name": variable, "value": value}
            assert (refused.value.code, refused.value.details) == (Refusal.BAD_SETTING, told)
        with pytest.raises(Refused) as refused:
            read_settings(written(tmp_path, f"{name} = {as_toml(value)}"), {})
        assert (refused.value.code, refused.value.details["name"]) == (Refusal.BAD_SETTING_LINE, name)
        assert refused.value.details["line"] == 1


def test_a_variable_without_a_value_says_nothing_where_the_setting_may_not_be_empty(tmp_path: Path) -> None:
    empty = {f"KIOSK_{name.upper()}": "" for name, values in BAD.items() if "" in values}
    assert read_settings(written(tmp_path, SAINT_AUBIN), empty) == read_settings(tmp_path, {})
    assert len(empty) == 5


def test_a_setting_nobody_knows_is_refused_by_name(tmp_path: Path) -> None:
    for name in ("colour", "data"):
        with pytest.raises(Refused) as refused:
            read_settings(written(tmp_path, f'{name} = "red"'), {})
        assert (refused.value.code, refused.value.details["name"]) == (Refusal.UNKNOWN_SETTING, name)


@pytest.mark.parametrize("content", [b"port = ", b"\xff\xfe", b"port = 1\nport = 2", b"= 3"])
def test_a_file_that_cannot_be_read_is_said(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kiosk.toml").write_bytes(content)
    with pytest.raises(Refused) as refused:
        read_settings(tmp_path, {})
    assert refused.value.details["path"] == str(tmp_path / "kiosk.toml") and refused.value.details["line"] >= 1


@tried(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=WORDS, address=WORDS, port=some.integers(0, 65_535), days=some.integers(0, 3650))
def test_what_is_written_down_is_read_again(tmp_path: Path, name: str, address: str, port: int, days: int) -> None:
    site = Settings(
        data=tmp_path, site_code="SA", site_name=name, site_address=address, port=port, retention_days=days,
        languages=("en", "fr"),
    )  # fmt: skip
    assert read_settings(written(tmp_path, READER.toml(site)), {}) == site


def test_only_what_differs_is_written_down(tmp_path: Path) -> None:
    assert READER.toml(Settings(data=tmp_path)) == "\n"
    assert READER.toml(replace(Settings(), site_code="SA", port=1)) == 'site_code = "SA"\nport = 1\n'


def test_every_setting_has_a_sentence() -> None:
    for field in fields(Settings):
        assert field.metadata["sentence"].endswith(".") and len(field.metadata["sentence"]) > 20, field.name


def test_the_zone_of_the_site() -> None:
    assert Settings(time_zone="Indian/Reunion").zone == ZoneInfo("Indian/Reunion")


def test_a_file_that_a_disk_has_emptied_is_not_a_town_hall_of_defaults(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").touch()
    with pytest.raises(Refused, match="settings-lost"):
        read_settings(tmp_path, {})


HOURS = """
[[hours]]
days = ["lundi", "mardi"]
open = "9h-12h"

[[hours]]
date = 2026-12-24
until = "2027-01-02"
open = "fermé"
"""
TABLES = ({"days": "lundi, mardi", "open": "9h-12h"}, {"date": "2026-12-24", "until": "2027-01-02", "open": "fermé"})


def test_hours_are_tables_whose_days_are_listed_and_whose_dates_are_dates(tmp_path: Path) -> None:
    result = read_settings(written(tmp_path, HOURS), {})
    assert result.hours == TABLES
    assert read_settings(written(tmp_path, READER.toml(replace(result, site_code="SA"))), {}).hours == TABLES


def test_hours_stand_outside_too(tmp_path: Path) -> None:
    outside = {"KIOSK_HOURS": '[{days = "lundi, mardi", open = "9h-12h"}]'}
    assert read_settings(written(tmp_path, HOURS), outside).hours == TABLES[:1]
    assert read_settings(written(tmp_path, HOURS), {"KIOSK_HOURS": ""}).hours == ()


@pytest.mark.parametrize("value", ['"lundi 9h-12h"', "3", '["lundi"]', "[{days = true}]", "[{days = {a = 1}}]"])
def test_hours_that_are_no_tables_are_refused_by_name(tmp_path: Path, value: str) -> None:
    with pytest.raises(Refused) as refused:
        read_settings(written(tmp_path, f"hours = {value}"), {})
    assert (refused.value.code, refused.value.details["name"]) == (Refusal.BAD_SETTING_LINE, "hours")
