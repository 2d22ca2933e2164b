"""How typed words are read, and what a spreadsheet never calculates."""

from hypothesis import given
from hypothesis import strategies as st

from kiosk.domain.language import spelling
from kiosk.domain.language.spelling import cells_of, plain_cell


@given(st.text())
def test_tidying_twice_is_tidying_once(text):
    assert spelling.clean_line(spelling.clean_line(text)) == spelling.clean_line(text)
    assert spelling.clean_lines(spelling.clean_lines(text)) == spelling.clean_lines(text)


@given(st.text())
def test_a_line_has_no_white_space_but_single_spaces(text):
    line = spelling.clean_line(text)
    assert line == " ".join(line.split())


def test_invisible_characters_go_and_joiners_stay():
    assert spelling.clean_line("\ufeffDu\u00adpont\u202e") == "Dupont"
    assert spelling.clean_line("می\u200cخواهم") == "می\u200cخواهم"


def test_every_line_end_is_one_lf():
    assert spelling.clean_lines("a\r\nb\rc\nd") == "a\nb\nc\nd"


def test_what_can_be_shown_is_readable():
    assert (
        spelling.is_readable_text("Léa 王 👩‍👩‍👧\n")
        and not spelling.is_readable_text("\x1b[31m")
        and not spelling.is_readable_text("\ufffd")
    )


def test_latin_letters_of_every_country_are_latin():
    assert (
        spelling.is_latin_text("Œ’ß-Þ ȘŁ ấ 12 .,;")
        and not spelling.is_latin_text("Маria")
        and not spelling.is_latin_text("aα")
    )


def test_digits_of_every_script_are_digits():
    assert spelling.fold_digits("٠١٢٣ ۴۵ ७८ 9a½²") == "0123 45 78 9a½²"


def test_what_stands_between_unaccented_words_stays() -> None:
    assert spelling.fold_accents("Févr. – Noe\u0308l, ẞ") == "fevr. – noel, ss"
    assert spelling.fold_accents("L’ÉTÉ") == "l’ete" and spelling.fold_accents("Заїка") == "заіка"


def test_bare_words_compare():
    assert spelling.fold_letters("Févr.") == spelling.fold_letters("FEVR") == "fevr"
    assert spelling.fold_letters("Août") == "aout"
    assert [spelling.fold_letters(word) for word in ("Benaïssa", "D’Alençon", "Saint-Aubin", "Œuf", "ẞ")] == [
        "benaissa", "dalencon", "saintaubin", "œuf", "ss",
    ]  # fmt: skip


def test_a_name_is_words_without_accents() -> None:
    assert spelling.split_name("Jeanne-Marie  d'Été.") == ["jeanne", "marie", "d", "ete"]
    assert spelling.split_name(" - ") == []


def test_a_formula_is_shown_as_it_was_typed() -> None:
    for text in [
        "=1+1", "+33612345678", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", " =1+1", "\u00a0=1",
        "=cmd|' /C calc'!A0",
    ]:  # fmt: skip
        assert plain_cell(text) == f"'{text}"


def test_other_texts_stay_as_they_are() -> None:
    for text in ["", "Benali", "1 place de la Mairie", "a=b", "06 12 34 56 78", "(+33)", "'=1"]:
        assert plain_cell(text) == text


def test_a_case_is_told_in_cells_and_what_it_lacks_is_empty() -> None:
    told = cells_of(
        {
            "person": {"family_name": "BENALI", "given_names": "Aïcha", "birth_date": "1945-03-02"},
            "contact": {"phone": "02 99 00 00 00"},
            "answers": [{"label": "Avez-vous un jardin ?", "shown": "Oui"}, {"label": "Rue", "shown": "des Lilas"}],
        }
    )
    assert (told["person"], told["phone"], told["email"]) == ("Aïcha BENALI", "02 99 00 00 00", "")
    assert told["answers"] == "Avez-vous un jardin ? Oui\nRue : des Lilas" and told["documents"] == ""
