"""The second screen beside a desk: what the citizen sees and answers there, and what the desk sees of it."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.journey import LEFT, SUBMITTED
from kiosk.domain.events.submission import Confirmation
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import keep_own_path, make_cookie_flags
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor
from kiosk.services.drafts import submit_case
from kiosk.services.lan.pairs import LASTS_S, Desk, Face, ScreenPair, StationToEnrol, digest_lines
from kiosk.services.papers import receipt
from kiosk.services.papers.kinds import case_receipt
from kiosk.services.visits import opinions
from kiosk.store import cases
from kiosk.store.database import Database
from kiosk.web import detours, rate_limits, second_face, session
from kiosk.web.guards import case_key_required, door_page, signed_in
from kiosk.web.page_languages import show_to_staff
from kiosk.web.page_parts import draw_square
from kiosk.web.pages import piece_of_page, render_page
from kiosk.web.request_state import app_state, mark_polled, request_state

second_screen_screen = Blueprint("second_screen", __name__, url_prefix="/second-screen")


@second_screen_screen.get("", endpoint="show")
@mark_polled
def show_second_screen() -> ResponseReturnValue:
    """The page of a second screen: of the local network with that role, or a window of this machine."""
    return _second_screen_page() if _may_be() else redirect(url_for("welcome.show"), 303)


@second_screen_screen.get("/state")
@mark_polled
@piece_of_page(".show")
def poll_second_screen() -> ResponseReturnValue:
    """Asked every second: 204 while the page `seen` is right, else that the page is loaded again. Asked by the page of
    comfort for the person that it is `of`: another one finds this screen's own page.
    """
    if "of" in request.args:
        same = request.args["of"] == second_face.person_beside()
        return Response(status=204) if same else Response(status=200, headers={"HX-Redirect": url_for(".show")})
    pair = second_face.pair_of_screen() if _may_be() else None
    if pair is not None:
        app_state().pairs.heard(pair)
    same = request.args.get("seen", "") == (pair.mark if pair else "")
    return Response(status=204) if same else Response(status=200, headers={"HX-Refresh": "true"})


@second_screen_screen.post("")
@mark_polled
def post_pairing() -> ResponseReturnValue:
    if not _may_be():
        return redirect(url_for("welcome.show"), 303)
    pairs, visit = app_state().pairs, request_state().lan
    try:
        rate_limits.count_screen_try("enrol")
        wanted = pairs.codes.take(request.form.get("code", ""))
    except Refused as refused:
        return _second_screen_page(refused)
    rate_limits.uncount_screen_try("enrol")
    desk = Desk(wanted.desk, wanted.place, wanted.by, wanted.name)
    token = pairs.pair(desk, visit.station.id if visit else "")
    answer = redirect(url_for(".show"), 303)
    answer.set_cookie(second_face.COOKIE, token, path=url_for(".show"), **make_cookie_flags(request.is_secure))
    return answer


@second_screen_screen.post("/answer")
@mark_polled
def post_answer_judgement() -> ResponseReturnValue:
    """The person's yes or no to the answer that the screen shows; to one that has changed meanwhile it says nothing."""
    pair = second_face.pair_of_screen()
    line = pair.line_of(request.form.get("line", "")) if pair else None
    if pair is not None and line is not None:
        app_state().pairs.change(pair, lambda kept: kept.judge(line, request.form.get("do") == "yes"))
    return redirect(url_for(".show"), 303)


@second_screen_screen.post("/opinion")
@mark_polled
def post_second_face() -> ResponseReturnValue:
    """The face that the person beside the desk presses, in the visit that goes on at the desk."""
    pair = second_face.pair_of_screen()
    if pair is not None and pair.face is Face.DONE:
        opinions.give_opinion(session.box(), request.form.get("face", ""), _actor_of(pair))
    return redirect(url_for(".show"), 303)


@second_screen_screen.post("/confirm")
@mark_polled
def post_screen_confirmation() -> ResponseReturnValue:
    """Submit the case with exactly the answers that the last page stood for; with others it is shown again."""
    pair = second_face.pair_of_screen()
    if pair is None or pair.face is not Face.LAST or not pair.last or pair.last.digest != request.form.get("all", ""):
        return redirect(url_for(".show"), 303)
    asked = pair.last.digest

    def unchanged(_: Database, __: str, opened: OpenedCase) -> None:
        if digest_lines(second_face.lines_of_opened_case(opened, pair.preferences)) != asked:
            raise Refused(Refusal.NOT_COMPLETE)

    box, actor = session.box(), _actor_of(pair)
    try:
        submit_case.submit_case(
            box, pair.case_id, actor, Confirmation("citizen", "touch", second_screen=True), unchanged
        )
    except Refused as refused:
        if refused.code not in (Refusal.NOT_COMPLETE, Refusal.NO_SUCH_CASE):
            raise
        gone = refused.code == Refusal.NO_SUCH_CASE
        lines = () if gone else second_face.lines_of_opened_case(open_case(box, pair.case_id, actor), pair.preferences)
        app_state().pairs.change(pair, lambda kept: kept.fill(lines, None))
        return redirect(url_for(".show"), 303)
    app_state().pairs.change(pair, ScreenPair.finish)
    session.wake_loops()
    return redirect(url_for(".show"), 303)


def _may_be() -> bool:
    """Whether this screen may show it: no station of the network with another role, and no terminal."""
    visit, role = request_state().lan, session.current_session().station.role
    return role == StationRole.SECOND_SCREEN if visit else role != StationRole.TERMINAL


def _second_screen_page(refused: Refused | None = None) -> Response:
    pair = second_face.pair_of_screen()
    if pair is None:
        return door_page("lan/second_screen/page.html", 422 if refused else 200, refused=refused)
    app_state().pairs.heard(pair)
    second_face.take_persons_session(pair)
    sent = _read_sent_case(pair) if pair.face is Face.DONE else {}
    given = opinions.read_opinion(session.box(), _actor_of(pair))
    return make_response(
        render_template("lan/second_screen/face.html", pair=pair, shown=pair.shown, last=pair.last, given=given, **sent)
    )


def _actor_of(pair: ScreenPair) -> Actor:
    desk = pair.desk
    ring = session.box().shifts.ring(desk.mediator_id)
    return Actor(desk.station_id, desk.mediator_id, desk.mediator_name, ring=ring, desk=desk.session)


def _read_sent_case(pair: ScreenPair) -> dict[str, object]:
    """The number and the square of the case that was just sent, as on its receipt; nothing where it is gone."""
    box, words = session.box(), session.page_words()
    db = box.store.read()
    key = data_keys.find_key(db, pair.case_id, _actor_of(pair))
    submission = cases.read_submission(db, pair.case_id, key)
    if submission is None:
        return {}
    made = receipt.make_receipt_code if key else case_receipt.make_attestation_code
    code = made(submission, box.hub_url, words)
    return {"reference": submission.reference, "picture": draw_square(code.data, code.alt)}


second_desk_screen = Blueprint("second_desk", __name__, url_prefix="/desk/second-screen")


@second_desk_screen.get("", endpoint="show")
@signed_in
def show_second_desk() -> Response:
    return _second_desk_page("", request.args.get("back", ""))


@second_desk_screen.post("")
@signed_in
def post_pairing_code() -> Response:
    desk = second_face.this_desk()
    wanted = StationToEnrol(
        StationRole.SECOND_SCREEN, desk.mediator_name, desk.station_id, by=desk.mediator_id, desk=desk.session
    )
    session.box().shifts.memory(desk.mediator_id)["second"] = True  # for this shift pages of cases offer it again
    code = app_state().pairs.codes.show(wanted)
    return _second_desk_page(f"{code[:3]} {code[3:]}", request.form.get("back", ""))


@second_desk_screen.get("/paired")
@mark_polled
@signed_in
@piece_of_page(".show")
def poll_pairing() -> ResponseReturnValue:
    """Asked every second beside a code: 204 until a screen has typed it, then where the mediator came from."""
    if second_face.pair_of_desk() is None:
        return Response(status=204)
    going = detours.find_back_address(".show")
    return Response(status=200, headers={"HX-Redirect": going})


@second_desk_screen.post("/end")
@signed_in
def post_pairing_end() -> ResponseReturnValue:
    app_state().pairs.end(second_face.this_desk().session)
    return redirect(url_for(".show"), 303)


@second_desk_screen.get("/state")
@mark_polled
@signed_in
@piece_of_page(".show")
def show_pair_state() -> ResponseReturnValue:
    """What a page of a case says of the second screen, as a piece of that page; 204 while it says so already."""
    whole = bool(request.args.get("whole", ""))
    beside = second_face.second_screen_state(whole)
    if beside is not None and beside.mark == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(render_template("_parts/case/second_screen.html", whole=whole))


@second_desk_screen.get("/<case_id>")
@case_key_required
def show_wait_for_person(case_id: str) -> ResponseReturnValue:
    """The desk while the person confirms on the second screen; then the case's own page."""
    show_to_staff()
    if cases.read_submission(session.box().store.read(), case_id) is not None:
        return detours.redirect_to(case_id, SUBMITTED)
    beside = second_face.second_screen_state()
    if beside is None or beside.case_id != case_id or not beside.last:
        return detours.redirect_to(case_id, LEFT)
    back = detours.case_page_address(case_id, LEFT)
    return render_page("lan/second_desk/wait.html", here="", case_id=case_id, second=beside, back=back)


@second_desk_screen.get("/<case_id>/over")
@mark_polled
@signed_in
def poll_wait_over(case_id: str) -> Response:
    """Asked every second by that page: 204 while it is right, else that it is loaded again."""
    beside = second_face.second_screen_state()
    waits = beside is not None and beside.case_id == case_id and beside.last
    same = waits and beside is not None and str(int(beside.silent)) == request.args.get("silent", "0")
    return Response(status=204) if same else Response(status=200, headers={"HX-Refresh": "true"})


def _second_desk_page(code: str, back: str) -> Response:
    shown = {"code": code, "lan": app_state().lan, "seconds": int(LASTS_S), "back": keep_own_path(back)}
    return render_page("lan/second_desk/page.html", here="second", **shown)
