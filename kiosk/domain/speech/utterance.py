"""One sentence or label that is spoken: what the page says, in its language, with what it is and what it belongs to.

The list of a page's utterances is read off the page itself (`static/js/speech/utterances.js`), so that nothing can be
shown and left unsaid; roles and what is private are told here, and the box judges each sentence by them.
"""

from enum import StrEnum

from msgspec import Struct

MOST_SIGNS = 2000
"""The longest text that is spoken at once."""


class Role(StrEnum):
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
    role: Role
    text: str
    of: str = ""
    state: str = ""
    private: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip() or len(self.text) > MOST_SIGNS:
            raise ValueError(f"an utterance has 1 to {MOST_SIGNS} signs")
