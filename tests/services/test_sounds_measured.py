"""The sound itself, measured: sentences in each language last as long as speech does, at one loudness.

All that ten pages say is measured by `python -m trials.speech.pages`.

Whether people understand it is for people to say: in no language but English was it read back.
"""

import shutil

import pytest

from kiosk.services.box.box import Box
from kiosk.services.voices.catalogue_sentences import sentences
from trials.speech import pages
from trials.speech.pages import sound

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="no espeak-ng here")
PAGES = (
    "birth-certificate", "change-of-address", "electoral-roll", "census-at-16", "disability-request",
    "emergency-aid", "health-cover", "identity-document",
)  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en", "ar", "uk", "es", "pt"])
def test_ten_sentences_of_pages_are_heard(box: Box, language: str) -> None:
    words = box.words(language)
    procedures = [found for name in PAGES if (found := box.catalogue.get(name))]
    asked = [words.text(procedure.steps[0].title) for procedure in procedures]
    long = [text for text in sentences(words, box.catalogue) if 40 < len(text) < 90]
    texts = [text for text in [*asked, *long[:: max(1, len(long) // 10)]] if len(text) > 12][:10]
    assert len(texts) == 10
    for text in texts:
        assert not sound(text, language).faults, text


def test_what_lasts_too_long_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "LETTERS_A_SECOND", (30.0, 40.0))
    assert "letters a second" in sound("Que voulez-vous faire aujourd’hui ?", "fr").faults[0]
