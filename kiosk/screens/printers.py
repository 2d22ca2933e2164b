"""Screens of printers: list, search, add and change them, test one, and choose where each paper comes out."""

from collections.abc import Mapping
from enum import StrEnum

from flask import Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.printing.print_job import Tray
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.in_memory import OFFERED
from kiosk.services.papers.kinds.test_page import list_test_questions
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_setup import DiscoveredPrinter, PrinterDescription
from kiosk.services.setup import first_start
from kiosk.store import people, spool
from kiosk.web import session
from kiosk.web.guards import make_staff_screen
from kiosk.web.pages import render_page
from printers import profiles

printers_screen = make_staff_screen("printers", "/desk/printers")
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


@printers_screen.get("", endpoint="show")
def show_printers() -> Response:
    return _list()


@printers_screen.post("/search")
def post_printer_search() -> Response:
    """The list, with the printers seen around; takes a few seconds, and adds none."""
    return _list(printer_setup.discover_printers(session.box()))


@printers_screen.get("/new")
def show_new_printer() -> Response:
    kind = request.args.get("way", "")
    if not kind:
        return render_page("paper/printers/ways.html", here="team", ways=OFFERED)
    typed = {"profile": profiles.UNKNOWN, "paper": printer_setup.first_paper(session.box(), kind)}
    return _form("paper/printers/new.html", kind, typed)


@printers_screen.post("/new")
def post_new_printer() -> ResponseReturnValue:
    try:
        new_id = printer_setup.add_printer(session.box(), _described(), session.current_actor())
    except Refused as refused:
        return _form("paper/printers/new.html", request.form.get("way", ""), request.form, refused)
    return redirect(url_for("printer_test.show", printer_id=new_id), 303)


@printers_screen.get("/<printer_id>")
def show_printer(printer_id: str) -> Response:
    kept = _known(printer_id).kept
    if kept is None:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    typed = {"name": kept.name, "paper": kept.paper, "profile": kept.profile}
    typed |= {SETTING + name: value for name, value in kept.settings.items()}
    return _form("paper/printers/one.html", kept.carrier, typed)


@printers_screen.post("/<printer_id>")
def post_printer(printer_id: str) -> ResponseReturnValue:
    try:
        printer_setup.change_printer(session.box(), printer_id, _described(), session.current_actor())
    except Refused as refused:
        return _form("paper/printers/one.html", request.form.get("way", ""), request.form, refused)
    return redirect(url_for(".show"), 303)


@printers_screen.get("/<printer_id>/forget")
def show_printer_deletion(printer_id: str) -> Response:
    return render_page("paper/printers/forget.html", here="team", printer=_known(printer_id))


@printers_screen.post("/<printer_id>/forget")
def post_printer_deletion(printer_id: str) -> ResponseReturnValue:
    printer_setup.remove_printer(session.box(), printer_id, session.current_actor())
    return redirect(url_for(".show"), 303)


def _list(seen: list[DiscoveredPrinter] | None = None) -> Response:
    box = session.box()
    states = printer_choice.states(box, PATIENCE_S)
    return render_page(
        "paper/printers/page.html",
        here="team",
        seen=seen,
        setting=SETTING,
        found=[(printer, wrong, printer_choice.has_answered(box, printer)) for printer, wrong in states],
    )


def _form(template: str, kind: str, typed: Mapping[str, str], refused: Refused | None = None) -> Response:
    """The form that adds or changes a printer. Raises `refused` itself where it is about no field of the form."""
    at = wrong = ""
    if refused:
        named = str(refused.details.get("setting", "")).split(", ")[0]
        at = AT.get(refused.code, SETTING + named if named else "")
        if not at:
            raise refused
        wrong = _words(kind, refused)
    return render_page(
        template,
        422 if refused else 200,
        here="team",
        way=kind,
        asked=printer_setup.settings_to_ask(session.box(), kind),
        setting=SETTING,
        typed=typed,
        fault=(at, wrong),
        sheets=printer_setup.papers_taken(kind),
        longest_name=printer_setup.LONGEST_NAME,
        models=(profiles.UNKNOWN, *profiles.list_profiles()),
        printer_id=(request.view_args or {}).get("printer_id", ""),
    )


def _words(kind: str, refused: Refused) -> str:
    """The refusal in words, in which a setting has the label of its field."""
    words, details = session.page_words(), dict(refused.details)
    if "setting" in details:
        named = [words.code("carrier-setting", f"{kind}-{name}") for name in details["setting"].split(", ")]
        details["setting"] = ", ".join(named)
    if "papers" in details:
        sheets = [words.code("sheet", sheet) for sheet in details["papers"].split(", ")]
        details |= {"paper": words.code("sheet", details["paper"]), "papers": ", ".join(sheets)}
    return words.code("refused", refused.code, **details)


def _described() -> PrinterDescription:
    """The printer that the form describes, from the fields of its kind only. Raises `Refused`: `no-such-carrier`."""
    form = request.form
    kind = form.get("way", "")
    asked = printer_setup.settings_to_ask(session.box(), kind)
    given = {setting.name: form.get(SETTING + setting.name, "") for setting in asked}
    return PrinterDescription(form.get("name", ""), kind, given, form.get("paper", ""), form.get("profile", ""))


def _known(printer_id: str) -> printer_choice.Printer:
    """A printer that was added. Raises `Refused`: `no-such-printer`."""
    printer = printer_choice.find_printer(session.box(), session.box().store.read(), printer_id)
    if printer is None or printer.kept is None or printer.kept.forgotten:
        raise Refused(Refusal.NO_SUCH_PRINTER)
    return printer


printer_choices_screen = make_staff_screen("printer_choices", "/desk/printer-choices")
AS_BEFORE, NOWHERE, OF_SETTINGS = "", "none", "usual"
"""What a list offers beside the printers: the more general choice, no printer, or the printer of the settings file."""


@printer_choices_screen.get("", endpoint="show")
def show_printer_choices() -> Response:
    """The choices of the station in `screen`, or those for all stations without it."""
    box = session.box()
    db = box.store.read()
    stations, station_id = people.select_named_stations(db), request.args.get("screen", "")
    if station_id not in ("", *(station.id for station in stations)):
        raise Refused(Refusal.NO_SUCH_STATION)
    choices = spool.select_printer_choices(db)
    chosen = {
        choice.papers: NOWHERE if choice.printer_id is None else choice.printer_id or OF_SETTINGS
        for choice in choices
        if choice.station_id == station_id
    }
    now = {papers: printer_choice.for_tray(box, db, station_id, papers) for papers in Tray}
    return render_page(
        "paper/printer_choices/page.html",
        here="team",
        stations=stations,
        station_id=station_id,
        asked=Tray,
        chosen=chosen,
        found=[printer for printer in printer_choice.list_printers(box, db) if printer.kept],
        own={choice.station_id for choice in choices},
        here_id=session.current_session().station.id,
        outcome=now,
    )


@printer_choices_screen.post("")
def post_printer_choices() -> ResponseReturnValue:
    box, station_id = session.box(), request.form.get("screen", "")
    printer_ids = {NOWHERE: None, OF_SETTINGS: printer_choice.USUAL}
    for papers in Tray:
        value = request.form.get(f"papers-{papers}")
        if value == AS_BEFORE:
            printer_setup.remove_printer_choice(box, station_id, papers, session.current_actor())
        elif value is not None:
            choice = spool.PrinterChoice(station_id, papers, printer_ids.get(value, value))
            printer_setup.choose_printer(box, choice, session.current_actor())
    return redirect(url_for(".show", screen=station_id or None), 303)


printer_test_screen = make_staff_screen("printer_test", "/desk/printer-test")
YES, NO = "yes", "no"


@printer_test_screen.get("/<printer_id>", endpoint="show")
def show_printer_test(printer_id: str) -> Response:
    return _page(printer_id)


@printer_test_screen.post("/<printer_id>/print")
def post_printer_test(printer_id: str) -> ResponseReturnValue:
    printer_setup.queue_test_page(session.box(), _id(printer_id), session.current_actor())
    session.wake_loops()
    return redirect(url_for(".show", printer_id=printer_id, sent=1), 303)


@printer_test_screen.post("/<printer_id>/seen")
def post_test_answers(printer_id: str) -> Response:
    """Read what the person saw; what they did not answer is asked again."""
    asked_questions = list_test_questions(_printer(printer_id))
    answers = {question: request.form.get(question, "") for question in asked_questions}
    open_ = [question for question in asked_questions if answers[question] not in (YES, NO)]
    if not all(given == YES for given in answers.values()):
        return _page(printer_id, answers, open_)
    box = session.box()
    first_start.dismiss_step(box, FirstDayStep.PRINTER)
    in_use = printer_setup.use_confirmed_printer(box, _id(printer_id), session.current_actor())
    return _page(printer_id, answers, in_use=in_use)


@printer_test_screen.post("/<printer_id>/mend")
def post_printer_correction(printer_id: str) -> ResponseReturnValue:
    wrong = request.form.get("wrong", "").split()
    printer_setup.mend_printer(session.box(), _id(printer_id), wrong, session.current_actor())
    session.wake_loops()
    return redirect(url_for(".show", printer_id=printer_id, sent=1), 303)


@printer_test_screen.post("/<printer_id>/use")
def post_printer_for_all_papers(printer_id: str) -> ResponseReturnValue:
    choice = spool.PrinterChoice("", Tray.ALL, _id(printer_id))
    printer_setup.choose_printer(session.box(), choice, session.current_actor())
    return redirect(url_for("printers.show"), 303)


def _page(
    printer_id: str,
    answers: dict[str, str] | None = None,
    unanswered: list[str] | None = None,
    in_use: bool = False,
) -> Response:
    printer = _printer(printer_id)
    wrong = [question for question, given in (answers or {}).items() if given == NO]
    return render_page(
        "paper/printer_test/page.html",
        422 if unanswered else 200,
        here="team",
        printer=printer,
        address=printer_id,
        asked=list_test_questions(printer),
        answers=answers or {},
        unanswered=unanswered or [],
        wrong=wrong,
        advice=printer_setup.advice(printer, wrong),
        judged=answers is not None and not unanswered,
        in_use=in_use,
        state=printer_choice.find_printer_fault(session.box(), printer),
        sent="sent" in request.args,
    )


def _id(address: str) -> str:
    return printer_choice.USUAL if address == OF_SETTINGS else address


def _printer(address: str) -> printer_choice.Printer:
    """The printer of an address. Raises `Refused`: `no-such-printer`."""
    printer = printer_choice.find_printer(session.box(), session.box().store.read(), _id(address))
    if printer is None or (printer.kept and printer.kept.forgotten):
        raise Refused(Refusal.NO_SUCH_PRINTER)
    return printer
