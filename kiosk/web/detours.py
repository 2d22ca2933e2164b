"""Addresses of the pages of a case, the ids that a form brings, and what it says about the page that comes next."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, redirect, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from kiosk.clock import is_id
from kiosk.domain.answers.journey import Page, Position
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.http.form_tokens import keep_own_path
from kiosk.services.access.open_case import OpenedCase
from kiosk.web import session


def id_in(form: Mapping[str, str], name: str) -> str:
    """The id in a field of a form or an address, "" for anything else."""
    given = form.get(name, "")
    return given if is_id(given) else ""


def event_id() -> str:
    """The id that the form brings for its event, so that a double tap makes one; a new one where it brings none."""
    return id_in(request.form, "event") or session.box().clock.new_id()


_ENDPOINTS = {
    Page.STEP: "step.show",
    Page.WHOLE: "one_page.show",
    Page.ITEM: "group_item.show",
    Page.REMOVAL: "group_item.show_group_item_removal",
    Page.DOCUMENT: "attachments.show",
    Page.REVIEW: "review.show",
    Page.SUBMITTED: "submitted.show",
    Page.LEFT: "step.redirect_to_left_page",
    Page.PARK: "set_aside.show",
    Page.CHECKLIST: "checklist.show_case_checklist",
    Page.ABOUT: "introduction.show_about_procedure",
    Page.CODE: "resume.show_resume_offer",
}
_KEEPING = {page.value: page for page in (Page.PARK, Page.CHECKLIST, Page.ABOUT, Page.CODE, Page.WHOLE)}
"""Values of `then`: pages that a link in the middle of a form leads to, after the answers are kept."""
_HELPERS = {"language": "language.show", "comfort": "comfort.show", "call": "call.show"}
"""Values of `then` of the helper bar's buttons: pages that lead back to the question they were opened from."""
STEPS = "steps"
"""The value of `then` with which a mediator goes on from the page of all questions, one step after the other."""
BACK = "back"
"""The value of `then` that Escape and « Retour » send: the page before, once what is typed is kept."""
_ORIGINS = {Page.WHOLE: "whole", Page.REVIEW: "change"}
"""The parameter that says where a page was opened from; the first that is present counts."""


def case_page_address(case_id: str, position: Position, wrong: Sequence[str] = ()) -> str:
    """The address of a page of a case; `wrong` are the fields to whose answers the person said no (`wrong_in`)."""
    parts: dict[str, Any] = {"case_id": case_id, **origin_parameters(position.origin), "wrong": wrong or None}
    if position.page is Page.STEP:
        parts["step_id"] = position.id
    elif position.page is Page.WHOLE:
        parts["_anchor"] = f"f-{position.id}-group" if position.id else None
    elif position.page in (Page.ITEM, Page.REMOVAL):
        parts |= {"field_id": position.id, "number": position.number}
    elif position.page is Page.DOCUMENT:
        parts["field_id"] = position.id
    return url_for(_ENDPOINTS[position.page], **parts)


def redirect_to(case_id: str, position: Position, anchor: str = "") -> Response:
    """A redirect to a page of a case, at the element with the id `anchor` where one is named."""
    return redirect(f"{case_page_address(case_id, position)}{'#' if anchor else ''}{anchor}", 303)


def redirect_refused(refused: Refused, case_id: str, position: Position, *codes: Refusal) -> Response:
    """A redirect to a page of a case where the refusal has one of these codes. Raises `refused` otherwise."""
    if refused.code not in codes:
        raise refused
    return redirect_to(case_id, position)


def wrong_in(parameters: MultiDict[str, str], opened: OpenedCase) -> list[str]:
    """The fields that an address or a form names as answered wrongly, in their order, as far as they are asked."""
    named = set(parameters.getlist("wrong"))
    return [field.id for stop in opened.journey.stops for field in stop.fields if field.id in named]


def origin_in(form: Mapping[str, str]) -> Page:
    """The page that this page was opened from, as its form or address says."""
    return next((page for page, name in _ORIGINS.items() if form.get(name)), Page.STEP)


def origin_parameters(origin: Page) -> dict[str, str]:
    return {_ORIGINS[origin]: "1"} if origin in _ORIGINS else {}


def detour_in(form: Mapping[str, str]) -> Position | None:
    """The page that a button or link inside a form of questions leads to; None where the form goes on.

    A button opens an entry of a group (`item`: `<field>.<number>`, or `<field>.<number>.remove`); a link sends `then`
    (see `js/case/keep.js`).
    """
    field_id, _, rest = form.get("item", "").partition(".")
    number, _, removing = rest.partition(".")
    if field_id and number.isascii() and number.isdecimal():
        return Position(Page.REMOVAL if removing else Page.ITEM, field_id, int(number[:9]), origin_in(form))
    page = _KEEPING.get(form.get("then", ""))
    return Position(page) if page else None


def leaving_in(form: Mapping[str, str]) -> str:
    """Where a press that leaves a page of questions leads: a helper (`language`, `comfort`, `call`) or `back`; "" for a
    form that goes on.
    """
    asked = form.get("then", "")
    return asked if asked in _HELPERS or asked == BACK else ""


def leave_to(leaving: str, here: str, back: str, calls: bool) -> Response:
    """A redirect to the page before, at the address `back`, or to a helper page, which leads back to `here`.

    `calls`: the press calls somebody at once, as it does at a terminal; the browser sends its form there again (307).
    """
    if leaving == BACK:
        return redirect(back, 303)
    if leaving == "call" and calls:
        return redirect(url_for("call.post_call", back=here), 307)
    return redirect(url_for(_HELPERS[leaving], back=here), 303)


def find_back_address(endpoint: str, **values: Any) -> str:
    """The inner address that a form or a link brings as `back`, else that of this page."""
    return keep_own_path(request.values.get("back", "")) or url_for(endpoint, **values)


def redirect_to_followed(reference: str) -> Response:
    return redirect(url_for("followed.show", reference=reference), 303)


def address_here() -> str:
    """The address that leads back to the page being shown, with what says where that page was opened from.

    For a form's answer without a page of its own: the page that the form was on, "" if the browser does not say.
    """
    if request.method == "POST" and not current_app.url_map.bind("").test(request.path, "GET"):
        return urlsplit(request.headers.get("Referer", "")).path
    parameters = "&".join(f"{name}={value}" for name, value in origin_parameters(origin_in(request.args)).items())
    return f"{request.path}?{parameters}" if parameters else request.path
