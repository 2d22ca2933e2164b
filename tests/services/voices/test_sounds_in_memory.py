"""Sounds in memory belong to a session, for a minute, and never fill the machine."""

import re
from pathlib import Path

from kiosk.services.voices import sounds_in_memory
from kiosk.services.voices.rendering import Rendering
from kiosk.services.voices.sound.voice import Samples
from kiosk.services.voices.sounds_in_memory import KEPT_S, MOST, MOST_OF_A_SESSION, SoundsInMemory


def a_rendering(size: int = 100) -> Rendering:
    rendering = Rendering("espeak-ng", Samples(16000, bytes(size)))
    rendering.end()
    return rendering


def test_it_is_forgotten_after_a_minute_and_with_its_session() -> None:
    memory = SoundsInMemory()
    memory.keep("first", "one", a_rendering(), 0.0)
    memory.keep("second", "one", a_rendering(), 30.0)
    assert memory.get("first", "one", KEPT_S + 1) is None and memory.get("second", "one", KEPT_S + 1)
    memory.end("one")
    assert len(memory) == 0
    memory.keep("third", "one", a_rendering(), 100.0)
    memory.tidy(200.0)
    assert len(memory) == 0


def test_the_oldest_gives_way() -> None:
    memory = SoundsInMemory()
    for number in range(MOST + 5):
        memory.keep(str(number), str(number), a_rendering(), 0.0)
    assert len(memory) == MOST and memory.get("4", "4", 0.0) is None and memory.get("5", "5", 0.0)


def test_a_session_keeps_what_is_heard_and_what_comes_next() -> None:
    memory = SoundsInMemory()
    memory.keep("other", "two", a_rendering(), 0.0)
    for number in range(MOST_OF_A_SESSION + 3):
        memory.keep(str(number), "one", a_rendering(), 0.0)
    assert memory.get("2", "one", 0.0) is None and memory.get("3", "one", 0.0)
    assert memory.get("other", "two", 0.0), "another's sounds are not in the way"


def test_what_the_player_plays_again_is_still_there() -> None:
    player = Path("static/js/speech/voice.js").read_text(encoding="utf-8")
    most, for_ms = (int(re.findall(rf"const {name} = ([\d_]+)", player)[0]) for name in ("MOST_KEPT", "KEPT_MS"))
    assert most <= MOST_OF_A_SESSION <= MOST and for_ms / 1000 < KEPT_S


def test_a_few_long_ones_give_way_too() -> None:
    memory = SoundsInMemory()
    size = sounds_in_memory.MOST_BYTES // 3
    for number in range(5):
        memory.keep(str(number), str(number), a_rendering(size), 0.0)
    assert len(memory) <= 3 and memory.get("4", "4", 0.0)
