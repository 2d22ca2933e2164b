"""The public screens before a case: welcome, language, arrival at a station, accessibility, and leaving."""

from datetime import date
from typing import Literal

from flask import Blueprint, Response, make_response, redirect, request, url_for
from flask.typing import ResponseReturnValue
from msgspec import Struct
from msgspec.structs import replace

from kiosk.catalogue.check.rgaa_audit import read_rgaa_audit
from kiosk.domain.answers.journey import LEFT
from kiosk.domain.language.words import Preferences
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreadable
from kiosk.http import security_headers
from kiosk.services.access.open_case import open_case
from kiosk.services.figures import kept_promises
from kiosk.services.people import sign_in
from kiosk.services.spool import print_queue
from kiosk.services.visits import visits
from kiosk.store import sessions
from kiosk.web import detours, session, shift_memory
from kiosk.web.guards import signed_in, to_sign_in
from kiosk.web.page_languages import PLAIN
from kiosk.web.pages import is_page_unreviewed, mark_language_chosen, render_page
from kiosk.words import languages

arrival_screen = Blueprint("arrival", __name__, url_prefix="/arrival")


@arrival_screen.get("/<token>")
def redirect_arriving_screen(token: str) -> ResponseReturnValue:
    session.adopt_station(token)
    return redirect(url_for("welcome.show"), 303)


language_screen = Blueprint("language", __name__, url_prefix="/language")


class OfferedLanguage(Struct, frozen=True):
    """One language to choose: `code` is what its button sends; `lang` and `dir` are HTML attributes of its `name`."""

    code: str
    lang: str
    dir: Literal["ltr", "rtl"]
    name: str
    current: bool


@language_screen.get("", endpoint="show")
def show_languages() -> Response:
    back = detours.find_back_address("welcome.show")
    return render_page("arriving/language/page.html", languages=list_offered_languages(), back=back)


@language_screen.post("")
def post_language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    language, _, manner = chosen.partition("-")
    if language not in session.box().settings.languages:
        raise Refused(Refusal.NO_SUCH_LANGUAGE)
    session.store_session(replace(session.current_session(), preferences=Preferences(language, manner == PLAIN)))
    if session.current_session().terminal:
        visits.begin_visit(session.box(), session.current_actor())
    back = detours.find_back_address("catalogue.show")
    return redirect(mark_language_chosen(back) if is_page_unreviewed() else back, 303)


def list_offered_languages() -> list[OfferedLanguage]:
    """The languages of this site, each in its own name; plain French follows French."""
    box, current = session.box(), session.current_session().preferences
    languages_offered = []
    for language in box.settings.languages:
        words = box.words(language)
        manners = ("", PLAIN) if language == languages.FRENCH else ("",)
        for manner in manners:
            languages_offered.append(
                OfferedLanguage(
                    code=f"{language}-{manner}" if manner else language,
                    lang=language,
                    dir=words.direction,
                    name=words.code("language", PLAIN) if manner else languages.find_language_name(language),
                    current=current == Preferences(language, bool(manner)),
                )
            )
    return languages_offered


welcome_screen = Blueprint("welcome", __name__)


@welcome_screen.get("/", endpoint="show")
def show_welcome() -> Response:
    box, offered, left = session.box(), list_offered_languages(), request.args.get("left", "")
    first, minutes = offered[0], box.settings.invite_every_min
    speech = box.words(first.lang)
    return render_page(
        "arriving/welcome/page.html",
        languages=offered,
        # How each language offers itself by voice, in itself, to who does not see its button.
        spoken_offers=[
            (language, box.words(language.lang).code("speech", "offer-plain" if "-" in language.code else "offer"))
            for language in offered
        ],
        # What is said to who has left by ear alone, in their language.
        farewell=(left, box.words(left).code("speech", "farewell")) if left in box.settings.languages else ("", ""),
        # What tells whoever does not see the screen that it speaks, every so many minutes.
        invitation=(first, speech.code("speech", "invitation"), minutes) if minutes else None,
        promises=kept_promises.read_promises(box),
        # What tells a hand that tries the keys of a silent terminal which one begins.
        key_told=(first, speech.code("speech", "key-told").replace("{}", box.settings.listen_key)),
    )


existing_case_screen = Blueprint("existing_case", __name__, url_prefix="/my-case")


@existing_case_screen.get("", endpoint="show")
def show_existing_case() -> Response:
    return render_page("arriving/existing_case/page.html")


accessibility_screen = Blueprint("accessibility", __name__, url_prefix="/accessibility")


@accessibility_screen.get("", endpoint="show")
def show_accessibility() -> Response:
    audit, back = read_rgaa_audit(), detours.find_back_address("welcome.show")
    made_on = date.fromisoformat(audit.made_on)
    page = "arriving/accessibility/page.html"
    return render_page(page, audit=audit, made_on=made_on, back=back, unreviewed=is_page_unreviewed())


terminal_screen = Blueprint("terminal", __name__, url_prefix="/terminal")


@terminal_screen.post("/here")
def post_still_here() -> Response:
    """Keep the session alive: somebody types, touches or presses."""
    return Response(status=204)


@terminal_screen.post("/back")
@signed_in
def post_give_back() -> ResponseReturnValue:
    """Give the screen back to the citizen; the mediator stays on shift only where they have another screen."""
    current = session.current_session()
    session.box().calls.gone(current.station.id)
    there = shift_memory.give_back_to_citizen()
    if not sessions.has_session(session.box().store.read(), current.mediator_id):
        sign_in.end_shift(session.box(), current.mediator_id, current.actor)
    if not there:
        return redirect(url_for("welcome.show"), 303)
    citizen = session.current_session()
    try:
        open_case(session.box(), citizen.case_id, citizen.actor)
    except (Refused, Unreadable):  # they have no case, or not any more
        return redirect(url_for("catalogue.show"), 303)
    return detours.redirect_to(citizen.case_id, LEFT)


leave_screen = Blueprint("leave", __name__, url_prefix="/next")


@leave_screen.post("")
def post_leave() -> ResponseReturnValue:
    """Begin another session; at the desk the mediator stays signed in. Print jobs that wait for the person who
    leaves are cancelled.
    """
    current = session.current_session()
    if current.confirming or current.idle:
        return to_sign_in()
    shift_memory.record_left()
    shift_memory.end_waiting_session()
    session.begin_next_person()
    print_queue.cancel_jobs_of_departed(session.box())
    session.wake_loops()
    left = current.preferences.language if current.speech.alone else None  # it is said to who goes by ear alone
    there = url_for("desk.show") if current.signed_in else url_for("welcome.show", left=left)
    return security_headers.clear_browser_data(make_response(redirect(there, 303)))
