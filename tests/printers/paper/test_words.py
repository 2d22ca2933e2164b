"""Words break where a reader expects, and Arabic meets the eye joined and from the right."""

from hypothesis import given
from hypothesis import strategies as st

from printers.paper.words import clean_text, direction_of, order_visually, pair_brackets, shape_arabic, wrap_text


def test_lines_break_at_spaces() -> None:
    assert wrap_text("Votre dossier est gardé ici", 13, len) == ["Votre dossier", "est gardé ici"]


def test_a_no_break_space_holds() -> None:
    assert wrap_text("à 10\N{NO-BREAK SPACE}h", 5, len) == ["à", "10\N{NO-BREAK SPACE}h"]


def test_a_number_stays_with_what_it_counts() -> None:
    for whole in ["17 h", "14 h 30", "3 février 1945", "L. 114-2", "4:05 ص", "27 نوفمبر 2026", "86 €"]:
        first = whole if len(whole.split()) < 3 or whole.endswith("30") else " ".join(whole.split()[:2])
        lines = wrap_text(f"le {whole}", len(first) + 1, len)
        assert [line.replace("\N{NO-BREAK SPACE}", " ") for line in lines[:2]] == ["le", first]


def test_an_address_that_is_too_long_breaks_after_a_mark() -> None:
    assert wrap_text("maelle.lefebvre@example.org", 16, len) == ["maelle.lefebvre@", "example.org"]


def test_a_word_without_any_mark_breaks_anywhere() -> None:
    assert wrap_text("abcdefgh", 3, len) == ["abc", "def", "gh"]


def test_a_line_feed_begins_a_line() -> None:
    assert wrap_text("12 rue\r\nRennes", 40, len) == ["12 rue", "Rennes"]


def test_controls_vanish_and_odd_spaces_become_spaces() -> None:
    assert clean_text("a\x00b\tc\u2003d\u202fe\ud800") == "ab c d\N{NO-BREAK SPACE}e\N{REPLACEMENT CHARACTER}"


@given(st.text(), st.integers(1, 30))
def test_no_line_is_wider_than_the_paper_and_no_word_is_lost(text: str, width: int) -> None:
    lines = wrap_text(text, width, len)
    assert all(len(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(clean_text(text).split())


def test_arabic_letters_join_and_run_from_right_to_left() -> None:
    assert shape_arabic("رقم") == "ﺭﻗﻢ"
    assert order_visually("رقم", "rtl") == "ﻢﻗﺭ"


def test_brackets_and_guillemets_turn_with_the_reading() -> None:
    assert order_visually("אב (ג)", "rtl") == "(ג) בא"
    assert order_visually("«אב»", "rtl") == "«בא»"


def test_numbers_and_latin_words_keep_their_order_inside_arabic() -> None:
    assert order_visually("א SCO 4F7 ב", "rtl") == "ב SCO 4F7 א"


def test_a_text_is_read_in_the_direction_of_its_letters() -> None:
    for text, paper, read in [
        ("148 bis avenue", "rtl", "ltr"),
        ("رقم SCO", "rtl", "rtl"),
        ("SCO رقم", "rtl", "rtl"),
        ("ليلى", "ltr", "rtl"),
        ("Mme ليلى", "ltr", "ltr"),
        ("01 23", "rtl", "ltr"),
    ]:
        assert direction_of(text, paper) == read


@given(st.text(), st.sampled_from(["ltr", "rtl"]))
def test_any_line_has_a_visual_order(text: str, direction) -> None:
    for line in wrap_text(text, 20, len):
        order_visually(line, direction)


def test_brackets_around_latin_letters_look_one_way_on_two_lines() -> None:
    """As UAX 9 has it for the whole paragraph, wherever a line ends."""
    for first, second, seen in [
        ("\u0639 Mairie (annexe", "nord) \u0639", ("Mairie (annexe \ufec9", "\ufec9 nord)")),
        ("\u0639 Mairie (annexe", "2) \u0639", ("Mairie (annexe \ufec9", "\ufec9 2)")),
        ("\u0639 (Mairie", "de Rennes) \u0639", ("Mairie) \ufec9", "\ufec9 (de Rennes")),
        ("Bruz (\u0639", "Mairie de nord) Rennes", ("\ufec9) Bruz", "Rennes (Mairie de nord")),
    ]:
        whole, spaces = pair_brackets(f"{first} {second}"), first.count(" ")
        words = whole.split(" ")
        lines = " ".join(words[: spaces + 1]), " ".join(words[spaces + 1 :])
        assert (order_visually(lines[0], "rtl"), order_visually(lines[1], "rtl")) == seen


def test_a_bracket_without_its_other_is_left_as_it_is() -> None:
    assert [pair_brackets(text) for text in ("a) b", "(a", "[a)", "(\u0639)")] == ["a) b", "(a", "[a)", "(\u0639)"]
