"""An information sheet, and a message to the desk: words in several languages, and the days on which they are shown."""

from collections.abc import Mapping
from datetime import date

from msgspec import Struct

FRENCH = "fr"


class InLanguages(Struct, frozen=True):
    """A text by the code of its language; French is always there. Paragraphs are separated by an empty line."""

    texts: Mapping[str, str]

    def language(self, wanted: str) -> str:
        """The language in which a reader of `wanted` gets it."""
        return wanted if wanted in self.texts else FRENCH

    def text(self, wanted: str) -> str:
        """The text in that language."""
        return self.texts.get(self.language(wanted), "")

    def paragraphs(self, wanted: str) -> list[str]:
        """The same, cut at empty lines."""
        return [part for part in self.text(wanted).split("\n\n") if part]


class Sheet(Struct, frozen=True):
    """Information that is no procedure: `source` says where it comes from, `checked` when somebody last compared it.

    It is shown up to the day `until`, None for ever.
    """

    name: str
    title: InLanguages
    text: InLanguages
    source: str
    checked: date
    until: date | None

    def is_shown(self, today: date) -> bool:
        """Whether it is shown on that day."""
        return self.until is None or today <= self.until


class Message(Struct, frozen=True):
    """A message to whoever works at the desk, from the day `since` up to the day `until`."""

    name: str
    title: InLanguages
    text: InLanguages
    since: date | None
    until: date

    def is_shown(self, today: date) -> bool:
        """Whether it is shown on that day."""
        return (self.since is None or self.since <= today) and today <= self.until
