"""Addresses of the pages of a case, and what a form says about the page that comes next."""

import re
from collections.abc import Mapping
from typing import Any

from flask import redirect, url_for
from werkzeug.wrappers import Response

from kiosk.domain.answers.position import Page, Position
from kiosk.error_codes import Refusal
from kiosk.errors import Refused

_ID = re.compile(r"[0-9a-f]{32}")
_ENDPOINTS = {
    Page.STEP: "step.show",
    Page.WHOLE: "one_page.show",
    Page.ITEM: "group_item.show",
    Page.REMOVAL: "group_item.ask",
    Page.DOCUMENT: "attachments.show",
    Page.REVIEW: "review.show",
    Page.SUBMITTED: "submitted.show",
    Page.LEFT: "step.resume",
    Page.PARK: "set_aside.show",
    Page.CHECKLIST: "checklist.of_case",
    Page.CODE: "resume.offer",
}
_KEEPING = {page.value: page for page in (Page.PARK, Page.CHECKLIST, Page.CODE)}
"""Values of `then`: pages that a link in the middle of a form leads to, after the answers are kept."""
_ORIGINS = {Page.WHOLE: "whole", Page.REVIEW: "change"}
"""The parameter that says where a page was opened from; the first that is present counts."""


def address(case_id: str, position: Position) -> str:
    """The address of a page of a case."""
    parts: dict[str, Any] = {"case_id": case_id, **origin_parameters(position.origin)}
    if position.page is Page.STEP:
        parts["step_id"] = position.id
    elif position.page is Page.WHOLE:
        parts["_anchor"] = f"f-{position.id}-group" if position.id else None
    elif position.page in (Page.ITEM, Page.REMOVAL):
        parts |= {"field_id": position.id, "number": position.number}
    elif position.page is Page.DOCUMENT:
        parts["field_id"] = position.id
    return url_for(_ENDPOINTS[position.page], **parts)


def redirect_to(case_id: str, position: Position) -> Response:
    """A redirect to a page of a case."""
    return redirect(address(case_id, position), 303)


def redirect_refused(refused: Refused, case_id: str, position: Position, *codes: Refusal) -> Response:
    """A redirect to a page of a case where the refusal has one of these codes. Raises `refused` otherwise."""
    if refused.code not in codes:
        raise refused
    return redirect_to(case_id, position)


def origin_in(form: Mapping[str, str]) -> Page:
    """The page that this page was opened from, as its form or address says."""
    return next((page for page, name in _ORIGINS.items() if form.get(name)), Page.STEP)


def origin_parameters(origin: Page) -> dict[str, str]:
    """The parameters of a form or an address that say where a page was opened from."""
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


def id_in(form: Mapping[str, str], name: str) -> str:
    """The case id in a field of a form or an address, "" for anything else."""
    given = form.get(name, "")
    return given if _ID.fullmatch(given) else ""


def source_in(form: Mapping[str, str]) -> str:
    """The id of the case whose person the new case is for (`from`), "" for none."""
    return id_in(form, "from")
