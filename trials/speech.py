"""Every sentence that citizens may hear, in six languages, through espeak-ng: `python -m trials.speech`.

Ends with an error where a sentence has a fault; intelligibility is for people to judge.
"""

import ctypes
import re
import sys
from collections.abc import Iterator
from functools import cache

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from kiosk.services.voices.voices import spoken_text
from scripts.source import ROOT

LIBRARY = "libespeak-ng.so.1"
_SYNCHRONOUS, _UTF8, _IPA = 2, 1, 0x02
_SWITCH = re.compile(r"\((?:en|fr|ar|uk|es|pt|ru)(?:-[\w-]+)?\)")
_STRESS = re.compile("[ˈˌ]")
_SOUNDS = re.compile(r"[^\W\d_ːˑ]")


@cache
def library() -> ctypes.CDLL:
    """The library, ready to translate. Raises `OSError` where it is not installed."""
    library = ctypes.CDLL(LIBRARY)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    library.espeak_TextToPhonemes.argtypes = [ctypes.POINTER(ctypes.c_char_p), ctypes.c_int, ctypes.c_int]
    library.espeak_Initialize(_SYNCHRONOUS, 0, None, 0)
    return library


def phonemes(text: str, language: str) -> str:
    """The sounds of a text, clause after clause; « (en) » in them marks a switch to the rules of another language.
    Raises `LookupError` for a language without a voice: the library would go on with the last one."""
    speech = library()
    if speech.espeak_SetVoiceByName(language.encode()):
        raise LookupError(language)
    left = ctypes.c_char_p(text.encode())
    clauses = []
    for _ in range(len(text) + 1):
        if not left.value:
            break
        clauses.append(speech.espeak_TextToPhonemes(ctypes.byref(left), _UTF8, _IPA).decode())
    return " ".join(clause.strip() for clause in clauses if clause.strip())


def switches(text: str, language: str) -> bool:
    return bool(_SWITCH.search(phonemes(text, language)))


def is_spelled_out(word: str, language: str) -> bool:
    """Whether a word is said letter by letter: each letter has its stress."""
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 2 and len(_STRESS.findall(phonemes(word, language))) >= len(letters)


def count(text: str, language: str) -> int:
    """The number of sounds in a text; a long one counts once."""
    return len(_SOUNDS.findall(_SWITCH.sub("", phonemes(text, language))))


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


_SYNCHRONOUS_RATE = 22050
_FLAGS = 1
"""The text is in UTF-8."""
SHORTEST, LONGEST = 0.04, 0.16
"""Seconds a sound of speech lasts, pauses included: 6 to 25 sounds a second. Adults speak at 10 to 15."""
_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)


def seconds(text: str, language: str) -> float:
    """How long the text sounds. Raises `LookupError` for a language without a voice."""
    samples = 0

    def heard(_wave: object, number: int, _events: object) -> int:
        nonlocal samples
        samples += number
        return 0

    callback = _CALLBACK(heard)
    speech = library()
    if speech.espeak_SetVoiceByName(language.encode()):
        raise LookupError(language)
    speech.espeak_SetSynthCallback(callback)
    data = text.encode() + b"\0"
    speech.espeak_Synth(data, len(data), 0, 0, 0, _FLAGS, None, None)
    speech.espeak_Synchronize()
    return samples / _SYNCHRONOUS_RATE


def seconds_a_sound(text: str, language: str) -> float:
    """Seconds for each sound of the text, 0.0 for silence."""
    sounds = count(text, language)
    return seconds(text, language) / sounds if sounds else 0.0


LANGUAGES = ("fr", "en", "ar", "uk", "es", "pt")
FRENCH = "fr"
PAGES = (
    "arriving/welcome", "arriving/language", "arriving/comfort", "arriving/call", "arriving/keyboard",
    "arriving/accessibility", "case/introduction", "case/attachments", "case/review", "case/submitted",
    "after/followed", "after/read_receipt",
)  # fmt: skip
_HOLE = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
_OF_COMMANDS = re.compile(
    r"\bkiosk\b|KIOSK|--\w|\.toml|\.service|systemctl|systemd|sudo|/etc/|\w_\w|\b(?:SQLite|CUPS|means|fields|months|least|any|chown|days)\b"
)
"""What only an administrator reads, at a terminal of the machine: no voice says it."""
_OFFICE = frozenset({
    "command", "doctor", "mistake", "setting", "change", "install", "carrier-setting", "line", "register", "remedy",
    "settings-file", "trial", "journal", "journal-fault",
})  # fmt: skip
"""Groups of words that no citizen meets."""


def of_pages(language: str) -> list[str]:
    with (ROOT / "babel.cfg").open(encoding="utf-8") as source:
        methods, options = parse_mapping_cfg(source)  # type: ignore[no-untyped-call]
    french = {
        message if isinstance(message, str) else message[0]
        for page in PAGES
        for _, _, message, _, _ in extract_from_dir(str(ROOT / "templates" / page), methods, options)
    }
    if language == FRENCH:
        return sorted(map(_filled, french))
    said = {_forms(message.id)[0]: _forms(message.string)[0] for message in _catalogue(language, "messages")}
    return sorted(_filled(said[sentence]) for sentence in french if said.get(sentence))


def of_citizens(language: str) -> list[str]:
    """Every sentence of pages, procedures and words, without those of commands and of the office."""
    return sorted({_filled(text) for text in _all(language) if text.strip(" :\xa0") and not _OF_COMMANDS.search(text)})


def _all(language: str) -> Iterator[str]:
    for domain in ("messages", "procedures", "words"):
        is_source = language == FRENCH and domain != "words"
        for message in _catalogue("en" if is_source else language, domain):
            if message.id and not (domain == "words" and message.context in _OFFICE):
                yield from _forms(message.id if is_source else message.string)


def _filled(text: str) -> str:
    return _HOLE.sub("5", text)


def _forms(text: str | tuple[str, ...] | list[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [""])


@cache
def _catalogue(language: str, domain: str) -> Catalog:
    with (ROOT / "translations" / language / "LC_MESSAGES" / f"{domain}.po").open("rb") as source:
        return read_po(source)


MOST_SHOWN = 50


def main() -> None:
    found = 0
    for language in LANGUAGES:
        sentences = of_citizens(language)
        wrong = [(fault, sentence) for sentence in sentences for fault in faults(sentence, language)]
        print(f"{language}: {len(sentences)} sentences, {len(wrong)} faults")
        for fault, sentence in wrong[:MOST_SHOWN]:
            print(f"    {fault} | {sentence[:90]!r}")
        found += len(wrong)
    sys.exit(bool(found))


if __name__ == "__main__":
    main()
