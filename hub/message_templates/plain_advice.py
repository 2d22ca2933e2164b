"""Advice about the words of a template, as plain French has them; advice keeps nobody from saving it."""

from collections.abc import Iterator

from msgspec import Struct

from kiosk.catalogue.check import plain_french

MOST_WORDS = 20
"""Words of a sentence of a message; whoever writes procedures is told from fifteen on."""


class Advice(Struct, frozen=True):
    """A `sentence` of `count` words, too long, or one with a hard `word`; the other is 0 or ""."""

    sentence: str
    count: int = 0
    word: str = ""


def advice_of(french: str) -> Iterator[Advice]:
    """What reads badly in a French text, each hard word once: where a message is read, no page explains any."""
    for line in french.splitlines():
        for sentence, count in plain_french.long_sentences(line, MOST_WORDS):
            yield Advice(sentence, count)
    told: set[str] = set()
    for sentence, word in plain_french.hard_words(french):
        if word.casefold() not in told:
            told.add(word.casefold())
            yield Advice(sentence, word=word)
