"""How a person wants to be spoken to; it lives as long as their session."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preferences:
    """Language (ISO 639-1) and whether plain variants are preferred (« Français facile »)."""

    language: str = "fr"
    plain: bool = False
