"""One way to read settings, for whatever dataclass says them."""

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import pytest

from hub.settings import HubSettings
from kiosk.commands.asking import describe_error
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import Settings, read_settings
from kiosk.settings_file import reader
from kiosk.settings_file.reader import BOX_CHECKS, HUB_CHECKS, SettingsReader, setting


@dataclass(frozen=True)
class Garden:
    """The settings of a garden."""

    data: Path = setting(Path(), "Where it is.")
    name: str = setting("Jardin", "What it is called.")
    beds: int = setting(3, "How many beds it has.")
    herbs: tuple[str, ...] = setting((), "What grows.")
    paths: tuple[dict[str, str], ...] = setting((), "Where one walks.")


GARDENS = SettingsReader(Garden, "GARDEN_", {"beds": lambda beds: beds > 0, "name": bool}, ("paths",))


def test_the_environment_wins_over_the_file_and_the_file_over_the_default(tmp_path: Path) -> None:
    (tmp_path / "garden.toml").write_text('beds = 4\nherbs = ["thym"]\n[[paths]]\nfrom = "est"\n', "utf-8")
    result = GARDENS.read(tmp_path / "garden.toml", {"GARDEN_BEDS": "5", "BEDS": "6", "GARDEN_DATA": "/x"})
    assert result == Garden(tmp_path, "Jardin", 5, ("thym",), ({"from": "est"},))


def test_without_a_file_there_is_the_environment_alone(tmp_path: Path) -> None:
    assert GARDENS.read(tmp_path / "garden.toml", {"GARDEN_HERBS": "thym, sauge"}).herbs == ("thym", "sauge")


def test_a_bad_value_is_named_as_it_was_given(tmp_path: Path) -> None:
    with pytest.raises(Refused) as refused:
        GARDENS.read(tmp_path / "garden.toml", {"GARDEN_BEDS": "none"})
    assert (refused.value.code, refused.value.details) == (
        Refusal.BAD_SETTING, {"name": "GARDEN_BEDS", "value": "none"},
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        GARDENS.from_values(tmp_path / "garden.toml", b"# so many\nbeds = 0")
    details = {"name": "beds", "value": "0", "path": str(tmp_path / "garden.toml"), "line": 2}
    assert (refused.value.code, refused.value.details) == (Refusal.BAD_SETTING_LINE, details)


def test_an_empty_variable_counts_where_the_setting_may_be_empty() -> None:
    for environment, kept in [
        ({"GARDEN_BEDS": ""}, Garden(name="Potager", beds=4)),
        ({"GARDEN_NAME": ""}, Garden(name="Potager", beds=4)),
        ({"GARDEN_HERBS": ""}, Garden(name="Potager", beds=4, herbs=("",))),
    ]:
        assert GARDENS.from_values(Path("garden.toml"), b'beds = 4\nname = "Potager"', environment) == kept


def test_a_file_of_no_bytes_was_lost(tmp_path: Path) -> None:
    (tmp_path / "garden.toml").touch()
    with pytest.raises(Refused, match="settings-lost"):
        GARDENS.read(tmp_path / "garden.toml", {})


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    garden = Garden(tmp_path, 'Le « grand » \\ "jardin"\x7f', 7, ("thym", "sauge"), ({"from": "est", "to": "ouest"},))
    text = GARDENS.toml(garden)
    assert GARDENS.from_values(tmp_path / "garden.toml", text.encode()) == garden
    assert GARDENS.toml(Garden()) == "\n"


READ = ({"days": "lundi, mardi", "open": "9h-12h"}, {"date": "2026-12-24", "open": "fermé"})


def test_days_are_listed_and_dates_are_dates() -> None:
    given = [{"days": ["lundi", "mardi"], "open": "9h-12h"}, {"date": date(2026, 12, 24), "open": "fermé"}]
    assert reader.read_table_setting("hours", given) == reader.read_table_setting("hours", READ) == READ


def test_outside_the_file_they_stand_in_one_line() -> None:
    assert reader.read_table_setting("hours", '[{days = "lundi, mardi", open = "9h-12h"}]') == READ[:1]
    assert reader.read_table_setting("hours", " ") == ()


def test_anything_else_is_refused_by_name() -> None:
    for given in ["lundi 9h", "3", 3, ["lundi"], [{"days": True}], [{"days": {"a": 1}}], [{"open": 1.5}]]:
        with pytest.raises(Refused) as refused:
            reader.read_table_setting("hours", given)
        assert (refused.value.code, refused.value.details["name"]) == (Refusal.BAD_SETTING, "hours")


RIGHT = 'site_code = "SA"'
MISTAKES = [
    ("site_code = SA", Refusal.SETTINGS_QUOTES, RIGHT),
    ("site_code = SA  # notre code", Refusal.SETTINGS_QUOTES, RIGHT),
    ("site_code = “SA”", Refusal.SETTINGS_CURLY_QUOTES, RIGHT),
    ("site_code = « SA »", Refusal.SETTINGS_CURLY_QUOTES, RIGHT),
    ('site_code = "SA', Refusal.SETTINGS_OPEN_QUOTE, RIGHT),
    ("site_code = 'SA”", Refusal.SETTINGS_OPEN_QUOTE, RIGHT),
    ('site_code "SA"', Refusal.SETTINGS_NO_EQUALS, RIGHT),
    ("site_code : SA", Refusal.SETTINGS_NO_EQUALS, RIGHT),
    ("site_phone = 02 99 00 00 00", Refusal.SETTINGS_QUOTES, 'site_phone = "02 99 00 00 00"'),
    ("site_address = 1, rue Haute", Refusal.SETTINGS_QUOTES, 'site_address = "1, rue Haute"'),
    ("languages = [fr, en]", Refusal.SETTINGS_QUOTES, 'languages = ["fr", "en"]'),
    ("languages = [“fr”, “en”]", Refusal.SETTINGS_CURLY_QUOTES, 'languages = ["fr", "en"]'),
    ('site_name = "C:\\Users"', Refusal.SETTINGS_BACKSLASH, "site_name = 'C:\\Users'"),
    ("port 8600", Refusal.SETTINGS_NO_EQUALS, "port = 8600"),
]


def refused(folder: Path, text: str | bytes) -> Refused:
    content = text.encode() if isinstance(text, str) else text
    (folder / "kiosk.toml").write_bytes(content)
    with pytest.raises(Refused) as told:
        read_settings(folder, {})
    return told.value


@pytest.mark.parametrize(("line", "code", "better"), MISTAKES)
def test_a_mistake_is_told_at_its_line_with_the_line_as_it_should_be(
    tmp_path: Path, line: str, code: Refusal, better: str
) -> None:
    told = refused(tmp_path, f'# La mairie\nsite_name = "Mairie"\n{line}\n')
    assert (told.code, told.details["line"], told.details["better"]) == (code, 3, better)
    assert better in describe_error(told) and "ligne 3" in describe_error(told)
    (tmp_path / "kiosk.toml").write_text(better, "utf-8")
    read_settings(tmp_path, {})


def test_the_sentence_of_missing_quotes() -> None:
    with pytest.raises(Refused) as told:
        reader.load_settings_values(Path("kiosk.toml"), b"site_code = SA")
    assert describe_error(told.value) == (
        'kiosk.toml, ligne 1 : « site_code = SA » : il manque les guillemets. Écrivez : site_code = "SA"'
    )


def test_a_setting_without_a_value_is_told(tmp_path: Path) -> None:
    told = refused(tmp_path, "\nsite_code =\n")
    assert (told.code, told.details["line"]) == (Refusal.SETTINGS_NO_VALUE, 2)


@pytest.mark.parametrize("text", ["port = 1\n\nport = 2\n", "[hours]\na = 1\n[hours]\nb = 2\n"])
def test_what_stands_twice_is_told_with_both_lines(tmp_path: Path, text: str) -> None:
    told = refused(tmp_path, text)
    assert (told.code, told.details["first"], told.details["line"]) == (Refusal.SETTINGS_TWICE, 1, 3)


def test_a_setting_nobody_knows_is_told_with_the_nearest(tmp_path: Path) -> None:
    told = refused(tmp_path, '\nsite-code = "SA"\n')
    assert (told.code, told.details["line"], told.details["nearest"]) == (Refusal.UNKNOWN_SETTING_NEAR, 2, "site_code")
    told = refused(tmp_path, 'zzz = "SA"\n')
    assert (told.code, told.details["line"]) == (Refusal.UNKNOWN_SETTING, 1)


def test_a_file_saved_in_another_encoding_is_told_at_its_first_accent(tmp_path: Path) -> None:
    told = refused(tmp_path, 'port = 8600\nsite_name = "Mairie d’Évry"\n'.encode("cp1252"))
    assert (told.code, told.details["line"]) == (Refusal.SETTINGS_ENCODING, 2)
    assert "Évry" in describe_error(told)


def test_the_mark_that_windows_puts_before_a_file_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_bytes(b"\xef\xbb\xbf" + b'site_code = "SA"\r\n')
    assert read_settings(tmp_path, {}).site_code == "SA"


def test_anything_else_is_told_at_its_line(tmp_path: Path) -> None:
    told = refused(tmp_path, 'port = 8600\nsite_name = "a" b\n')
    assert (told.code, told.details["line"]) == (Refusal.BAD_SETTINGS_FILE, 2)


def test_a_bad_value_is_told_with_what_it_may_be(tmp_path: Path) -> None:
    assert "deux à quatre majuscules, sans O ni I" in describe_error(refused(tmp_path, 'site_code = "sa"'))


def test_a_key_that_does_something_else_cannot_read_aloud() -> None:
    for key in ["F1", "F4", "F8", "F9", "F25", "a", ""]:
        assert not BOX_CHECKS["listen_key"](key)


def test_a_free_function_key_can_read_aloud() -> None:
    for key in ["F5", "F6", "F10", "F24"]:
        assert BOX_CHECKS["listen_key"](key)


def test_box_and_hub_judge_alike_what_both_have() -> None:
    for checks in [BOX_CHECKS, HUB_CHECKS]:
        assert checks["port"](0) and not checks["port"](65_536)
        assert checks["time_zone"]("Europe/Paris") and not checks["time_zone"]("Europe/Rennes")
        assert checks["host"]("127.0.0.1") and not checks["host"](""), "an empty one would be every network there is"
        assert checks["log_level"]("warning") and not checks["log_level"]("loud")
        assert checks["idle_minutes"](1) and not checks["idle_minutes"](0)


def test_every_check_is_of_a_setting() -> None:
    for checks, kind in ((BOX_CHECKS, Settings), (HUB_CHECKS, HubSettings)):
        assert checks.keys() <= {field.name for field in fields(kind)}
