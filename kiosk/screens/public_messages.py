"""Messages to the public: the part of the first pages that shows them, and the page of the desk that writes them."""

import hashlib
from collections.abc import Mapping

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.published.public_message import LONGEST, OF_TODAY, PROPOSED_DAYS, PublicMessageKind
from kiosk.errors import Refused
from kiosk.services.published import public_messages, received
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import piece_of_page, render_page
from kiosk.web.questions import refusals
from kiosk.web.request_state import mark_polled
from kiosk.words import languages
from kiosk.words.public_words import PublicWords, describe_public_message

shown_messages = Blueprint("shown_messages", __name__, url_prefix="/public-messages")


@shown_messages.app_template_global("public_messages")
def list_shown_messages() -> list[PublicWords]:
    """What is shown to everybody now, in the page's language."""
    words = session.page_words().marked
    return [describe_public_message(message, words) for message in public_messages.list_public_messages(session.box())]


@shown_messages.app_template_global("mark_of_messages")
def mark_shown_messages(shown: list[PublicWords]) -> str:
    """A short mark of these messages; it changes with them."""
    return hashlib.blake2b(repr(shown).encode(), digest_size=8).hexdigest()


@shown_messages.get("", endpoint="show")
@mark_polled
@piece_of_page("welcome.show")
def show_messages() -> ResponseReturnValue:
    """The messages as a piece of the first page; 204 while they are what the page has already `seen`."""
    shown = list_shown_messages()
    if mark_shown_messages(shown) == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(render_template("arriving/welcome/_messages.html", shown=shown, polls=True))


public_message_screen = make_staff_screen("public_message", "/desk/public-message")


@public_message_screen.get("", endpoint="show")
def show_message_form() -> Response:
    return _page({})


@public_message_screen.post("/<kind>")
def post_public_message(kind: str) -> ResponseReturnValue:
    if kind not in set(PublicMessageKind):
        abort(404)
    names = ("value", "until", languages.FRENCH, *_list_other_languages())
    typed = {name: text for name in names if (text := request.form.get(f"{kind}-{name}")) is not None}
    faults = public_messages.show_to_public(session.box(), PublicMessageKind(kind), typed, session.current_actor())
    if not faults:
        return redirect(url_for(".show"), 303)
    return _page({f"{kind}-{name}": text for name, text in typed.items()}, kind, faults)


@public_message_screen.post("/<message_id>/end")
def post_public_message_end(message_id: str) -> ResponseReturnValue:
    public_messages.take_public_message_back(session.box(), message_id, session.current_actor())
    return redirect(url_for(".show"), 303)


def _list_other_languages() -> list[str]:
    """The languages of the town hall's screens that are not French."""
    return [code for code in session.box().settings.languages if code != languages.FRENCH]


def _page(typed: dict[str, str], kind: str = "", faults: Mapping[str, Refused] | None = None) -> Response:
    """The page, with what was `typed` by field, and what is wrong with the message of that `kind`."""
    box, words, today = session.box(), session.page_words(), session.box().watch.today().day
    shown, others = public_messages.list_public_messages(box), _list_other_languages()
    by_field = {
        name if name == public_messages.LIST else f"{kind}-{name}": fault for name, fault in (faults or {}).items()
    }
    proposed = {f"{of}-until": (today + days).strftime("%d/%m/%Y") for of, days in PROPOSED_DAYS.items()}
    return render_page(
        "desk/public_message/page.html",
        422 if faults else 200,
        here="settings",
        shown=[describe_public_message(message, words) for message in shown],
        of_today=any(message.kind in OF_TODAY for message in shown),
        decides=received.decides(box.store.read(), session.current_actor()),
        others=[(code, words.tongue(code), languages.find_direction(code)) for code in others],
        others_given=any(typed.get(f"own-{code}") for code in others),
        longest=LONGEST,
        given=proposed | typed,
        faults=refusals(by_field, words),
    )
