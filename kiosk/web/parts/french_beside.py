"""Shows the French beside the citizen's language, at the desk, for the mediator who helps them."""

from flask import Flask
from markupsafe import Markup

from kiosk.domain.language.text import Text
from kiosk.web.request import session
from kiosk.words.languages import FRENCH


def install(app: Flask) -> None:
    """Give templates `beside(text)` and `code_beside(context, code)`."""
    app.jinja_env.globals.update(beside=beside, code_beside=code_beside)


def is_needed() -> bool:
    """Whether a mediator is at this screen, and the page is not in French."""
    current = session.current_or_none()
    return current is not None and current.signed_in and current.preferences.language != FRENCH


def beside(text: Text) -> Markup:
    """The French of a procedure's text; "" where it is not needed, or where the text is French already."""
    return _element(session.words().french(text)) if is_needed() else Markup()


def code_beside(context: str, code: str) -> Markup:
    """The French words for a code; "" where they are not needed."""
    translated = is_needed() and session.words().has(context, code)
    return _element(session.box().words().code(context, code)) if translated else Markup()


def said_beside(french: str) -> str:
    """The given French words as an element; "" where they are not needed."""
    return french if is_needed() else ""


def _element(french: str) -> Markup:
    return Markup(' <span class="french-beside" lang="fr" dir="ltr">{}</span>').format(french) if french else Markup()
