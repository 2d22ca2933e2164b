"""Screen that makes this box known to the hub, with the address and the one-time code that its operator gave."""

from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.exchange import enrol
from kiosk.services.published import follow, received
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("hub", __name__, url_prefix="/desk/hub")
AT: dict[StrEnum, str] = {Refusal.WRONG_CODE: "code", Refusal.ANOTHER_SITE: "code", Refusal.TOO_MANY_TRIES: "code"}
"""The field that a refusal is about; any other is about the address."""


@screen.get("")
@signed_in
def show() -> Response:
    return _page()


@screen.post("")
@signed_in
def enroll() -> ResponseReturnValue:
    url, code = enrol.address_of(request.form.get("url", "")), request.form.get("code", "").strip()
    try:
        if not code:
            raise Refused(Refusal.WRONG_CODE)
        rate_limits.count_try("hub")
        enrol.enroll(session.box(), url, code)
    except Refused as refused:
        words = session.words().refused(refused)
        return _page(url, (AT.get(refused.code, "url"), words))
    except Unreachable as unreachable:
        return _page(url, ("url", session.words().code("line", unreachable.code, **unreachable.details)))
    wake()
    return redirect(url_for(".show"), 303)


def _page(url: str = "", fault: tuple[str, str] = ("", "")) -> Response:
    enrolled = session.box().enrolment()
    return page(
        "desk/hub/page.html",
        422 if fault[1] else 200,
        here="box",
        enrolled=enrolled,
        url=url,
        fault=fault,
        code=session.box().site.code,
        followed=received.followed_lists(session.box()),
        troubles=received.find_troubles(session.box()),
        root=follow.root(session.box().store.read()),
        files=session.box().hub_line.files,
    )
