"""Screen that seeks a person's cases by name through the hub: those made at a terminal, whose names are kept there."""

from enum import StrEnum

from flask import Blueprint, Response, request
from flask.typing import ResponseReturnValue

from kiosk.domain.events.wire.statements import NamedCases
from kiosk.error_codes import Refusal
from kiosk.errors import Refused, Unreachable
from kiosk.services.lost import replace_receipt
from kiosk.services.lost.replace_receipt import Sought
from kiosk.web.edge import rate_limits
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session

screen = Blueprint("named", __name__, url_prefix="/desk/find/by-name")
FIELDS: dict[StrEnum, str] = {Refusal.NOT_A_BIRTH_DATE: "birth_date", Refusal.NOT_A_PHONE_NUMBER: "phone"}
"""The fields of the form that a refusal is about; all others are about the name."""


@screen.get("")
@signed_in
def show() -> Response:
    return _page(Sought(""))


@screen.post("")
@signed_in
def search() -> ResponseReturnValue:
    """Ask the hub; what was typed is posted, never in an address, and its answer is kept nowhere."""
    typed = Sought(*(request.form.get(name, "")[:100].strip() for name in ("name", "birth_date", "phone")))
    rate_limits.count_try("named")
    try:
        return _page(typed, found=replace_receipt.ask(session.box(), typed, session.current().actor))
    except Refused as refused:
        if refused.code == Refusal.NO_SERVICE_YET:
            raise
        return _page(typed, refused=refused)
    except Unreachable:
        return _page(typed, unreachable=True)


def _page(
    typed: Sought, found: NamedCases | None = None, refused: Refused | None = None, unreachable: bool = False
) -> Response:
    box, status = session.box(), 200
    if refused:
        status = 429 if refused.code == Refusal.TOO_MANY_SEARCHES else 422
    titles = {case.procedure: box.catalogue.get(case.procedure) for case in found.named} if found else {}
    return page(
        "lost/named/page.html",
        status,
        here="find",
        typed=typed,
        found=found,
        titles=titles,
        unreachable=unreachable,
        refused=refused,
        at_fault=FIELDS.get(refused.code, "name") if refused else "",
    )
