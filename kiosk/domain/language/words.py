"""The interface through which the domain gets words in a language; implemented by `kiosk.words.words.Words`."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from msgspec import Struct

from kiosk.domain.language.spelling import Text

Typed = Mapping[str, tuple[str, ...]]
"""What a form sent for one field: part name ("" if there is only one) to the strings typed or ticked."""
Value = Any
"""What an answer means, as JSON can hold it: str, int, float, bool, a list of str, or a dict of str."""


class Preferences(Struct, frozen=True):
    """The language (ISO 639-1), and whether plain variants are preferred (« Français facile »)."""

    language: str = "fr"
    plain: bool = False


class WordSource(Protocol):
    """Words in one language, plain or not."""

    def text(self, text: Text) -> str:
        """A text of a procedure file, translated; the French if there is no translation."""

    def code(self, context: str, code: str, /, **values: Any) -> str:
        """The words for a code, such as `code("fault", "missing")`."""

    def day(self, day: date) -> str:
        """A date in full, such as « 24 novembre 2026 »."""

    def number(self, number: int | float) -> str:
        """A number as the language writes it."""

    def money(self, amount: str) -> str:
        """A sum in euros (`amount` with two decimals) as the language writes it: « 1 234,50 € »."""

    def country(self, code: str) -> str:
        """The name of a country from its two-letter code; the code itself if it is unknown."""

    def countries(self) -> Sequence[str]:
        """The names of all countries, sorted."""

    def listed(self, items: Sequence[str]) -> str:
        """A list in one phrase, such as « a, b et c »."""
