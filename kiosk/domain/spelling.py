"""How typed words are read, whatever keyboard, script or clipboard they came from."""

import re
import unicodedata

_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
"""What a person neither sees nor can mend. The joiners U+200C and U+200D stay: Persian names need them."""
_UNREADABLE = frozenset({"Cc", "Cs", "Co", "Cn"})
_REPLACEMENT = "\ufffd"
"""What a decoder leaves where it could not read."""
_NOT_LATIN_BY_NAME = frozenset("ʼªº")
"""Letters to Unicode that Latin spelling uses: the modifier apostrophe and the ordinal signs."""


def line(text: str) -> str:
    """One line: NFC, invisible characters dropped, every run of white space one space, none around."""
    return " ".join(_INVISIBLE.sub("", unicodedata.normalize("NFC", text)).split())


def lines(text: str) -> str:
    """Several lines: as `line`, each on its own, joined by LF, no empty ones around."""
    return "\n".join(line(part) for part in re.split(r"\r\n?|\n", text)).strip("\n")


def readable(text: str) -> bool:
    """Whether every character is one that can be shown (LF aside): no control, surrogate or private character."""
    return _REPLACEMENT not in text and all(
        character == "\n" or unicodedata.category(character) not in _UNREADABLE for character in text
    )


def latin(text: str) -> bool:
    """Whether every letter is a Latin one, accents and ligatures included; what is no letter is not judged."""
    return all(
        unicodedata.name(character, "").startswith("LATIN ") or character in _NOT_LATIN_BY_NAME
        for character in text
        if unicodedata.category(character).startswith("L")
    )


def digits(text: str) -> str:
    """The same text, with the decimal digits of every script as 0 to 9."""
    return "".join(str(unicodedata.decimal(character, character)) for character in text)


def bare(text: str) -> str:
    """Small letters without accents or points, to compare: « Févr. » is `fevr`."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in spread if character.isalnum())


def words(name: str) -> list[str]:
    """The words of a name, each `bare`: « Jeanne-Marie d'Été » is `jeanne`, `marie`, `d`, `ete`."""
    return [word for part in re.split(r"[\s\-'’.,]+", name) if (word := bare(part))]
