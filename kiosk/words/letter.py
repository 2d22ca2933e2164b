"""The body of the letter that tells a decision, alike where a box prints it and where a hub signs it."""

from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kiosk.domain.events.event import CaseState
from kiosk.domain.events.reference import spoken
from kiosk.words.words import Words
from printers.slip import Big, Block, Heading, Line, Pair


class LetterFacts(Struct, frozen=True):
    """What a letter says, "" for what is not known; the texts are as they are set, marked as French or not."""

    heading: str
    to: str
    at: datetime
    title: str
    reference: str
    by: str
    author: str
    state: str


def opening(facts: LetterFacts, words: Words) -> list[Block]:
    """From the addressee to the decision."""
    return [
        *([Pair(words.code("paper", "letter-to"), facts.to)] if facts.to else []),
        Pair(words.code("paper", "on"), words.moment(facts.at)),
        Heading(facts.heading, 2),
        *([Pair(words.code("paper", "letter-about"), facts.title)] if facts.title else []),
        Big(spoken(facts.reference), words.code("paper", "reference")),
        Pair(words.code("paper", "from"), facts.by),
        *([Pair(words.code("paper", "letter-author"), facts.author)] if facts.author else []),
        Line(words.code("state", facts.state), strong=True),
    ]


def remedies(state: str, text: str, words: Words) -> list[Block]:
    """How to contest a refusal; nothing for another decision."""
    if state != CaseState.REFUSED or not text:
        return []
    return [Heading(words.code("paper", "remedies"), 3), Line(text)]


def contact(lines: Iterable[str], words: Words) -> list[Block]:
    """Whom to ask: the service's name, then how it is reached; nothing where that is not known."""
    name, *reached = lines
    if not any(reached):
        return []
    told = "\n".join(filter(None, (name, *reached)))
    return [Heading(words.code("paper", "contact"), 3), Line(words.in_french(told))]
