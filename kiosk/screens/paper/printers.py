"""Screen of the printers: lists them, searches for new ones, adds, changes and removes one."""

from collections.abc import Mapping
from enum import StrEnum

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.live_printers import OFFERED
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.printers.printer_setup import Described, NewPrinter
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from printers import profiles

screen = Blueprint("printers", __name__, url_prefix="/desk/printers")
SETTING = "setting."
"""Prefix of the form fields of a carrier's settings."""
AT: dict[StrEnum, str] = {
    Refusal.PRINTER_NAME_MISSING: "name",
    Refusal.NAME_TAKEN: "name",
    Refusal.NO_SUCH_PAPER: "paper",
    Refusal.PAPER_NOT_TAKEN: "paper",
    Refusal.NO_SUCH_MODEL: "profile",
}
"""Which field a refusal is about; one of a setting says which."""
PATIENCE_S = 0.3
"""Seconds that this page waits for printers to report their state."""


@screen.get("")
@signed_in
def show() -> Response:
    return _list()


@screen.post("/search")
@signed_in
def search() -> Response:
    """The list, with the printers seen around; takes a few seconds, and adds none."""
    return _list(printer_setup.search(session.box()))


@screen.get("/new")
@signed_in
def new() -> Response:
    """Choose the kind of connection, then fill in its settings."""
    kind = request.args.get("way", "")
    if not kind:
        return page("paper/printers/ways.html", here="team", ways=OFFERED)
    return _form(
        "paper/printers/new.html",
        kind,
        {"profile": profiles.UNKNOWN, "paper": printer_setup.first_paper(session.box(), kind)},
    )


@screen.post("/new")
@signed_in
def add() -> ResponseReturnValue:
    try:
        new_id = printer_setup.add(session.box(), _described(), session.current().actor)
    except Refused as refused:
        return _form("paper/printers/new.html", request.form.get("way", ""), request.form, refused)
    return redirect(url_for("printer_test.show", printer_id=new_id), 303)


@screen.get("/<printer_id>")
@signed_in
def one(printer_id: str) -> Response:
    kept = _known(printer_id).kept
    if kept is None:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    typed = {"name": kept.name, "paper": kept.paper, "profile": kept.profile}
    return _form(
        "paper/printers/one.html",
        kept.carrier,
        typed | {SETTING + name: value for name, value in kept.settings.items()},
    )


@screen.post("/<printer_id>")
@signed_in
def change(printer_id: str) -> ResponseReturnValue:
    try:
        printer_setup.change(session.box(), printer_id, _described(), session.current().actor)
    except Refused as refused:
        return _form("paper/printers/one.html", request.form.get("way", ""), request.form, refused)
    return redirect(url_for(".show"), 303)


@screen.get("/<printer_id>/forget")
@signed_in
def leaving(printer_id: str) -> Response:
    return page("paper/printers/forget.html", here="team", printer=_known(printer_id))


@screen.post("/<printer_id>/forget")
@signed_in
def forget(printer_id: str) -> ResponseReturnValue:
    printer_setup.forget(session.box(), printer_id, session.current().actor)
    return redirect(url_for(".show"), 303)


def _list(seen: list[NewPrinter] | None = None) -> Response:
    box = session.box()
    states = printer_choice.states(box, PATIENCE_S)
    return page(
        "paper/printers/page.html",
        here="team",
        seen=seen,
        setting=SETTING,
        found=[(printer, wrong, printer_choice.has_answered(box, printer)) for printer, wrong in states],
    )


def _form(template: str, kind: str, typed: Mapping[str, str], refused: Refused | None = None) -> Response:
    """The form that adds or changes a printer. Raises `refused` itself where it is about no field of the form."""
    settings = printer_setup.settings_to_ask(session.box(), kind)
    at = AT.get(refused.code, _setting(refused)) if refused else ""
    if refused and not at:
        raise refused
    wrong = _words(kind, refused) if refused else ""
    return page(
        template,
        422 if refused else 200,
        here="team",
        way=kind,
        asked=settings,
        setting=SETTING,
        typed=typed,
        fault=(at, wrong),
        sheets=printer_setup.papers_taken(kind),
        longest_name=printer_setup.LONGEST_NAME,
        models=(profiles.UNKNOWN, *profiles.names()),
        printer_id=(request.view_args or {}).get("printer_id", ""),
    )


def _setting(refused: Refused) -> str:
    """The field of the setting that a refusal names, the first of several."""
    named = str(refused.details.get("setting", "")).split(", ")[0]
    return SETTING + named if named else ""


def _words(kind: str, refused: Refused) -> str:
    """The refusal in words, in which a setting has the label of its field."""
    words, details = session.words(), dict(refused.details)
    if "setting" in details:
        named = [words.code("carrier-setting", f"{kind}-{name}") for name in details["setting"].split(", ")]
        details["setting"] = ", ".join(named)
    if "papers" in details:
        sheets = [words.code("sheet", sheet) for sheet in details["papers"].split(", ")]
        details |= {"paper": words.code("sheet", details["paper"]), "papers": ", ".join(sheets)}
    return words.code("refused", refused.code, **details)


def _described() -> Described:
    """The printer that the form describes, from the fields of its kind only. Raises `Refused`: `no-such-carrier`."""
    form = request.form
    kind = form.get("way", "")
    given = {
        setting.name: form.get(SETTING + setting.name, "")
        for setting in printer_setup.settings_to_ask(session.box(), kind)
    }
    return Described(form.get("name", ""), kind, given, form.get("paper", ""), form.get("profile", ""))


def _known(printer_id: str) -> Printer:
    """A printer that was added. Raises `Refused`: `no-such-printer`."""
    printer = printer_choice.get(session.box(), session.box().store.read(), printer_id)
    if printer is None or printer.kept is None or printer.kept.forgotten:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    return printer
