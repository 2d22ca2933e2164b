"""How each language says what is written in signs: one module a language."""

from kiosk.domain.speech.manners.arabic import ARABIC
from kiosk.domain.speech.manners.english import ENGLISH
from kiosk.domain.speech.manners.french import FRENCH
from kiosk.domain.speech.manners.manner import Manner
from kiosk.domain.speech.manners.portuguese import PORTUGUESE
from kiosk.domain.speech.manners.spanish import SPANISH
from kiosk.domain.speech.manners.ukrainian import UKRAINIAN

MANNERS = (FRENCH, ENGLISH, ARABIC, UKRAINIAN, SPANISH, PORTUGUESE)

__all__ = ["MANNERS", "Manner"]
