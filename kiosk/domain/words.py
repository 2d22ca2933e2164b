"""What the domain asks of whoever holds the words; `kiosk.words.Words` answers."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Protocol

from kiosk.domain.text import Text


class Words(Protocol):
    """One language and one manner of speaking (plain or not)."""

    def text(self, text: Text) -> str:
        """The words of a procedure file, translated; the French where no translation exists."""

    def code(self, context: str, code: str, /, **values: Any) -> str:
        """The words for a code, such as `code("fault", "missing")`."""

    def day(self, day: date) -> str:
        """A date in full, such as « 24 novembre 2026 »."""

    def number(self, number: int | float) -> str:
        """A number as the language writes it."""

    def money(self, amount: str) -> str:
        """Euros, given with two decimals, as the language writes them: « 1 234,50 € »."""

    def country(self, code: str) -> str:
        """The name of a country by its two letters; the code where it has none."""

    def countries(self) -> Sequence[str]:
        """The name of every country, in the order of the names."""

    def listed(self, items: Sequence[str]) -> str:
        """Several things in one phrase, such as « a, b et c »."""
