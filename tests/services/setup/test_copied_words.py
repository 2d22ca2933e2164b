"""Words copied by hand: the first wrong one is named, however they are written."""

import pytest

from kiosk.errors import Refused
from kiosk.services.setup import copied_words

SHOWN = "abeille éléphant samedi"


def test_words_are_taken_as_people_write_them() -> None:
    assert copied_words.split("1. abeille, 2) ÉLÉPHANT\n3: samedi ;") == ["abeille", "ÉLÉPHANT", "samedi"]
    assert not copied_words.faults(SHOWN, ["Abeille", "elephant", " SAME "])


def test_each_wrong_word_is_named_by_its_place() -> None:
    wrong = copied_words.faults(SHOWN, ["abeille", "samedi"])
    assert {place: fault.code for place, fault in wrong.items()} == {2: "another-word", 3: "word-missing"}
    assert wrong[2].details == {"place": 2}


def test_another_word_is_not_taken() -> None:
    for typed in ["", " ", "abe", "babeille", "a beille", "123", "é" * 5000]:
        with pytest.raises(Refused):
            copied_words.check_word(SHOWN, 1, typed)
