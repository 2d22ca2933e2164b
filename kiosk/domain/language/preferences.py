"""The language a person has chosen, for the length of their session."""

from kiosk.frozen import Frozen


class Preferences(Frozen):
    """The language (ISO 639-1), and whether plain variants are preferred (« Français facile »)."""

    language: str = "fr"
    plain: bool = False
