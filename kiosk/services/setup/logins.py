"""Proposes the name under which somebody signs in."""

from kiosk.domain.language import spelling

LONGEST = 20


def propose_login(name: str) -> str:
    """The first name without accents and capitals: « nadia » for « Nadia Roux »."""
    words = spelling.words(name)
    return words[0][:LONGEST] if words else ""
