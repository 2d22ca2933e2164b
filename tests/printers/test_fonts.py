"""Each word is drawn by the first font of the house that has all of it."""

from pathlib import Path

import pytest

from printers.carrier import NotPrintedFault
from printers.fonts import UNKNOWN, Fonts


def drawn(fonts: Fonts, text: str) -> list[tuple[str, str]]:
    return [(Path(run.face).name, run.text) for run in fonts.weight(False).runs(text)]


def test_french_is_drawn_by_atkinson_alone(fonts: Fonts) -> None:
    text = "Œuvre\N{NO-BREAK SPACE}: «\N{NO-BREAK SPACE}à 3 €\N{NO-BREAK SPACE}», l’été"
    assert drawn(fonts, text) == [("Atkinson-Regular", text)]


def test_a_ukrainian_word_keeps_its_punctuation_in_its_font(fonts: Fonts) -> None:
    assert drawn(fonts, "Їжа, SCO") == [("NotoSans-Regular", "Їжа, "), ("Atkinson-Regular", "SCO")]


def test_a_glyph_that_no_font_has_is_marked_and_not_lost(fonts: Fonts) -> None:
    assert drawn(fonts, "a🥐") == [("Atkinson-Regular", "a"), ("NotoSans-Regular", UNKNOWN)]


def test_the_measured_width_is_never_less_than_the_drawn_one(fonts: Fonts) -> None:
    weight = fonts.weight(True)
    for text in ("Saint-Cœur sur Oise", "Їжа та вода", "a 🥐 b", "  ", ""):
        assert weight.width(text, 12) >= weight.drawn_width(weight.runs(text), 12) - 1e-9


def test_a_folder_without_fonts_says_so(tmp_path: Path) -> None:
    empty = Fonts(tmp_path)
    assert empty.what_is_wrong() == "fonts-missing"
    with pytest.raises(NotPrintedFault, match="fonts-missing"):
        empty.weight(False)
