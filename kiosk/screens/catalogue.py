"""What can be done here, looked for with one's own words."""

from flask import Blueprint, Response, request

from kiosk.domain.narrowing import WAYS, Narrowing
from kiosk.domain.query import MOST_CHARACTERS
from kiosk.web import session
from kiosk.web.pages import page, replaces

screen = Blueprint("catalogue", __name__, url_prefix="/procedures")
LIST = "div#found"
"""What htmx replaces while someone types."""


@screen.get("")
def show() -> Response:
    """What was typed is answered and kept nowhere."""
    box, words = session.box(), session.words()
    typed = request.args.get("q", "")[:MOST_CHARACTERS]
    narrowing = Narrowing(**{way: request.args.get(way, "")[:MOST_CHARACTERS] for way in WAYS})
    everything = box.catalogue.procedures
    fitting = box.searching.find(box.catalogue, words, typed)
    found = [each for each in (everything if fitting is None else fitting) if narrowing.keeps(each)]
    return page(
        "catalogue/_answer.html" if replaces(LIST) else "catalogue/page.html",
        here="catalogue", typed=typed, asked=fitting is not None or bool(narrowing), procedures=found or everything,
        missed=not found, narrowing=narrowing, ways={way: _choices(narrowing, way) for way in WAYS},
    )  # fmt: skip


def _choices(narrowing: Narrowing, way: str) -> list[tuple[str, str]]:
    """Values of a way and their words, in the order of the words."""
    words, offered = session.words(), narrowing.offered(session.box().catalogue.procedures, way)
    said = [
        (value, words.code(way, told) if isinstance(told, str) else words.text(told)) for value, told in offered.items()
    ]
    return sorted(said, key=lambda each: each[1].casefold())
