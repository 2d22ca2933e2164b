"""A citizen alone waits for their paper: it prints, it is there, it cannot come, or nothing prints at all."""

from collections.abc import Iterator

from kiosk.services import installing, spooler
from kiosk.services.box import Actor
from kiosk.store.printers import Choice
from printers.errors import NotPrinted, Unknown
from tests import walk
from tests.gallery.town import Town
from tests.page import Browser, Page


def waited(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    """From the code of a draft to the receipt, one fault of the printer after another."""
    box, terminal = place.box, walk.hand_over(Browser(place.app.test_client()))
    printer = box.carrier
    terminal.send(terminal.get("/").form_to("/language", language))
    page = walk.begin(terminal)
    code = terminal.send(terminal.get(f"/cases/{walk.case_of(page)}/code").form("give"))
    yield "code-printing", terminal.send(code.form_to("/code/print"))
    submitted = terminal.send(walk.fill(terminal, page).form("send"))
    yield "paper-printing", submitted
    printer.fail_with(NotPrinted("no-paper"))  # type: ignore[attr-defined]
    spooler.print_due(box)
    spooler.print_due(box)
    yield "paper-out", terminal.get(submitted.path)
    printer.fail_with(NotPrinted("no-paper"))  # type: ignore[attr-defined]
    stuck = terminal.send(terminal.get(submitted.path).form("again"))
    spooler.print_due(box)
    yield "paper-stuck", terminal.get(stuck.path)
    printer.fail_with(Unknown("cut-off"))  # type: ignore[attr-defined]
    spooler.print_due(box)
    yield "paper-doubtful", terminal.get(stuck.path)
    terminal.send(terminal.get(stuck.path).form_to("/next"))
    installing.choose(box, Choice("", "", None), Actor())
    terminal.send(terminal.get("/").form_to("/language", language))
    yield "paper-none", terminal.send(walk.fill(terminal, walk.begin(terminal)).form("send"))
    installing.unchoose(box, "", "", Actor())
    yield "printing-left", place.browser.get("/desk/printing")
