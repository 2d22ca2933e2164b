"""A value is read by what its key expects: quotes change nothing, YAML's guesses are never made."""

from datetime import date

import pytest

from kiosk.catalogue.read.fault import Notes
from kiosk.catalogue.read.source import read
from kiosk.catalogue.read.table import KEBAB, Reading, Table
from kiosk.domain.answers.fields import KINDS
from kiosk.domain.language.text import Text


def table(text: str, *keys: str) -> Table:
    notes = Notes("x.yaml")
    node = read(text.encode(), notes)
    assert node is not None
    return Table(node, Reading(notes, "ctx"), keys or ("a", "b"))


def test_where_words_are_expected_words_are_read() -> None:
    for written in ["no", "'no'", "010", "12:30:45", "1e3", "~", "2024-01-01", "true"]:
        assert table(f"a: {written}").word("a") == written.strip("'")
        assert table(f"a: {written}").text("a") == Text(written.strip("'"), "", "ctx")


def test_a_whole_number_is_plain_decimal() -> None:
    for written, number in [("12", 12), ("'12'", 12), ("0", 0), ("-3", -3)]:
        assert table(f"a: {written}").integer("a") == number


def test_what_yaml_would_guess_is_no_number() -> None:
    for written in ["010", "0x10", "1_000", "12:30:45", "1.0", "1e3", "+1", "douze", "９", "9999999999"]:
        result = table(f"a: {written}")
        assert result.integer("a") is None
        assert [fault.code for fault in result.notes.faults] == ["not-an-integer"]


def test_a_flag_is_one_of_four_words() -> None:
    assert [table(f"a: {word}").flag("a") for word in ("true", "oui", "false", "non")] == [True, True, False, False]
    for word in ("yes", "no", "on", "True", "1"):
        result = table(f"a: {word}")
        assert result.flag("a") is None
        assert [fault.code for fault in result.notes.faults] == ["not-a-flag"]


def test_a_day_is_an_iso_day() -> None:
    assert table("a: 2024-02-29").day("a") == date(2024, 2, 29)
    for word in ("2023-02-29", "24-02-29", "20240229", "2024-W09-4", "29/02/2024"):
        result = table(f"a: {word}")
        assert result.day("a") is None
        assert [fault.code for fault in result.notes.faults] == ["not-a-day"]


def test_nothing_written_is_nothing_and_missing_where_it_is_required() -> None:
    result = table("a:\nb: ''")
    assert (result.word("a"), result.integer("b"), result.day("a"), result.text("b")) == ("", None, None, Text())
    assert result.notes.faults == []
    result.word("a", required=True)
    assert [(fault.line, fault.column, fault.code) for fault in result.notes.faults] == [(1, 1, "missing-key")]


def test_an_id_is_small_letters_and_hyphens() -> None:
    for word in ["acte-de-naissance", "a1", "2fa"]:
        assert table(f"a: {word}").named("a", KEBAB) == word


def test_anything_else_is_no_id() -> None:
    for word in ["Acte", "acte_de", "été", "a--b", "-a", "a" * 61, "a b", "../etc"]:
        assert table(f"a: {word!r}").named("a", KEBAB) == ""


def test_a_text_is_recorded_with_its_line_for_translators() -> None:
    result = table("a:\n  text: Un\n  plain: >\n    Deux\n    trois")
    assert result.text("a") == Text("Un", "Deux trois", "ctx")
    assert result.reading.texts == [(2, "Un"), (3, "Deux trois")]


def test_every_option_of_every_kind_can_be_read() -> None:
    for kind in KINDS:
        for option in kind.options:
            assert table("b: 1").typed(option.name, option.type) is None
    with pytest.raises(TypeError):
        table("a: 1").typed("a", set)
