"""The second screen as the desk sees it: its code, whether it answers, what the person says is wrong, the last yes."""

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT, SUBMITTED
from kiosk.domain.screen.station import StationRole
from kiosk.http.hosts import inside
from kiosk.services.lan.pairs import LASTS_S, Wanted
from kiosk.store.cases import cases
from kiosk.web.edge.guards import at_case, signed_in
from kiosk.web.edge.pages import page, piece_of
from kiosk.web.framework.view_marks import polled
from kiosk.web.request import session
from kiosk.web.request.app_state import app_state
from kiosk.web.request.page_languages import show_to_staff
from kiosk.web.visit import detours, second_face

screen = Blueprint("second_desk", __name__, url_prefix="/desk/second-screen")


@screen.get("")
@signed_in
def show() -> Response:
    """Whether this desk has a second screen, and how it gets one."""
    return _page("", request.args.get("back", ""))


@screen.post("")
@signed_in
def code() -> Response:
    """Show the code that pairs a screen to this desk: it serves once, for a minute."""
    desk = second_face.this_desk()
    wanted = Wanted(
        StationRole.SECOND_SCREEN, desk.mediator_name, desk.station_id, by=desk.mediator_id, desk=desk.session
    )
    second_face.remember_one()
    code = app_state().pairs.codes.show(wanted)
    return _page(f"{code[:3]} {code[3:]}", request.form.get("back", ""))


@screen.get("/paired")
@polled
@signed_in
@piece_of(".show")
def paired() -> ResponseReturnValue:
    """Asked every second beside a code: 204 until a screen has typed it, then where the mediator came from."""
    if second_face.of_desk() is None:
        return Response(status=204)
    going = inside(request.args.get("back", "")) or url_for(".show")
    return Response(status=200, headers={"HX-Redirect": going})


@screen.post("/end")
@signed_in
def end() -> ResponseReturnValue:
    """The screen shows nothing of this desk any more."""
    app_state().pairs.end(second_face.this_desk().session)
    return redirect(url_for(".show"), 303)


@screen.get("/state")
@polled
@signed_in
@piece_of(".show")
def state() -> ResponseReturnValue:
    """What a page of a case says of the second screen, as a piece of that page; 204 while it says so already."""
    whole = bool(request.args.get("whole", ""))
    beside = second_face.beside(whole)
    if beside is not None and beside.mark == request.args.get("seen", ""):
        return Response(status=204)
    return make_response(render_template("_parts/case/second_screen.html", whole=whole))


@screen.get("/<case_id>")
@at_case
def wait(case_id: str) -> ResponseReturnValue:
    """The desk while the person confirms on the second screen; then the case's own page."""
    show_to_staff()
    if cases.submission(session.box().store.read(), case_id) is not None:
        return detours.redirect_to(case_id, SUBMITTED)
    beside = second_face.beside()
    if beside is None or beside.case_id != case_id or not beside.last:
        return detours.redirect_to(case_id, LEFT)
    back = detours.address(case_id, LEFT)
    return page("lan/second_desk/wait.html", here="", case_id=case_id, second=beside, back=back)


@screen.get("/<case_id>/over")
@polled
@signed_in
def over(case_id: str) -> Response:
    """Asked every second by that page: 204 while it is right, else that it is loaded again."""
    beside = second_face.beside()
    waits = beside is not None and beside.case_id == case_id and beside.last
    same = waits and beside is not None and str(int(beside.silent)) == request.args.get("silent", "0")
    return Response(status=204) if same else Response(status=200, headers={"HX-Refresh": "true"})


def _page(code: str, back: str) -> Response:
    shown = {"code": code, "lan": app_state().lan, "seconds": int(LASTS_S), "back": inside(back)}
    return page("lan/second_desk/page.html", here="second", **shown)
