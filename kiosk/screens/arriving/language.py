"""Screen that chooses the language of the pages, « Français facile » included."""

from typing import Literal

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct

from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.hosts import inside
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.request.page_languages import PLAIN
from kiosk.words import languages

screen = Blueprint("language", __name__, url_prefix="/language")


class OfferedLanguage(Struct, frozen=True):
    """One language to choose: `code` is what its button sends, `lang` and `dir` are the HTML attributes of its `name`.

    `note` says in that language that no native speaker has reviewed it, "" where one has.
    """

    code: str
    lang: str
    dir: Literal["ltr", "rtl"]
    name: str
    note: str
    current: bool


@screen.get("")
def show() -> Response:
    back = inside(request.args.get("back", ""))
    return page("arriving/language/page.html", languages=offered(), back=back or url_for("welcome.show"))


@screen.post("")
def choose() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    language, _, manner = chosen.partition("-")
    if language not in session.box().settings.languages:
        raise Refused(Refusal.NO_SUCH_LANGUAGE)
    session.set_preferences(Preferences(language, manner == PLAIN))
    return redirect(inside(request.form.get("back", "")) or url_for("catalogue.show"), 303)


def offered() -> list[OfferedLanguage]:
    """The languages of this site, each in its own name, with a note where no native speaker has reviewed it; plain
    French follows French.
    """
    box, current = session.box(), session.current().preferences
    languages_offered = []
    for language in box.settings.languages:
        words = box.words(language)
        note = languages.unreviewed(language, box.settings.paths.translations)
        manners = ("", PLAIN) if language == languages.FRENCH else ("",)
        for manner in manners:
            languages_offered.append(
                OfferedLanguage(
                    code=f"{language}-{manner}" if manner else language,
                    lang=language,
                    dir=words.direction,
                    name=words.code("language", PLAIN) if manner else languages.name(language),
                    note=words.code("language", "unreviewed") if note else "",
                    current=current == Preferences(language, bool(manner)),
                )
            )
    return languages_offered
