"""Reduce a folded French word to roughly how it sounds: « pasport » meets « passeport », and « ekol » « école »."""

import re

_STEPS = (
    (re.compile(r"([a-z])\1"), r"\1"),
    (re.compile(r"er$"), "e"),
    (re.compile(r"ph"), "f"),
    (re.compile(r"eau|au"), "o"),
    (re.compile(r"qu|q|ck"), "k"),
    (re.compile(r"c(?=[eiy])"), "s"),
    (re.compile(r"ch"), "6"),
    (re.compile(r"c"), "k"),
    (re.compile(r"ge(?=[ao])|g(?=[eiy])"), "j"),
    (re.compile(r"gu(?=[eiy])"), "g"),
    (re.compile(r"sion|tion"), "sion"),
    (re.compile(r"y"), "i"),
    (re.compile(r"h"), ""),
    (re.compile(r"[ae][nm](?![aeiou])"), "a"),
    (re.compile(r"ai|ei"), "e"),
    (re.compile(r"z"), "s"),
    (re.compile(r"(?<=[^aeiou])e(?=[^aeiou])"), ""),
    (re.compile(r"(?<=.)[estxd]+$"), ""),
    (re.compile(r"([a-z])\1"), r"\1"),
)
"""Spellings of one sound, replaced in this order. Not phonetics: both words only have to give the same string."""
LEAST, LEAST_SOUND = 4, 3
"""Letters of a word, and of its sound, below which it is not compared: too many short words sound alike."""


def sound(word: str) -> str:
    """How a folded word sounds; "" for a short word, a number or another script, which nothing sounds like."""
    if not word.isascii() or not word.isalpha() or len(word) < LEAST:
        return ""
    for spelling, replacement in _STEPS:
        word = spelling.sub(replacement, word)
    return word if len(word) >= LEAST_SOUND else ""
