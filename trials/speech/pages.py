"""The sound of whole pages: what ten pages of each language say, rendered by espeak-ng and measured.

`python -m trials.speech.pages` ends with an error where a sound is too long, too short, too quiet, too loud or clipped.
"""

import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from kiosk.services.voices.build import whole
from kiosk.services.voices.sound import loudness
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.spoken_text import spoken_text
from tests.gallery.browser.eyes import Eyes
from tests.gallery.browser.hand import chromium
from trials.speech.sentences import LANGUAGES
from trials.walk.kept_pages import galleries
from trials.walk.speech_tree import SAID

TEN = (
    "welcome", "catalogue", "call", "birth-certificate-birth", "birth-certificate-review",
    "birth-certificate-submitted", "step-written-wrong", "receipt-back-square", "rights", "accessibility",
)  # fmt: skip
"""A first page, lists, questions, an error, a recap, a receipt, and the longest texts."""
LETTERS_A_SECOND = (4.0, 26.0)
"""Slower than anybody speaks, and faster than anybody follows."""
LETTERS_OF_A_DIGIT = 4
"""About as many as its name has."""
LEAST_LETTERS = 12
"""Of a shorter text the silence around it says more than its words, of its length and loudness alike."""


class Sound(NamedTuple):
    """One sentence, rendered: how long it lasts, how loud it is, and what is wrong with it."""

    seconds: float
    lufs: float
    faults: list[str]


def sound(text: str, language: str) -> Sound:
    """Render a sentence as a page has it, and measure it."""
    spoken = spoken_text(text, language)
    samples = whole(EspeakNg(), spoken, language)
    measured = loudness.measure(samples)
    letters = sum(LETTERS_OF_A_DIGIT if sign.isdigit() else sign.isalnum() for sign in spoken)
    faults = []
    if measured.clipped or measured.peak > loudness.PEAK_DBFS + 0.01:
        faults.append(f"clipped, {measured.peak:.1f} dBFS")
    if letters > LEAST_LETTERS:
        if not LETTERS_A_SECOND[0] < letters / samples.seconds < LETTERS_A_SECOND[1]:
            faults.append(f"{letters / samples.seconds:.1f} letters a second")
        if abs(measured.lufs - loudness.TARGET_LUFS) > 2.0:
            faults.append(f"{measured.lufs:.1f} LUFS")
    return Sound(samples.seconds, measured.lufs, faults)


def said_by_pages(language: str) -> dict[str, list[tuple[str, str]]]:
    """What the ten pages say in this language, by their names: each sentence and the language of its own."""
    said: dict[str, list[tuple[str, str]]] = {}
    with tempfile.TemporaryDirectory() as folder, ExitStack() as towns, chromium() as browser:
        gallery = galleries(Path(folder), towns)(language)
        with Eyes(browser, gallery.app) as eyes:
            page = eyes.open(1280, 800, engines=())
            for shot in (shot for shot in gallery.shots if shot.name in TEN):
                eyes.show(page, shot, "")
                said[shot.name] = [(sentence["text"], sentence["language"]) for sentence in page.evaluate(SAID)]
    return said


def main() -> None:
    """Print, language by language, what was rendered and what is wrong."""
    wrong = 0
    for language in LANGUAGES:
        said = said_by_pages(language)
        told = {sentence for sentences in said.values() for sentence in sentences}
        sounds = {(text, own): sound(text, own) for text, own in told if spoken_text(text, own)}
        loud = sorted(made.lufs for (text, _), made in sounds.items() if len(text) > LEAST_LETTERS)
        seconds = sum(made.seconds for made in sounds.values())
        print(
            f"{language}: {len(said)} pages, {len(sounds)} sentences, {seconds:.0f} s, "
            f"{loud[0]:.1f} to {loud[-1]:.1f} LUFS"
        )
        for (text, own), made in sounds.items():
            if made.faults:
                print(f"    {own} {text[:80]!r}: {', '.join(made.faults)}")
        wrong += sum(bool(made.faults) for made in sounds.values())
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
