"""A secretary's mistakes in `kiosk.toml`: each is told at its line, and the line is shown as it should be."""

from pathlib import Path

import pytest

from kiosk.commands.asking import in_words
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.settings import read
from kiosk.settings_file import faults

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
        read(folder, {})
    return told.value


@pytest.mark.parametrize(("line", "code", "better"), MISTAKES)
def test_a_mistake_is_told_at_its_line_with_the_line_as_it_should_be(
    tmp_path: Path, line: str, code: Refusal, better: str
) -> None:
    told = refused(tmp_path, f'# La mairie\nsite_name = "Mairie"\n{line}\n')
    assert (told.code, told.details["line"], told.details["better"]) == (code, 3, better)
    assert better in in_words(told) and "ligne 3" in in_words(told)
    (tmp_path / "kiosk.toml").write_text(better, "utf-8")
    read(tmp_path, {})


def test_the_sentence_of_missing_quotes() -> None:
    with pytest.raises(Refused) as told:
        faults.load(Path("kiosk.toml"), b"site_code = SA")
    assert in_words(told.value) == (
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
    assert "Évry" in in_words(told)


def test_the_mark_that_windows_puts_before_a_file_is_no_fault(tmp_path: Path) -> None:
    (tmp_path / "kiosk.toml").write_bytes(b"\xef\xbb\xbf" + b'site_code = "SA"\r\n')
    assert read(tmp_path, {}).site_code == "SA"


def test_anything_else_is_told_at_its_line(tmp_path: Path) -> None:
    told = refused(tmp_path, 'port = 8600\nsite_name = "a" b\n')
    assert (told.code, told.details["line"]) == (Refusal.BAD_SETTINGS_FILE, 2)


def test_a_bad_value_is_told_with_what_it_may_be(tmp_path: Path) -> None:
    assert "deux à quatre majuscules, sans O ni I" in in_words(refused(tmp_path, 'site_code = "sa"'))
