"""What the person at the screen thought of their visit."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue

from kiosk.services.visits import opinions
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


@opinion_screen.app_template_global("opinion_here")
def find_opinion_here() -> OpenOpinion:
    """What the person at this screen has said of their visit."""
    return opinions.read_opinion(session.box(), session.current_actor())
