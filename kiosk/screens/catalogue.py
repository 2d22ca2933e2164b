"""Screens to choose a procedure: the catalogue, its search and favourites, and the information sheets."""

from collections.abc import Sequence

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.domain.language import spelling
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.search.query import MOST_CHARACTERS, WAYS, Narrowing, situations
from kiosk.services.drafts.drafts import HOUSEHOLD
from kiosk.services.procedures import look_up
from kiosk.services.published import received
from kiosk.web import session
from kiosk.web.detours import find_back_address
from kiosk.web.guards import make_staff_screen
from kiosk.web.page_languages import show_to_staff
from kiosk.web.pages import render_page, replaces_only
from kiosk.web.shift_memory import find_source_case

catalogue_screen = Blueprint("catalogue", __name__, url_prefix="/procedures")
LIST = "div#found"
"""The part of the page that htmx replaces while someone types."""


@catalogue_screen.get("", endpoint="show")
def show_catalogue() -> Response:
    """The procedures that match what was typed, which is stored nowhere; all of them, a mediator's favourites first,
    where nothing was typed. What another body gives is said first, with where to go. A citizen who asked for nothing
    yet chooses among situations; `?list=all` is the list by names.
    """
    box, current = session.box(), session.current_session()
    if current.signed_in:
        show_to_staff()
    words, source = session.page_words(), find_source_case(request.args)
    favourites = look_up.list_offered_favourites(box, current.actor) if current.signed_in else []
    typed = request.args.get("q", "")[:MOST_CHARACTERS]
    narrowing = Narrowing(**{way: request.args.get(way, "")[:MOST_CHARACTERS] for way in WAYS})
    by_name = current.signed_in or "list" in request.args
    chosen, rest = ((), ()) if by_name or typed.strip() or narrowing else situations(box.offered.procedures)
    starred = [procedure.id for procedure in favourites]
    offered = box.offered
    listed = sorted(offered.procedures, key=_name_key) if current.signed_in else offered.procedures
    everything = [*favourites, *(procedure for procedure in listed if procedure.id not in starred)]
    elsewhere = box.searching.elsewhere(offered, words, typed)
    fitting = () if elsewhere and elsewhere.alone else box.searching.find(offered, words, typed)
    candidates = fitting or everything
    kept = [procedure for procedure in candidates if narrowing.keeps(procedure)] if fitting != () else []
    return render_page(
        "case/catalogue/_answer.html"
        if replaces_only(LIST)
        else "desk/catalogue/page.html"
        if current.signed_in
        else "case/catalogue/page.html",
        their_language=current.preferences.language,
        here="catalogue",
        typed=typed,
        case_id=box.clock.new_id(),
        asked=fitting is not None or bool(narrowing),
        procedures=kept or everything,
        favourites=starred,
        source=source,
        same_home=source.startswith(HOUSEHOLD),
        situations=chosen,
        rest=rest,
        by_name=by_name,
        missed=not kept,
        elsewhere=elsewhere,
        sheets=received.search_sheets(box, words.language, typed),
        has_sheets=bool(received.sheets(box, words.language)),
        narrowing={way: getattr(narrowing, way) or None for way in WAYS},
        ways={way: _choices(narrowing, candidates, way) for way in WAYS},
    )


def _name_key(procedure: Procedure) -> str:
    return spelling.fold_accents(procedure.name.text).casefold()


def _choices(narrowing: Narrowing, procedures: Sequence[Procedure], way: str) -> list[tuple[str, str]]:
    """The values of one filter that some of these procedures have, with their labels, in the order of the labels."""
    words, offered = session.page_words().marked, narrowing.offered(procedures, way).items()
    choices = [
        (value, words.code(way, label) if isinstance(label, str) else words.text(label)) for value, label in offered
    ]
    return sorted(choices, key=lambda choice: choice[1].casefold())


favourite_screen = make_staff_screen("favourite", "/procedures/<procedure_id>/favourite")


@favourite_screen.post("")
def post_favourite(procedure_id: str) -> ResponseReturnValue:
    chosen = request.form.get("do") == "add"
    look_up.set_favourite(session.box(), procedure_id, chosen, session.current_actor())
    return redirect(find_back_address("introduction.show", procedure_id=procedure_id), 303)


information_screen = Blueprint("information", __name__, url_prefix="/information")


@information_screen.get("", endpoint="show")
def show_information() -> Response:
    sheets = received.sheets(session.box(), session.page_words().language)
    return render_page("published/information/page.html", here="catalogue", sheets=sheets)


@information_screen.get("/<name>")
def show_information_sheet(name: str) -> Response:
    sheet = received.sheet_named(session.box(), name)
    return render_page("published/information/sheet.html", here="catalogue", sheet=sheet) if sheet else abort(404)
