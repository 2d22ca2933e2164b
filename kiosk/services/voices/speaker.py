"""Say a sentence: the first voice that can, at the stated loudness, beginning as soon as its first clause is there."""

import array
import logging
import threading
from collections.abc import Sequence

from kiosk.domain.speech.clauses import clauses
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.rendering import Rendering
from kiosk.services.voices.sound import level
from kiosk.services.voices.sound.voice import Samples, Voice, VoiceFailedError, of_numbers

log = logging.getLogger(__name__)


class Speaker:
    """The voices in the order in which they are asked; what fails is noted, and the next one speaks."""

    def __init__(self, voices: Sequence[Voice], notes: VoiceNotes) -> None:
        self._voices, self._notes = voices, notes

    def voice_of(self, language: str) -> Voice | None:
        """The first that has this language."""
        return next((voice for voice in self._voices if voice.version(language)), None)

    def say(self, text: str, language: str) -> Rendering | None:
        """The sound of a text, once its first clause is made; None where no voice speaks this language.

        The rest is made in a thread of its own while the first clause is heard.
        """
        parts = clauses(text)
        spoken = self._spoken(parts[0], language) if parts else None
        if spoken is None:
            return None
        voice, first = spoken
        factor = level.gain(first)
        rendering = Rendering(voice.name, level.louder(first, factor))
        if len(parts) == 1:
            rendering.end()
        else:
            threading.Thread(
                target=self._go_on, args=(rendering, parts[1:], language, factor), name="speech", daemon=True
            ).start()
        return rendering

    def _go_on(self, rendering: Rendering, parts: Sequence[str], language: str, factor: float) -> None:
        """Make the other clauses; one that no voice can say is the last."""
        try:
            for part in parts:
                spoken = self._spoken(part, language)
                if spoken is None:
                    break
                voice, samples = spoken
                at_level = factor if voice.name == rendering.voice else level.gain(samples)
                rendering.add(at_rate(level.louder(samples, at_level), rendering.rate))
        finally:
            rendering.end()

    def _spoken(self, text: str, language: str) -> tuple[Voice, Samples] | None:
        for voice in self._voices:
            if not voice.version(language):
                continue
            try:
                samples = voice.render(text, language)
            except VoiceFailedError as fault:
                log.warning("%s made no sound in %s: %s", voice.name, language, fault)
                self._notes.failed(voice.name, language, str(fault))
            else:
                self._notes.spoke(voice.name, language)
                return voice, samples
        return None


def at_rate(samples: Samples, rate: int) -> Samples:
    """The samples at another rate, by straight lines between them: for the rest of a sentence whose voice broke off."""
    if samples.rate == rate or not samples.pcm:
        return samples
    numbers, step = samples.numbers, samples.rate / rate
    last = len(numbers) - 1
    at = [index * step for index in range(int(len(numbers) / step))]
    drawn = [
        round(numbers[int(place)] + (numbers[min(last, int(place) + 1)] - numbers[int(place)]) * (place % 1))
        for place in at
    ]
    return of_numbers(rate, array.array("h", drawn))
