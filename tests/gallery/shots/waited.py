"""Shots of a citizen alone who waits for their paper: printing, ready, failed, or no printer."""

from collections.abc import Iterator

from kiosk.services.box.box import Actor
from kiosk.services.printers import printer_setup
from kiosk.services.spool import print_queue
from kiosk.store.spool import PrinterChoice
from printers.carrier import NotPrintedFault, UnknownFault
from tests.gallery.shots.town import Town
from tests.gallery.site import steps_taken
from tests.gallery.site.page import Browser, Page


def waited(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """From the code of a draft to the receipt, one fault of the printer after another."""
    box, terminal = place.box, steps_taken.hand_over(Browser(place.app.test_client()))
    printer = box.carrier
    terminal.send(terminal.get("/").form_to("/language", language))
    page = steps_taken.begin(terminal)
    code = terminal.send(terminal.get(f"/cases/{steps_taken.case_of(page)}/code").form("give"))
    yield "code-printing", terminal.send(code.form_to("/code/print"))
    submitted = terminal.send(steps_taken.fill(terminal, page).form("send"))
    yield "paper-printing", submitted
    printer.fail_with(NotPrintedFault("no-paper"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    print_queue.print_due_jobs(box)
    yield "paper-out", terminal.get(submitted.path)
    printer.fail_with(NotPrintedFault("no-paper"))  # type: ignore[attr-defined]
    stuck = terminal.send(terminal.get(submitted.path).form("again"))
    print_queue.print_due_jobs(box)
    yield "paper-stuck", terminal.get(stuck.path)
    printer.fail_with(UnknownFault("cut-off"))  # type: ignore[attr-defined]
    print_queue.print_due_jobs(box)
    yield "paper-doubtful", terminal.get(stuck.path)
    terminal.send(terminal.get(stuck.path).form_to("/next"))
    printer_setup.choose_printer(box, PrinterChoice("", "", None), Actor())
    terminal.send(terminal.get("/").form_to("/language", language))
    yield "paper-none", terminal.send(steps_taken.fill(terminal, steps_taken.begin(terminal)).form("send"))
    printer_setup.remove_printer_choice(box, "", "", Actor())
    yield "printing-left", place.browser.get("/desk/printing")
