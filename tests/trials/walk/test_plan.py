"""Every page meets every other setting, and every state is seen."""

import pytest

from kiosk.domain.screen.station import CHOICES
from tests.gallery.shots.shots import Shot
from tests.gallery.walk.plan import WINDOWS, each_state, hub_visits, visits

LANGUAGES = ["fr", "en", "ar"]
PLACES = {
    "welcome": [Shot("welcome", "/", 200, "", ())],
    "desk": [Shot(f"desk-{state}", "/desk", 200, "", ()) for state in range(30)],
}


def test_every_state_is_seen_in_french() -> None:
    seen = {visit.shot.name for visit in visits(PLACES, "fr", LANGUAGES, 2)}
    assert seen == set(each_state(PLACES))


def test_where_each_state_is_a_place_it_is_seen_in_every_language() -> None:
    states = each_state(PLACES)
    for language in LANGUAGES:
        assert {visit.shot.name for visit in visits(states, language, LANGUAGES, 2)} == set(states)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_meets_every_window_size_and_colour(language: str) -> None:
    settings = [visit.setting for visit in visits(PLACES, language, LANGUAGES, 2)]
    assert {setting.language for setting in settings} == {language}
    assert {setting.window for setting in settings} == set(WINDOWS)
    assert {setting.comfort.size for setting in settings} == set(CHOICES["size"])
    assert {setting.comfort.colours for setting in settings} == set(CHOICES["colours"])


def test_the_hub_is_seen_in_every_window() -> None:
    assert {visit.setting.window for visit in hub_visits(PLACES["welcome"])} == set(WINDOWS)
