"""The language of the hub's public pages: what was chosen, else the first of the browser's that Parvis speaks."""

from flask import has_request_context, request

from hub.web.request_state import request_state
from kiosk.words import languages
from kiosk.words.languages import FRENCH
from kiosk.words.words import Words

CHOSEN = "lang"
"""The name of what a page's buttons choose a language with."""


def language() -> str:
    """The language of a public page that is asked for."""
    spoken = languages.spoken()
    chosen = request.values.get(CHOSEN, "")
    return chosen if chosen in spoken else request.accept_languages.best_match(spoken) or FRENCH


def of_page() -> str:
    """The language of the page being made: French, but for those whose values come from `template_values`."""
    return (request_state().language or FRENCH) if has_request_context() else FRENCH


def template_values() -> dict[str, object]:
    """For templates of public pages: `words`, their `direction`, and `tongues`, pairs of code and name."""
    chosen = request_state().language = language()
    words = Words(chosen)
    tongues = [(code, languages.name(code)) for code in languages.spoken()]
    return {"words": words, "direction": words.direction, "tongues": tongues}
