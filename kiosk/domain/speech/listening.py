"""How a person listens, for one session: whether pages are read to them, how fast and loud, and what others may hear.

Rates from 50 to 200 % after VotingWorks' accessible controller and EN 301 549, 5.1.3; volume and rate are the usual
ones again with each session (5.1.3.14).
"""

import re
from collections.abc import Mapping
from enum import StrEnum
from functools import lru_cache

from msgspec import Struct
from msgspec.structs import replace

LONGEST = 140
"""Signs of one clause; a longer one is cut between two words."""
SHORTEST = 25
"""Signs below which a clause goes with the next one, so that « M. » is no breath."""
_ENDS = re.compile(r"(?<=[.!?…;:،؛؟])\s+|(?<=,)\s+")
MOST_SIGNS = 2000
"""The longest text that is spoken at once."""
RATES = range(50, 201, 10)
"""Per cent of the usual speed."""
VOLUMES = range(101)
USUAL_RATE = 100
_RATE, _VOLUME = "rate=", "volume="
_READING, _ALONE = "reading", "alone"
_SWITCH = {"on": True, "off": False}


def clauses(text: str) -> list[str]:
    """The clauses of a text in order; joined by spaces they are the text, its white space apart."""
    parts: list[str] = []
    for part in _ENDS.split(" ".join(text.split())):
        for piece in _cut(part):
            if parts and (len(parts[-1]) < SHORTEST) and len(parts[-1]) + len(piece) < LONGEST:
                parts[-1] = f"{parts[-1]} {piece}"
            else:
                parts.append(piece)
    return parts


def _cut(part: str) -> list[str]:
    pieces = []
    while len(part) > LONGEST:
        at = part.rfind(" ", 0, LONGEST + 1)
        at = at if at > 0 else LONGEST
        pieces.append(part[:at])
        part = part[at:].lstrip()
    return [*pieces, part] if part else pieces


class UtteranceRole(StrEnum):
    """What an utterance is to who hears it."""

    TITLE = "title"
    STEP = "step"
    QUESTION = "question"
    HELP = "help"
    CHOICE = "choice"
    BOX = "box"
    ERROR = "error"
    NOTE = "note"
    BUTTON = "button"
    STATUS = "status"
    ANSWER = "answer"
    RECEIPT = "receipt"
    TEXT = "text"


class Utterance(Struct, frozen=True):
    """`language` is a code of two letters; `of` the id of the question or part it belongs to; `state` a code of the
    words `speech` (`chosen`, `not-chosen`, `empty`…), empty where there is none; `private` tells that a stranger in
    the room must not hear it.
    """

    language: str
    role: UtteranceRole
    text: str
    of: str = ""
    state: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > MOST_SIGNS:
            raise ValueError(f"an utterance has 1 to {MOST_SIGNS} signs")


class PrivateSpeech(StrEnum):
    """Whether what the person typed, sums, numbers and the recap are said: not before they were asked."""

    ASK = "ask"
    HEADSET = "headset"
    ALOUD = "aloud"
    NEVER = "never"


HEARD = (PrivateSpeech.HEADSET, PrivateSpeech.ALOUD)
"""The person wears a headset, or accepts that others hear."""


class Listening(Struct, frozen=True):
    """`rate` is one of `RATES`; `volume` one of `VOLUMES`, None for the site's; `alone` is whether they go by ear."""

    reading: bool = False
    rate: int = USUAL_RATE
    volume: int | None = None
    private: PrivateSpeech = PrivateSpeech.ASK
    alone: bool = False

    @property
    def written(self) -> str:
        """The words that differ from the defaults, as the store holds them: `reading rate=120 headset`."""
        words = [_READING] if self.reading else []
        words += [f"{_RATE}{self.rate}"] if self.rate != USUAL_RATE else []
        words += [f"{_VOLUME}{self.volume}"] if self.volume is not None else []
        words += [self.private] if self.private != PrivateSpeech.ASK else []
        return " ".join([*words, _ALONE] if self.alone else words)


SILENT = Listening()


@lru_cache(maxsize=256)
def parse_listening(written: str) -> Listening:
    """What a text made by `Listening.written` says; unknown words are ignored."""
    values: dict[str, str] = {}
    for word in written.split():
        if word in (_READING, _ALONE):
            values[word] = "on"
        elif word in list(PrivateSpeech):
            values["private"] = word
        elif word.startswith((_RATE, _VOLUME)):
            name, _, value = word.partition("=")
            values[name] = value
    return change_listening(SILENT, values) or SILENT


def change_listening(before: Listening, values: Mapping[str, str]) -> Listening | None:
    """With the values of a form, by name; None where one is not to be had. Names of other things are ignored."""
    after = before
    try:
        if _READING in values:
            after = replace(after, reading=_SWITCH[values[_READING]])
        if _ALONE in values:
            after = replace(after, alone=_SWITCH[values[_ALONE]])
        if "rate" in values:
            after = replace(after, rate=RATES[RATES.index(int(values["rate"]))])
        if "volume" in values:
            after = replace(after, volume=VOLUMES[VOLUMES.index(int(values["volume"]))])
        if "private" in values:
            after = replace(after, private=PrivateSpeech(values["private"]))
    except (KeyError, ValueError):
        return None
    return after
