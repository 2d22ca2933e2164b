"""The language a person has chosen, for the length of their session."""

from msgspec import Struct


class Preferences(Struct, frozen=True):
    """The language (ISO 639-1), and whether plain variants are preferred (« Français facile »)."""

    language: str = "fr"
    plain: bool = False
