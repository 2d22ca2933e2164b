"""What there is to hear, by language: the voice, the sentences, what is kept and recorded, and how loud it is."""

from collections.abc import Iterable
from pathlib import Path
from statistics import median

from msgspec import Struct

from kiosk.catalogue.define.catalogue import Catalogue
from kiosk.services.voices.build import plan
from kiosk.services.voices.sound import level, opus
from kiosk.services.voices.sound.voice import VoiceFailedError
from kiosk.services.voices.sound_folder import ENDINGS
from kiosk.services.voices.voices import Voices
from kiosk.words.words import Words

MEASURED = 40
"""Sounds of a language that are measured, spread over all of them."""


class Levels(Struct, frozen=True):
    """Of `measured` sounds: the lowest, median and highest loudness in dBFS, how many clip, how many cannot be read."""

    measured: int = 0
    lowest: float = 0.0
    middle: float = 0.0
    highest: float = 0.0
    clipped: int = 0
    unreadable: int = 0


class Report(Struct, frozen=True):
    """One language: `voice` is "" where nobody speaks it, `sentences` how many could be kept, `kept` how many are."""

    language: str
    voice: str
    sentences: int
    kept: int
    clips: int
    levels: Levels


def report(voices: Voices, words: Words, catalogue: Catalogue, most: int = MEASURED) -> Report:
    """What there is in a language; at most so many of its sounds are measured."""
    planned = plan(voices, words, catalogue)
    found = [name for stem in planned.spoken if (name := voices.folder.find(stem))]
    paths = [voices.folder.path / planned.language / name for name in found]
    recorded = voices.clips.recorded(planned.language)
    clips = [voices.clips.place(planned.language, sentence, ending) for sentence in recorded for ending in ENDINGS]
    return Report(
        planned.language,
        planned.voice.name if planned.voice else "",
        len(planned.spoken),
        len(found),
        len(recorded),
        levels(_spread([*paths, *(path for path in clips if path.exists())], most)),
    )


def levels(paths: Iterable[Path]) -> Levels:
    """How loud these files are."""
    results, unreadable = [], 0
    for path in paths:
        try:
            results.append(level.measure(opus.decoded(path.read_bytes())))
        except (OSError, VoiceFailedError):
            unreadable += 1
    if not results:
        return Levels(unreadable=unreadable)
    values = [result.level for result in results]
    clipped = sum(1 for result in results if result.clipped)
    return Levels(len(values), min(values), median(values), max(values), clipped, unreadable)


def _spread(paths: list[Path], most: int) -> list[Path]:
    step = max(1, -(-len(paths) // most)) if most else 1
    return paths[::step]
