"""The second screen, which the citizen sees while the desk writes: one question at a time, yes or no, and the end."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.events.submission import Confirmation
from kiosk.domain.screen.station import StationRole
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import guarded
from kiosk.services.access.open_case import OpenedCase, open_case
from kiosk.services.box.box import Actor
from kiosk.services.drafts import submit_case
from kiosk.services.lan.pairs import Desk, Pair, digest_of
from kiosk.store.database import Database
from kiosk.web.edge import rate_limits
from kiosk.web.edge.first_start_gate import door_page
from kiosk.web.edge.pages import piece_of
from kiosk.web.framework.view_marks import polled
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.request_state import request_state
from kiosk.web.visit import second_face
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("second_screen", __name__, url_prefix="/second-screen")


@screen.get("")
@polled
def show() -> ResponseReturnValue:
    """The page of a second screen: of the local network with that role, or a window of this machine."""
    return _page() if _may_be() else redirect(url_for("welcome.show"), 303)


@screen.get("/state")
@polled
@piece_of(".show")
def state() -> ResponseReturnValue:
    """Asked every second: 204 while the page `seen` is right, else that the page is loaded again."""
    pair = second_face.of_screen() if _may_be() else None
    if pair is not None:
        app_state().pairs.heard(pair)
    same = request.args.get("seen", "") == (pair.mark if pair else "")
    return Response(status=204) if same else Response(status=200, headers={"HX-Refresh": "true"})


@screen.post("")
@polled
def pair() -> ResponseReturnValue:
    """Be paired to the desk that shows the typed code."""
    if not _may_be():
        return redirect(url_for("welcome.show"), 303)
    pairs, visit = app_state().pairs, request_state().lan
    try:
        rate_limits.count_try("enrol")
        wanted = pairs.codes.take(request.form.get("code", ""))
    except Refused as refused:
        return _page(refused)
    rate_limits.uncount_try("enrol")
    desk = Desk(wanted.desk, wanted.place, wanted.by, wanted.name)
    token = pairs.pair(desk, session.current().preferences, visit.station.id if visit else "")
    answer = redirect(url_for(".show"), 303)
    answer.set_cookie(second_face.COOKIE, token, path=url_for(".show"), **guarded(request.is_secure))
    return answer


@screen.post("/answer")
@polled
def judge() -> ResponseReturnValue:
    """The person's yes or no to the answer that the screen shows; to one that has changed meanwhile it says nothing."""
    pair = second_face.of_screen()
    line = pair.line_of(request.form.get("line", "")) if pair else None
    if pair is not None and line is not None:
        app_state().pairs.change(pair, lambda kept: kept.judge(line, request.form.get("do") == "yes"))
    return redirect(url_for(".show"), 303)


@screen.post("/confirm")
@polled
def confirm() -> ResponseReturnValue:
    """Submit the case with exactly the answers that the last page stood for; with others it is shown again."""
    pair = second_face.of_screen()
    if pair is None or pair.last is None or pair.last.digest != request.form.get("all", ""):
        return redirect(url_for(".show"), 303)
    asked, desk = pair.last.digest, pair.desk

    def unchanged(_: Database, __: str, opened: OpenedCase) -> None:
        if digest_of(second_face.lines_here(opened, pair.preferences)) != asked:
            raise Refused(Refusal.NOT_COMPLETE)

    box = session.box()
    actor = Actor(desk.station_id, desk.mediator_id, desk.mediator_name, ring=box.shifts.ring(desk.mediator_id))
    try:
        submit_case.submit(box, pair.case_id, actor, Confirmation("citizen", "touch", second_screen=True), unchanged)
    except Refused as refused:
        if refused.code not in (Refusal.NOT_COMPLETE, Refusal.NO_SUCH_CASE):
            raise
        gone = refused.code == Refusal.NO_SUCH_CASE
        lines = () if gone else second_face.lines_here(open_case(box, pair.case_id, actor), pair.preferences)
        app_state().pairs.change(pair, lambda kept: kept.fill(lines, None))
        return redirect(url_for(".show"), 303)
    app_state().pairs.change(pair, Pair.finish)
    wake()
    return redirect(url_for(".show"), 303)


def _may_be() -> bool:
    """Whether this screen may show it: no station of the network with another role, and no terminal."""
    visit, role = request_state().lan, session.current().role
    return role == StationRole.SECOND_SCREEN if visit else role != StationRole.TERMINAL


def _page(refused: Refused | None = None) -> Response:
    pair = second_face.of_screen()
    if pair is None:
        return door_page("lan/second_screen/page.html", 422 if refused else 200, refused=refused)
    app_state().pairs.heard(pair)
    second_face.speak(pair)
    return make_response(render_template("lan/second_screen/face.html", pair=pair, shown=pair.shown, last=pair.last))
