"""What espeak-ng will say of a text, in the signs of the International Phonetic Alphabet, without making a sound."""

import ctypes
import re
from functools import cache

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

    Raises `LookupError` for a language without a voice: the library would go on with the last one.
    """
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
    """Whether a part of the text is said by the rules of another language."""
    return bool(_SWITCH.search(phonemes(text, language)))


def is_spelled_out(word: str, language: str) -> bool:
    """Whether a word is said letter by letter: each letter has its stress."""
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 2 and len(_STRESS.findall(phonemes(word, language))) >= len(letters)


def count(text: str, language: str) -> int:
    """The number of sounds in a text; a long one counts once."""
    return len(_SOUNDS.findall(_SWITCH.sub("", phonemes(text, language))))
