"""Screen that tests a printer: a page is printed, a person says what they see, and faults are corrected."""

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.papers.kinds.test_page import questions
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.services.printers.printer_choice import Printer
from kiosk.services.setup import first_start
from kiosk.web.edge.guards import signed_in
from kiosk.web.edge.pages import page
from kiosk.web.request import session
from kiosk.web.visit.wake_loops import wake

screen = Blueprint("printer_test", __name__, url_prefix="/desk/printer-test")
OF_SETTINGS = "usual"
"""The name in addresses of the printer of the settings file."""
YES, NO = "yes", "no"


@screen.get("/<printer_id>")
@signed_in
def show(printer_id: str) -> Response:
    return _page(printer_id)


@screen.post("/<printer_id>/print")
@signed_in
def begin(printer_id: str) -> ResponseReturnValue:
    printer_setup.queue(session.box(), _id(printer_id), session.current().actor)
    wake()
    return redirect(url_for(".show", printer_id=printer_id, sent=1), 303)


@screen.post("/<printer_id>/seen")
@signed_in
def seen(printer_id: str) -> Response:
    """Read what the person saw; what they did not answer is asked again."""
    asked_questions = questions(_printer(printer_id))
    answers = {question: request.form.get(question, "") for question in asked_questions}
    open_ = [question for question in asked_questions if answers[question] not in (YES, NO)]
    if all(given == YES for given in answers.values()):
        first_start.put_away(session.box(), FirstDayStep.PRINTER)
    return _page(printer_id, answers, open_)


@screen.post("/<printer_id>/mend")
@signed_in
def mend(printer_id: str) -> ResponseReturnValue:
    """Apply the advised correction and print the test page again."""
    printer_setup.mend(session.box(), _id(printer_id), request.form.get("wrong", "").split(), session.current().actor)
    wake()
    return redirect(url_for(".show", printer_id=printer_id, sent=1), 303)


def _page(printer_id: str, answers: dict[str, str] | None = None, unanswered: list[str] | None = None) -> Response:
    printer = _printer(printer_id)
    wrong = [question for question, given in (answers or {}).items() if given == NO]
    return page(
        "paper/printer_test/page.html",
        422 if unanswered else 200,
        here="team",
        printer=printer,
        address=printer_id,
        asked=questions(printer),
        answers=answers or {},
        unanswered=unanswered or [],
        wrong=wrong,
        advice=printer_setup.advice(printer, wrong),
        judged=answers is not None and not unanswered,
        state=printer_choice.state(session.box(), printer),
        sent="sent" in request.args,
    )


def _id(address: str) -> str:
    return printer_choice.USUAL if address == OF_SETTINGS else address


def _printer(address: str) -> Printer:
    """The printer of an address. Raises `Refused`: `no-such-printer`."""
    printer = printer_choice.get(session.box(), session.box().store.read(), _id(address))
    if printer is None or (printer.kept and printer.kept.forgotten):
        raise Refused(Refusal.NO_SUCH_PRINTER)
    return printer
