"""First screen: a greeting and the choice of a language."""

from flask import Blueprint, Response, request

from kiosk.screens.arriving.language import OfferedLanguage, offered
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("welcome", __name__)


@screen.get("/")
def show() -> Response:
    return page(
        "arriving/welcome/page.html",
        languages=offered(),
        asked_elsewhere=_asked_elsewhere(),
        spoken_offers=_spoken_offers(),
        farewell=_farewell(request.args.get("left", "")),
        invitation=_invitation(),
        key_told=_key_told(),
    )


def _spoken_offers() -> list[tuple[OfferedLanguage, str]]:
    """How each language offers itself by voice, in itself, to who does not see its button."""
    box = session.box()
    return [
        (language, box.words(language.lang).code("speech", "offer-plain" if "-" in language.code else "offer"))
        for language in offered()
    ]


def _farewell(left: str) -> tuple[str, str]:
    """The language of who has left by ear alone, and what is said to them; nothing where nobody has."""
    box = session.box()
    return (left, box.words(left).code("speech", "farewell")) if left in box.settings.languages else ("", "")


def _invitation() -> tuple[OfferedLanguage, str, int] | None:
    """What tells whoever does not see the screen that it speaks, every so many minutes; None where nothing does."""
    box, language = session.box(), offered()[0]
    minutes = box.settings.invite_every_min
    return (language, box.words(language.lang).code("speech", "invitation"), minutes) if minutes else None


def _key_told() -> tuple[OfferedLanguage, str]:
    """What tells a hand that tries the keys of a silent terminal which one begins."""
    box, language = session.box(), offered()[0]
    return language, box.words(language.lang).code("speech", "key-told").replace("{}", box.settings.listen_key)


def _asked_elsewhere() -> list[tuple[OfferedLanguage, str]]:
    """« Choose your language » in each other language: who cannot read the page's finds their own."""
    here, box = session.words().language, session.box()
    others = {language.lang: language for language in offered() if language.lang != here}
    return [(other, box.words(lang).code("choose", "language")) for lang, other in others.items()]
