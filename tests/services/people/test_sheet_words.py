"""A wrong word of the recovery sheet is named, and the right one is not said."""

import pytest

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.people import sheet_words
from kiosk.services.people.sign_in_factors import new_sheet, sheet
from tests.gallery.site.cast import SHEET

PUBLIC = sheet(SHEET).public


def refusal(typed: str, public: bytes = PUBLIC) -> Refused:
    with pytest.raises(Refused) as refused:
        sheet_words.pair_of(typed, public)
    return refused.value


def test_the_right_words_open_whatever_their_capitals_and_accents() -> None:
    assert sheet_words.pair_of(SHEET.upper(), PUBLIC) == sheet(SHEET)


def test_one_wrong_word_is_named_by_its_place() -> None:
    """Whether it is a word of the list or none; all of the sheet but its last word are the same."""
    for wrong in ["abandon", "zzz", "abdiquer?"]:
        for place in [0, 4, 10]:
            typed = SHEET.split()
            typed[place] = wrong
            known = refusal(" ".join(typed))
            assert (known.code, known.details) == (Refusal.WRONG_SHEET_WORD, {"place": place + 1, "typed": wrong})


def test_another_sheet_a_missing_word_and_many_wrong_words_are_told_apart() -> None:
    assert refusal(new_sheet()[0]).code == Refusal.ANOTHER_SHEET
    assert refusal(SHEET.rpartition(" ")[0]).code == Refusal.NOT_A_SHEET
    assert refusal("").code == Refusal.NOT_A_SHEET
    many = SHEET.split()
    many[2:5] = ["absence", "abandon", "abdiquer"]
    assert refusal(" ".join(many)).code in (Refusal.NOT_A_SHEET, Refusal.ANOTHER_SHEET)
