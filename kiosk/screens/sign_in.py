"""Screens where a mediator signs in or out, unlocks a station, makes a badge, and begins a training."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http import security_headers
from kiosk.http.form_tokens import keep_own_path
from kiosk.services.drafts import drafts
from kiosk.services.exchange import send_events
from kiosk.services.people import first_day, sign_in
from kiosk.services.people.sign_in import BADGE_LENGTH, BADGE_LETTERS, LONGEST
from kiosk.services.spool import print_queue
from kiosk.services.visits import visits
from kiosk.web import rate_limits, session, shift_memory
from kiosk.web.detours import find_back_address
from kiosk.web.guards import enter_training, make_staff_screen, signed_in, to_sign_in
from kiosk.web.page_languages import show_to_staff
from kiosk.web.pages import camera_page, htmx, render_page
from kiosk.web.request_state import takes_files
from kiosk.words import paper_fonts
from printers.renderers.pdf import A4

sign_in_screen = Blueprint("sign_in", __name__, url_prefix="/sign-in")


@sign_in_screen.get("", endpoint="show")
def show_sign_in() -> Response:
    if htmx:
        # What a page may do is settled when it is loaded: put into another one, it would have no camera.
        return Response(headers={"HX-Redirect": request.full_path.rstrip("?")})
    return _sign_in_page(request.args.get("next", ""))


@sign_in_screen.post("")
def post_sign_in() -> ResponseReturnValue:
    rate_limits.count_screen_try("sign-in")
    going, login = request.form.get("next", ""), request.form.get("login", "")
    box, pin = session.box(), request.form.get("pin", "")
    file = request.files.get("key-file")
    factor = request.form.get("passphrase", "") or (file.read(LONGEST).decode("utf-8", "replace") if file else "")
    if not factor and sign_in.hash_of(login):
        # A badge that was scanned into the first field, where no script runs: it must not come back in clear.
        factor, login = login, ""
    try:
        if not pin.strip():
            # A scanner ends its badge with Enter, which sends the form where no script runs: no try is counted.
            raise Refused(Refusal.PIN_MISSING)
        mediator = sign_in.sign_in_mediator(box, login, factor, pin, session.current_actor())
        if not box.shifts.ring(mediator.id):
            box.shifts.end(mediator.id)
            raise Refused(Refusal.NO_SERVICE_YET)
    except Refused as refused:
        return _sign_in_page(going, login, refused)
    rate_limits.uncount_screen_try("sign-in")
    shift_memory.begin_at_screen(mediator.id, mediator.name)
    send_events.reseal_waiting_events(box, session.current_session().ring)
    print_queue.release(box)
    session.wake_loops()
    return redirect(keep_own_path(going) or url_for("desk.show"), 303)


@sign_in_screen.post("/leave")
def post_sign_out() -> ResponseReturnValue:
    return shift_memory.redirect_after_shift("welcome.show")


def _sign_in_page(going: str, login: str = "", refused: Refused | None = None) -> Response:
    show_to_staff()
    alone = session.current_session().station.role == StationRole.TERMINAL
    back = find_back_address("welcome.show")
    return camera_page(
        "desk/sign_in/page.html",
        going=keep_own_path(going),
        login=login,
        refused=refused,
        back=back,
        set_up=first_day.is_set_up(session.box()),
        here_now=[] if alone else session.box().shifts.on_shift(),
        key_files=not alone,
        most_bytes=sign_in.MOST_BYTES,
        badge=f"^[{BADGE_LETTERS}]{{{BADGE_LENGTH}}}$",
    )


lock_screen = Blueprint("lock", __name__, url_prefix="/lock")


@lock_screen.get("", endpoint="show")
def show_lock() -> ResponseReturnValue:
    """Choose whose PIN unlocks this screen: the mediator who left it, or a colleague on shift."""
    if session.current_session().terminal:
        return redirect(url_for("welcome.show"), 303)
    if not session.box().shifts.on_shift():
        return redirect(url_for("sign_in.show", next=keep_own_path(request.args.get("next", "")) or None), 303)
    return _lock_page(request.args.get("next", ""), session.current_session().mediator_id)


@lock_screen.post("")
def post_unlock() -> ResponseReturnValue:
    """Check a PIN; a colleague gets a session of their own, with their keys."""
    box, who, going = session.box(), request.form.get("mediator", ""), request.form.get("next", "")
    current = session.current_session()
    if current.terminal:  # or a citizen could lock out everyone who works here, one after the other
        return redirect(url_for("welcome.show"), 303)
    rate_limits.count_screen_try("sign-in")
    there = dict(box.shifts.on_shift())
    try:
        sign_in.unlock_screen(box, who, request.form.get("pin", ""), current.actor)
    except Refused as refused:
        if refused.code in (Refusal.SHIFT_OVER, Refusal.LOCKED_OUT):
            return redirect(url_for("sign_in.show", next=keep_own_path(going) or None), 303)
        return _lock_page(going, who, refused)
    rate_limits.uncount_screen_try("sign-in")
    if who == current.mediator_id:
        session.store_session(current)
        visits.take_up_visit(box, current.actor)
        return redirect(keep_own_path(going) or url_for("desk.show"), 303)
    session.begin_mediator(who, there.get(who, ""))
    return redirect(url_for("desk.show"), 303)


@lock_screen.post("/stay")
def post_stay() -> Response:
    """Keep the screen unlocked: somebody types, or says that they are there. 204; 403 where it is locked already."""
    return Response(status=204 if session.current_session().signed_in else 403)


@lock_screen.post("/now")
def post_lock() -> ResponseReturnValue:
    """Lock at once: no screen of this mediator shows anything until their PIN, which leads back to the page one left.

    The shift goes on, with its keys in memory (`docs/threats.md`); a terminal becomes the citizens' again instead.
    """
    current = session.current_session()
    if current.station.role == StationRole.TERMINAL:
        return shift_memory.redirect_after_shift("welcome.show")
    if current.signed_in:
        session.box().calls.gone(current.station.id)
        sign_in.lock_screens(session.box(), current.actor)
        drafts.forget_discarded_draft(session.box(), current.actor.session)
        session.lock_session()
    return security_headers.clear_browser_data(to_sign_in())


def _lock_page(going: str, who: str, refused: Refused | None = None) -> Response:
    show_to_staff()
    there = session.box().shifts.on_shift()
    who = who if who in dict(there) else there[0][0] if there else ""
    shown = {"who": who, "here_now": there, "digits": shift_memory.known_pin_digits(who)}
    return render_page("desk/lock/page.html", going=keep_own_path(going), refused=refused, **shown)


badge_screen = Blueprint("badge", __name__, url_prefix="/badge")


@badge_screen.post("/read")
@takes_files(sign_in.MOST_BYTES)
def post_badge_picture() -> Response:
    """The letters of the badge in a picture, for the field of the page; 204 where there is none yet.

    It tells what a picture shows, never whether anybody holds such a badge.
    """
    return rate_limits.answer_text_in_picture("badge", sign_in.read_badge_in_picture)


@badge_screen.post("/card")
@signed_in
def post_badge_card() -> Response:
    """The card as a PDF, made from the letters the page still holds; they are stored nowhere."""
    slip = sign_in.make_badge_slip(session.box(), request.form.get("badge", ""), session.page_words())
    response = Response(A4.render(slip, paper_fonts.load_paper_fonts()), mimetype=A4.media_type)
    response.headers["Content-Disposition"] = 'inline; filename="badge.pdf"'
    return response


training_screen = make_staff_screen("training", "/desk/training")


@training_screen.post("/begin")
def post_training_begin() -> ResponseReturnValue:
    """Begin: from the next page on nothing is real. Raises `Refused`: `no-training-here`, `shift-over`."""
    enter_training()
    return redirect(url_for("desk.show"), 303)


@training_screen.post("/end")
def post_training_end() -> ResponseReturnValue:
    """Back to the real desk: the training was ended before this request was answered."""
    return redirect(url_for("desk.show"), 303)
