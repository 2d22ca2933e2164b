"""What a voice is given is one line of signs that it knows."""

from kiosk.domain.speech.written.signs import THIN, tidy


def test_figures_of_every_script_are_figures() -> None:
    assert tidy("٣ و ۴") == "3 و 4"


def test_what_no_eye_sees_is_gone() -> None:
    assert tidy("\u2066SA 1042 K\u2069\u200e") == "SA 1042 K"


def test_spaces_that_hold_a_number_together_stay_apart_from_others() -> None:
    assert tidy("1\u00a0234 ,\n  deux") == f"1{THIN}234 , deux"


def test_a_stretched_arabic_word_is_its_word() -> None:
    assert tidy("نعـــم") == "نعم"


def test_a_measure_keeps_its_power() -> None:
    assert tidy("10 m²") == "10 m²"
