"""A voice whose sound nobody need understand: where only what is said counts, a walk does not wait for speech."""

from kiosk.services.voices.sound.sound_data import BYTES_A_SAMPLE, Samples

RATE = 8000
SECONDS_A_SIGN, LONGEST_S = 0.02, 1.5
"""Long enough for a hand to choose while a language is offered."""


class Hum:
    """Makes as much silence as a short text would take to say, in every language."""

    name = "hum"

    def version(self, language: str) -> str:
        return f"1 {language}"

    def render(self, text: str, language: str) -> Samples:
        del language
        return Samples(RATE, bytes(int(min(LONGEST_S, SECONDS_A_SIGN * len(text)) * RATE) * BYTES_A_SAMPLE))
