"""Screen of one entry of a group (a child, a person who lives here): answered, changed or removed."""

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk.domain.answers.position import LEFT, Page, Position, asking
from kiosk.domain.events import submission
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.drafts import group_items
from kiosk.services.drafts.group_items import Listed
from kiosk.web.edge.guards import at_case, to_sign_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit import detours

screen = Blueprint("group_item", __name__, url_prefix="/cases/<case_id>/items/<field_id>/<number>")
_OVER = (Refusal.ALREADY_SUBMITTED, Refusal.NO_SUCH_STEP)
"""Refusals that have their own pages: the group is no longer asked, or the case is submitted."""


@screen.get("")
@at_case
def show(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    try:
        return _page(group_items.show(session.box(), case_id, field_id, _number(number), session.current().actor))
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, LEFT, *_OVER)


@screen.post("")
@at_case(keeps=True)
def answer(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    """Keep what the form says, then show the form for another entry, or the list."""
    current, form = session.current(), request.form.to_dict(flat=False)
    try:
        listed = group_items.answer(
            session.box(), case_id, field_id, _number(number), form, current.preferences, current.actor
        )
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, LEFT, *_OVER)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if leaving := detours.leaving_in(request.form):
        here = detours.address(case_id, listed.here(_origin()))
        return detours.leave_to(leaving, here, _list(listed), current.terminal)
    going = listed.next(_origin(), more=bool(request.form.get("more")))
    return _page(listed, 422) if going == listed.here(_origin()) else detours.redirect_to(case_id, going)


@screen.get("/remove")
@at_case
def ask(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    try:
        listed = group_items.show(session.box(), case_id, field_id, _number(number), session.current().actor)
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, LEFT, *_OVER)
    if listed.is_new:  # taken away already
        return detours.redirect_to(case_id, listed.back(_origin()))
    lines = submission.item_in_words(listed.field, listed.item.values, session.words().marked)
    return page(
        "case/group_item/remove.html",
        listed=listed,
        told=lines,
        back=_list(listed),
        way=detours.origin_parameters(_origin()),
    )


@screen.post("/remove")
@at_case
def remove(case_id: str, field_id: str, number: str) -> ResponseReturnValue:
    current, here = session.current(), Position(Page.REMOVAL, field_id, origin=_origin())
    try:
        opened = group_items.remove(
            session.box(), case_id, field_id, _number(number), current.preferences, current.actor
        )
    except Refused as refused:
        return detours.redirect_refused(refused, case_id, LEFT, *_OVER)
    return detours.redirect_to(case_id, asking(opened.journey, here))


def _number(typed: str) -> int:
    """The number of the entry that an address means; 0, which no entry has, for anything else."""
    return int(typed[:9]) if typed.isascii() and typed.isdecimal() else 0


def _origin() -> Page:
    """The page that the list was opened from, to return there."""
    return detours.origin_in(request.values)


def _list(listed: Listed) -> str:
    return detours.address(listed.opened.case.id, listed.back(_origin()))


def _page(listed: Listed, status: int = 200) -> Response:
    return page(
        "case/group_item/page.html",
        status,
        listed=listed,
        procedure=listed.opened.procedure,
        faults=listed.faults,
        back=_list(listed),
        way=detours.origin_parameters(_origin()),
    )
