"""What the person at the screen thought of their visit."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.services.visits import opinions, visits
from kiosk.store.visits import OpenOpinion
from kiosk.web import session
from kiosk.web.detours import find_back_address

opinion_screen = Blueprint("opinion", __name__, url_prefix="/opinion")


@opinion_screen.post("")
def post_face() -> ResponseReturnValue:
    if session.current_session().kept:
        opinions.give_opinion(session.box(), request.form.get("face", ""), session.current_actor())
    return redirect(find_back_address("welcome.show"), 303)


@opinion_screen.post("/word")
def post_word() -> ResponseReturnValue:
    opinions.give_word(session.box(), request.form.get("word", ""), session.current_actor())
    return redirect(find_back_address("welcome.show"), 303)


@opinion_screen.post("/unsolved")
def post_unsolved() -> ResponseReturnValue:
    """The person's problem is not resolved: it is counted, and at a terminal somebody can be called at once."""
    box, current, back = session.box(), session.current_session(), find_back_address("welcome.show")
    if current.kept:
        procedure = box.catalogue.get(request.form.get("procedure", ""))
        visits.note_unsolved(box, procedure.id if procedure else "", current.actor)
    return redirect(url_for("call.show", back=back) if current.terminal else back, 303)


@opinion_screen.app_template_global("unsolved_here")
def is_unsolved_here(procedure_id: str) -> bool:
    """Whether the person at this screen has said that their problem is not resolved."""
    return visits.is_unsolved(session.box().store.read(), procedure_id, session.current_actor())


@opinion_screen.app_template_global("opinion_here")
def find_opinion_here() -> OpenOpinion:
    """What the person at this screen has said of their visit."""
    return opinions.read_opinion(session.box(), session.current_actor())
