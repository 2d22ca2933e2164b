"""One of a group on a page of its own: who lives here, a child, a guest; answered, changed, taken away."""

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for

from kiosk.domain import submission
from kiosk.errors import Refused
from kiosk.services import items
from kiosk.services.items import Listed
from kiosk.web import session
from kiosk.web.guards import at_case, keeps, to_sign_in
from kiosk.web.pages import page

screen = Blueprint("item", __name__, url_prefix="/cases/<case_id>/items/<field_id>/<number>")


@screen.get("")
@at_case
def show(case_id: str, field_id: str, number: str) -> Any:
    try:
        listed = items.show(session.box(), case_id, field_id, _number(number), session.current().actor)
    except Refused as refused:
        return _elsewhere(refused, case_id)
    return _page(listed, {})


@screen.post("")
@at_case
@keeps
def answer(case_id: str, field_id: str, number: str) -> Any:
    """What the form says is kept before anything else; then another one, or back to the list."""
    current, form = session.current(), request.form.to_dict(flat=False)
    try:
        listed = items.answer(session.box(), case_id, field_id, _number(number), form, current.actor)
    except Refused as refused:
        return _elsewhere(refused, case_id)
    if current.idle:  # kept; who it is, is asked before anything is shown
        return to_sign_in()
    if listed.item.faults or _unanswered(listed):
        return _page(listed, listed.item.faults, 422)
    if request.form.get("more") and not listed.full:
        return redirect(_address(listed, listed.next_number), 303)
    return redirect(_list(listed), 303)


@screen.get("/remove")
@at_case
def ask(case_id: str, field_id: str, number: str) -> Any:
    try:
        listed = items.show(session.box(), case_id, field_id, _number(number), session.current().actor)
    except Refused as refused:
        return _elsewhere(refused, case_id)
    if listed.is_new:  # taken away already
        return redirect(_list(listed), 303)
    told = submission.told(listed.field, listed.item.values, session.words().marked)
    return page("item/remove.html", listed=listed, told=told, back=_list(listed), way=_way())


@screen.post("/remove")
@at_case
def remove(case_id: str, field_id: str, number: str) -> Any:
    box, actor = session.box(), session.current().actor
    try:
        items.remove(box, case_id, field_id, _number(number), actor)
        return redirect(_list(items.show(box, case_id, field_id, _number(number), actor)), 303)
    except Refused as refused:
        return _elsewhere(refused, case_id)


def asked_for(form: Any, case_id: str) -> str:
    """Where a step's form goes whose button opens one of a group (`item` = `<field>.<number>`, `.remove` behind it);
    "" where no such button was pressed."""
    field_id, _, rest = str(form.get("item", "")).partition(".")
    number, _, removing = rest.partition(".")
    if not field_id or not number.isdecimal():
        return ""
    ending = "item.ask" if removing else "item.show"
    way = {name: form.get(name) or None for name in ("change", "whole")}
    return url_for(ending, case_id=case_id, field_id=field_id, number=number, **way)


def _number(typed: str) -> int:
    """Which of them an address means; 0, which is nobody's, where it means none."""
    return int(typed[:9]) if typed.isascii() and typed.isdecimal() else 0


def _elsewhere(refused: Refused, case_id: str) -> Any:
    """A group that is asked no longer, and a case that is over, have their own pages."""
    if refused.code in ("already-submitted", "no-such-step"):
        return redirect(url_for("step.resume", case_id=case_id), 303)
    raise refused


def _unanswered(listed: Listed) -> bool:
    """Whether the answer made a question appear that nobody has seen yet."""
    return any(field.required and not listed.item.answers[field.id].typed for field in listed.item.fields)


def _way() -> dict[str, str]:
    """What the list was opened from, so that one comes back there."""
    return {name: "1" for name in ("change", "whole") if request.values.get(name)}


def _list(listed: Listed) -> str:
    way = _way()
    if "whole" in way:
        return url_for("whole.show", case_id=listed.opened.case.id, _anchor=f"f-{listed.field.id}-group")
    return url_for("step.show", case_id=listed.opened.case.id, step_id=listed.step_id, change=way.get("change"))


def _address(listed: Listed, number: int) -> str:
    way = _way()
    return url_for(".show", case_id=listed.opened.case.id, field_id=listed.field.id, number=number, **way)


def _page(listed: Listed, faults: Any, status: int = 200) -> Response:
    return page(
        "item/page.html", status, listed=listed, procedure=listed.opened.procedure, faults=faults, back=_list(listed),
        way=_way(),
    )  # fmt: skip
