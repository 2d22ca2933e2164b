"""From the welcome page to the receipt by gestures alone: the robot's finger comes down at one place whatever lies
there, and of the page it knows what is said aloud and nothing else. A voice that hums stands in for the speech, which
would take minutes; test_by_speech.py has one that speaks.
"""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from kiosk.services.box.in_memory import VoiceNotes
from kiosk.services.voices.voices import Speaker
from kiosk.web.request_state import state_of
from tests.journeys.alone import Terminal, at_the_terminal
from tests.journeys.by_heart import sentences
from tests.journeys.heard import Voice
from tests.journeys.hum import Hum
from tests.journeys.led_by_voice import LedByVoice
from tests.journeys.spoken_walk import WALKS, completes
from tests.journeys.unseen_hands import ByGestures
from tests.long_runs import ARE_LONG

KEYBOARDS: dict[str, dict[str, list[list[str]]]] = {}
"""What is known by heart of the keyboards of a language, from the first walk on."""


@pytest.fixture(scope="module")
def humming(chrome: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Terminal]:
    with at_the_terminal(chrome, tmp_path_factory.mktemp("town")) as opened:
        state_of(opened.town.app).voices.speaker = Speaker((Hum(),), VoiceNotes())
        yield opened


@pytest.mark.parametrize(("name", "language"), WALKS if ARE_LONG else WALKS[:1])
def test_by_gestures(humming: Terminal, name: str, language: str) -> None:
    with humming.opened(1280, 800) as page:
        voice = Voice(page)
        page.goto(humming.address)
        learned = KEYBOARDS.setdefault(language, {})
        hands = ByGestures(page, voice, sentences(language).gettext, -1 if language == "ar" else 1, learned)
        person = LedByVoice(voice, hands, language)
        completes(person, humming, name, brief=True)
        assert not voice.gone, "each sound that the page asked for was there"
        assert person.asked_who_hears == 1, "asked once, before the first thing that is private"
