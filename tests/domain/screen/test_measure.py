"""How a screen shows, waits, covers and ends."""

import re
from datetime import UTC, datetime, timedelta
from itertools import chain, pairwise, product
from math import radians, tan

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from kiosk.domain.language.spelling import Text
from kiosk.domain.procedure.procedure import Field
from kiosk.domain.screen.measure import CAPITAL, CARD_MM, DISTANCES_MM, STEPS, Measure, compute_measure
from kiosk.domain.screen.station import (
    CHOICES,
    TURNS_EVERY,
    USUAL,
    Comfort,
    CookieTurn,
    PaperSlot,
    SessionEnd,
    StationEnd,
    Turns,
    answers_within,
    asks_after,
    ends_after,
    parse_comfort,
)
from kiosk.errors import Refused
from kiosk.services.box.box import Box
from kiosk.web.filters import is_masked
from kiosk.words.words import Words
from scripts.source import ROOT

TERMINAL = Measure(0.25, 600)
"""A 21.5-inch portrait screen, 1080 × 1920, read standing."""


def test_every_size_has_its_step_and_each_is_larger_than_the_one_before() -> None:
    assert tuple(STEPS) == CHOICES["size"]
    assert all(small < large for small, large in pairwise(STEPS.values()))
    heights = [Measure(0.25, distance).capital_mm() for distance in DISTANCES_MM]
    assert heights == sorted(set(heights))


def test_a_capital_is_as_high_as_the_letters_say() -> None:
    for weight in ("400Regular", "700Bold"):
        font = TTFontFile(str(ROOT / "static" / "vendor" / "ttf" / f"Atkinson-{weight[3:]}.ttf"))
        assert font.capHeight / 1000 == pytest.approx(CAPITAL, abs=0.002)


def test_usual_text_on_a_terminal_is_what_the_house_looks_like() -> None:
    assert 26 <= TERMINAL.text_px() <= 30
    assert TERMINAL.capital_mm() == pytest.approx(4.4, abs=0.05)
    match = re.fullmatch(r":root { --mm: 4\.0000px; --unit: (\d\.\d{5})px; --size-row: .*; }\n", TERMINAL.sheet)
    assert match and float(match[1]) * 16 * 1.125 == pytest.approx(TERMINAL.text_px(), abs=0.01)


def test_the_largest_takes_seven_tenths_of_a_degree_on_any_screen() -> None:
    for mm_per_px, distance in list(product((0.05, 0.1, 0.25, 0.6, 1.0), DISTANCES_MM)):
        screen = Measure(mm_per_px, distance)
        assert screen.degrees("largest") >= 0.7
        assert screen.capital_mm("largest") >= 2 * distance * tan(radians(0.7) / 2)
        assert screen.text_px() >= 16


def test_a_bar_as_long_as_a_card_says_how_large_a_pixel_is() -> None:
    assert compute_measure(342, CARD_MM, 500) == Measure(0.25, 500)
    for bar, mm, distance, code in [
        (340, 0, 500, "not-a-length"), (340, 850, 500, "not-a-length"), (340, 8, 500, "not-a-length"),
        (10, 5, 500, "not-a-length"), (9000, 900, 500, "not-a-length"), (340, 85, 550, "not-a-distance"),
        (0, 85, 500, "not-a-length"), (340, 85, 0, "not-a-distance"),
    ]:  # fmt: skip
        with pytest.raises(Refused) as refused:
            compute_measure(bar, mm, distance)
        assert refused.value.code == code


def test_each_choice_is_written_and_read_again() -> None:
    for word in list(chain(*CHOICES.values())):
        assert parse_comfort(parse_comfort(word).written) == parse_comfort(word)
        (name,) = (name for name, choices in CHOICES.items() if word in choices)
        assert getattr(parse_comfort(word), name) == word
    assert parse_comfort("huge largest <script>") == Comfort(size="largest")


NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def turns(used: timedelta) -> Turns:
    return Turns(5, NOON, NOON + used)


def test_a_cookie_is_worth() -> None:
    for sent, after, used, worth in [
        (5, 10 * MINUTE, 10 * MINUTE, CookieTurn.PRESENT),
        (6, 61 * MINUTE, 60 * MINUTE, CookieTurn.NEXT),
        (9, 61 * MINUTE, 60 * MINUTE, CookieTurn.NEXT),
        (4, MINUTE / 2, MINUTE / 2, CookieTurn.FORMER),
        (4, 600 * MINUTE, MINUTE / 2, CookieTurn.FORMER),
        (4, 3 * MINUTE, 2 * MINUTE, CookieTurn.COPIED),
        (3, MINUTE / 2, MINUTE / 2, CookieTurn.COPIED),
    ]:
        assert turns(used).judge(sent, NOON + after) is worth


def test_the_next_cookie_is_offered_after_an_hour_and_after_a_power_cut() -> None:
    assert not turns(MINUTE).offers_next(5, NOON + TURNS_EVERY)
    assert turns(MINUTE).offers_next(5, NOON + TURNS_EVERY + MINUTE)
    assert turns(MINUTE / 2).offers_next(4, NOON + 2 * MINUTE)
    assert not turns(MINUTE / 2).offers_next(4, NOON + MINUTE / 2)
    assert not turns(2 * MINUTE).offers_next(4, NOON + 3 * MINUTE)


SLOW = Comfort(time="slow")


def test_whoever_asked_for_more_time_has_twice_as_much() -> None:
    assert asks_after(5, USUAL) == timedelta(minutes=5)
    assert answers_within(USUAL) == timedelta(seconds=45)
    assert asks_after(5, SLOW) == timedelta(minutes=10)
    assert answers_within(SLOW) == timedelta(seconds=90)
    assert answers_within(USUAL) >= timedelta(seconds=20)


def test_the_box_never_ends_a_session_before_the_screen_does() -> None:
    for comfort in [USUAL, SLOW]:
        for minutes in [1, 5, 60]:
            screen = asks_after(minutes, comfort) + answers_within(comfort)
            noted_late = ends_after(minutes, comfort) / 10  # a session in use is noted ten times in its life
            assert ends_after(minutes, comfort) - noted_late > screen + timedelta(seconds=50)


def test_what_tells_a_person_apart_is_covered_and_what_is_read_out_is_not() -> None:
    for kind, shown in [
        ("date", "3 février 1945"),
        ("phone", "06 12 34 56 78"),
        ("email", "marie@exemple.fr"),
        ("text", "2 45 02 35 238 001 42"),
        ("nir", "2 45 02 2A 123 456 78"),
        ("iban", "GB82 WEST 1234 5698 7654 32"),
        ("text", "FR76 3000 6000 0112 3456 7890 189"),
        ("number", "12345678"),
    ]:
        assert is_masked(kind, shown)
    for kind, shown in [
        ("text", "Benali"),
        ("address", "12 rue des Lilas, 35140 Saint-Aubin"),
        ("yes_no", "Oui"),
        ("number", "3"),
        ("date", ""),
        ("phone", ""),
    ]:
        assert not is_masked(kind, shown)


def test_a_day_of_birth_and_a_group_of_children_are_covered_and_the_day_of_a_fair_and_a_business_are_not() -> None:
    born = Field("born", "date", Text("Naissance"), options={"year_alone": True})
    fair = Field("fair", "date", Text("Premier jour de la foire"), options={"future": True})
    named = Field("moved", "date", Text("Date"), role="person.birth_date")
    children = Field("children", "group", Text("Enfants"), fields=(born,))
    stalls = Field("stalls", "group", Text("Stands"), fields=(fair, Field("what", "text", Text("Quoi ?"))))
    for field in [born, named, children, Field("phone", "phone", Text("Téléphone"))]:
        assert is_masked(field.kind, "3 février 1945", field)
    for field in [fair, stalls, Field("tax", "siret", Text("SIRET"))]:
        assert not is_masked(field.kind, "732 829 320 00074" if field.kind == "siret" else "3 février 2027", field)
    assert is_masked("date", "3 février 2027")  # of a question that this box does not know


def test_each_place_and_reason_has_words_in_each_language(box: Box) -> None:
    for language in ["fr", "en", "ar", "uk", "es", "pt"]:
        places = [slot for slot in PaperSlot if slot]
        assert places
        for slot in places:
            assert Words(language).has("paper-slot", slot) and Words(language).has("paper-slot-choice", slot)
    for language in box.settings.languages:
        assert all(box.words(language).has("station-end", why) for why in StationEnd)


NOW = datetime(2026, 11, 27, 14, 5, tzinfo=UTC)


def test_the_end_is_said_two_minutes_before_by_the_times_of_a_watch() -> None:
    assert SessionEnd(NOW, timedelta(minutes=30)).before == timedelta(minutes=2)
    assert SessionEnd(NOW, timedelta(minutes=1)).before == timedelta(seconds=30)
    ends = SessionEnd(NOW, timedelta(minutes=30), timedelta(hours=12))
    assert (ends.idle_at, ends.final_at) == ("14:35", "02:05")
    soon = SessionEnd(NOW, timedelta(minutes=30), timedelta(minutes=3))
    assert (soon.idle_at, soon.final_at) == ("14:08", "14:08")
    assert SessionEnd(NOW, timedelta(minutes=10)).final_at == ""
