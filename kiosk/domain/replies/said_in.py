"""What a service wrote, in the reader's language where its template is translated.

A hub says a translation only of a text that nobody changed: what somebody wrote stands in French.
"""

from collections.abc import Mapping
from typing import Any


def translations(said: Mapping[str, Any]) -> dict[str, str]:
    """The translations of an update's message, by language; none of a hub with another notation."""
    given = said.get("said_in")
    if not isinstance(given, dict) or not said.get("message"):
        return {}
    return {language: text for language, text in given.items() if isinstance(text, str) and text}


def translated(said: Mapping[str, Any], language: str) -> str:
    """The message of an update in this language, "" where it is there in French alone."""
    return translations(said).get(language, "")
