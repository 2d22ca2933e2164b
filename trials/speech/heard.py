"""What is wrong with how a sentence would be heard, after it was made ready for a voice."""

import re
from collections.abc import Iterator

from kiosk.services.voices.voices import spoken_text
from trials.speech.phonemes import is_spelled_out, phonemes, switches

_SAYABLE = re.compile(r"[\w\s.,:;!?'’،؛؟-]|[\u064b-\u0652\u0670]")
_WORD = re.compile(r"(?:[^\W\d_]|[’'](?=\w)|[\u064b-\u0652\u0670])+")
SPELLED = frozenset({"hlm", "cmu", "cnsa", "usb", "pdf", "https", "SOS", "sos", "شَيْءٌ"})
"""Words that people do say by their letters, and a short one whose every sound the voice stresses."""


def faults(text: str, language: str) -> Iterator[str]:
    """Each fault: a sign that would be skipped or named, a switch of language, a word said by its letters, silence."""
    said = spoken_text(text, language)
    yield from (f"sign {sign}" for sign in sorted(set(said)) if not _SAYABLE.match(sign))
    if switches(said, language):
        yield f"switch {[word for word in said.split() if switches(word, language)]}"
    for word in sorted(set(_WORD.findall(said)) - SPELLED):
        if is_spelled_out(word, language):
            yield f"spelled {word}"
    if not phonemes(said, language):
        yield "silence"
