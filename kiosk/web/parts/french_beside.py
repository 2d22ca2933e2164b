"""French beside the citizen's language, for the mediator who helps them: at the desk alone, where it is not French."""

from flask import Flask, g
from markupsafe import Markup

from kiosk.domain.language.text import Text
from kiosk.web.request import session
from kiosk.words.languages import FRENCH


def install(app: Flask) -> None:
    """Give templates `beside(text)` and `code_beside(context, code)`."""
    app.jinja_env.globals.update(beside=beside, code_beside=code_beside)


def is_needed() -> bool:
    """Whether a mediator is at this screen, and it speaks another language."""
    if "session" not in g:
        return False
    current = session.current()
    return current.signed_in and current.preferences.language != FRENCH


def beside(text: Text) -> Markup:
    """The French of a procedure's text; "" where it is not needed, or where the words are French already."""
    return _element(session.words().french(text)) if is_needed() else Markup()


def code_beside(context: str, code: str) -> Markup:
    """The French words for a code."""
    known = is_needed() and session.words().has(context, code)
    return _element(session.box().words().code(context, code)) if known else Markup()


def said_beside(french: str) -> str:
    """French words that are at hand already, where they are needed."""
    return french if is_needed() else ""


def _element(french: str) -> Markup:
    return Markup(' <span class="french-beside" lang="fr" dir="ltr">{}</span>').format(french) if french else Markup()
