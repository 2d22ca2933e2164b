"""From the welcome page to the receipt by the voice of the terminal alone: a robot that sends keys knows of the page
what is said aloud and nothing else (test_by_gestures.py has one that sends gestures).
"""

import pytest

from tests.journeys.alone import Terminal
from tests.journeys.by_heart import sentences
from tests.journeys.heard import Voice
from tests.journeys.led_by_voice import LedByVoice
from tests.journeys.spoken_walk import WALKS, completes
from tests.journeys.unseen_hands import ByKeys
from tests.long_runs import ARE_LONG


@pytest.mark.parametrize(("name", "language"), WALKS if ARE_LONG else WALKS[:1])
def test_by_keys(terminal: Terminal, name: str, language: str) -> None:
    with terminal.opened() as page:
        voice = Voice(page)
        page.goto(terminal.address)
        hands = ByKeys(page, voice, sentences(language).gettext)
        completes(LedByVoice(voice, hands, language), terminal, name)
        assert "accepted" in voice.marks and "begun" in voice.marks
        assert not voice.refused, "in a headset everything is said"
