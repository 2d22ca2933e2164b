"""The sound itself, measured: sentences in each language last as long as speech does, at one loudness.

Whether people understand it is for people to say: in no language but English was it read back.
"""

import shutil

import pytest

from kiosk.services.box.box import Box
from kiosk.services.voices.build import whole
from kiosk.services.voices.catalogue_sentences import sentences
from kiosk.services.voices.sound import level
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.spoken_text import spoken_text

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
PAGES = (
    "birth-certificate", "change-of-address", "electoral-roll", "census-at-16", "disability-request",
    "emergency-aid", "health-cover", "identity-document",
)  # fmt: skip


LETTERS_A_SECOND = (4.0, 26.0)
"""Slower than anybody speaks, and faster than anybody follows."""
LETTERS_OF_A_DIGIT = 4
"""About as many as its name has."""


def faults(text: str, language: str) -> list[str]:
    """What is wrong with a sentence, rendered as a page has it by espeak-ng."""
    spoken = spoken_text(text, language)
    samples = whole(EspeakNg(), spoken, language)
    measured = level.measure(samples)
    letters = sum(LETTERS_OF_A_DIGIT if sign.isdigit() else sign.isalnum() for sign in spoken)
    found = []
    if measured.clipped or measured.peak > level.PEAK_DBFS + 0.01:
        found.append(f"clipped, {measured.peak:.1f} dBFS")
    if not LETTERS_A_SECOND[0] < letters / samples.seconds < LETTERS_A_SECOND[1]:
        found.append(f"{letters / samples.seconds:.1f} letters a second")
    if abs(measured.level - level.TARGET_DBFS) > 2.0:
        found.append(f"{measured.level:.1f} dBFS")
    return found


def test_ten_sentences_of_pages_are_heard(box: Box) -> None:
    for language in ["fr", "en", "ar", "uk", "es", "pt"]:
        words = box.words(language)
        procedures = [found for name in PAGES if (found := box.catalogue.get(name))]
        asked = [words.text(procedure.steps[0].title) for procedure in procedures]
        long = [text for text in sentences(words, box.catalogue) if 40 < len(text) < 90]
        texts = [text for text in [*asked, *long[:: max(1, len(long) // 10)]] if len(text) > 12][:10]
        assert len(texts) == 10
        for text in texts:
            assert not faults(text, language), text
