"""What can be done here, looked for with one's own words."""

from collections.abc import Sequence

from flask import Blueprint, Response, request

from kiosk.domain.procedure.catalogue_filters import WAYS, Narrowing
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.search.query import MOST_CHARACTERS
from kiosk.services.procedures import favourites as favourite_procedures
from kiosk.web.edge.pages import page, replaces
from kiosk.web.request import session
from kiosk.web.visit.detours import source_in

screen = Blueprint("catalogue", __name__, url_prefix="/procedures")
LIST = "div#found"
"""What htmx replaces while someone types."""


@screen.get("")
def show() -> Response:
    """What was typed is answered and kept nowhere; a mediator's favourites come first where nothing was."""
    box, words, current = session.box(), session.words(), session.current()
    favourites = favourite_procedures.chosen(box, current.actor) if current.signed_in else []
    typed = request.args.get("q", "")[:MOST_CHARACTERS]
    narrowing = Narrowing(**{way: request.args.get(way, "")[:MOST_CHARACTERS] for way in WAYS})
    starred = [each.id for each in favourites]
    everything = [*favourites, *(each for each in box.catalogue.procedures if each.id not in starred)]
    fitting = box.searching.find(box.catalogue, words, typed)
    looked = fitting or everything
    found = [each for each in looked if narrowing.keeps(each)] if fitting != () else []
    return page(
        "case/catalogue/_answer.html" if replaces(LIST) else "case/catalogue/page.html",
        here="catalogue", typed=typed, asked=fitting is not None or bool(narrowing), procedures=found or everything,
        favourites=starred, source=source_in(request.args) if current.signed_in else "",
        missed=not found, narrowing=narrowing, ways={way: _choices(narrowing, looked, way) for way in WAYS},
    )  # fmt: skip


def _choices(narrowing: Narrowing, procedures: Sequence[Procedure], way: str) -> list[tuple[str, str]]:
    """Values of a way that lead to some of these procedures, and their words, in the order of the words."""
    words, offered = session.words().marked, narrowing.offered(procedures, way).items()
    said = [(value, words.code(way, told) if isinstance(told, str) else words.text(told)) for value, told in offered]
    return sorted(said, key=lambda each: each[1].casefold())
