"""How large text must be at a screen."""

import re
from itertools import pairwise, product
from math import radians, tan

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from kiosk.domain.screen.comfort import CHOICES
from kiosk.domain.screen.measure import CAPITAL, CARD_MM, DISTANCES_MM, STEPS, Measure, measured
from kiosk.errors import Refused
from scripts.source import ROOT

TERMINAL = Measure(0.25, 600)
"""A 21.5-inch portrait screen, 1080 × 1920, read standing."""


def test_every_size_has_its_step_and_each_is_larger_than_the_one_before() -> None:
    assert tuple(STEPS) == CHOICES["size"]
    assert all(small < large for small, large in pairwise(STEPS.values()))


def test_a_capital_is_as_high_as_the_letters_say() -> None:
    for weight in ("400Regular", "700Bold"):
        font = TTFontFile(str(ROOT / "static" / "vendor" / "ttf" / f"Atkinson-{weight[3:]}.ttf"))
        assert font.capHeight / 1000 == pytest.approx(CAPITAL, abs=0.002)


def test_usual_text_on_a_terminal_is_what_the_house_looks_like() -> None:
    assert 26 <= TERMINAL.text_px() <= 30
    assert TERMINAL.capital_mm() == pytest.approx(4.4, abs=0.05)


def test_the_largest_takes_seven_tenths_of_a_degree_on_any_screen() -> None:
    for mm_per_px, distance in list(product((0.05, 0.1, 0.25, 0.6, 1.0), DISTANCES_MM)):
        screen = Measure(mm_per_px, distance)
        assert screen.degrees("largest") >= 0.7
        assert screen.capital_mm("largest") >= 2 * distance * tan(radians(0.7) / 2)
        assert screen.text_px() >= 16


def test_a_screen_that_is_read_from_farther_has_larger_text() -> None:
    heights = [Measure(0.25, distance).capital_mm() for distance in DISTANCES_MM]
    assert heights == sorted(set(heights))


def test_a_bar_as_long_as_a_card_says_how_large_a_pixel_is() -> None:
    assert measured(342, CARD_MM, 500) == Measure(0.25, 500)


def test_what_no_screen_is_like_is_refused() -> None:
    for bar, mm, distance, code in [
        (340, 0, 500, "not-a-length"),
        (340, 850, 500, "not-a-length"),
        (340, 8, 500, "not-a-length"),
        (10, 5, 500, "not-a-length"),
        (9000, 900, 500, "not-a-length"),
        (340, 85, 550, "not-a-distance"),
        (0, 85, 500, "not-a-length"),
        (340, 85, 0, "not-a-distance"),
    ]:
        with pytest.raises(Refused) as refused:
            measured(bar, mm, distance)
        assert refused.value.code == code


def test_the_sheet_says_a_millimetre_and_what_all_scales_by() -> None:
    match = re.fullmatch(r":root { --mm: 4\.0000px; --unit: (\d\.\d{5})px; }\n", TERMINAL.sheet)
    assert match and float(match[1]) * 16 * 1.125 == pytest.approx(TERMINAL.text_px(), abs=0.01)
