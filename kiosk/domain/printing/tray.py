"""Groups of papers for which a printer can be chosen."""

from enum import StrEnum


class Tray(StrEnum):
    """One group. A paper in `ALL` has no choice of its own: it follows the choice for all papers."""

    ALL = ""
    RECEIPTS = "receipts"
    ANSWERS = "answers"
    DECISIONS = "decisions"
    MANDATES = "mandates"
    LISTS = "lists"
