"""Shots of several printers: found, added, tested, chosen, forgotten."""

from collections.abc import Iterator

from kiosk.domain.screen.station import StationRole
from kiosk.services.box.box import Actor
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store import people
from kiosk.store.spool import PrinterChoice
from tests.gallery.shots.town import Town
from tests.gallery.site.page import Page
from tests.gallery.site.print_jobs import Nearby, added, of


def printing(place: Town, language: str) -> Iterator[tuple[str, Page]]:
    browser, box = place.browser, place.box
    yield "printers", browser.get("/desk/printers")
    tickets, office = added(box, "Guichet 1", profile="TM-T20II"), added(box, "Bureau de l’état civil", "pdf-a4")
    of(box, office).wrong = "disk-full"
    yield "printers-several", browser.get("/desk/printers")
    box.carriers.offered = ()
    yield "printers-none-found", browser.send(browser.get("/desk/printers").form_to("/search#around"))
    yield "printers-ways", browser.get("/desk/printers/new")
    new = browser.get("/desk/printers/new?way=file")
    yield "printers-new", new
    yield "printers-new-wrong", browser.send(new.form("printer").with_values({"name": "guichet 1"}))
    box.carriers.offered = (Nearby,)
    yield "printers-found", browser.send(browser.get("/desk/printers").form_to("/search#around"))
    yield "printers-change", browser.get(f"/desk/printers/{tickets}")
    yield "printers-forget", browser.get(f"/desk/printers/{tickets}/forget")
    tried = browser.get(f"/desk/printer-test/{tickets}")
    yield "printer-test", tried
    yield "printer-test-unanswered", browser.send(tried.form("seen"))
    no = dict.fromkeys(("letters", "edges", "code", "cut"), "no")
    yield "printer-test-advice", browser.send(tried.form("seen").with_values(no))
    yes = dict.fromkeys(no, "yes")
    yield "printer-test-well", browser.send(tried.form("seen").with_values(yes))
    yield "printer-choices", browser.get("/desk/printer-choices")
    with box.store.write() as db:
        people.insert_station(db, "h" * 32, "hall", StationRole.TERMINAL, box.clock.now())
        people.update_station(db, "h" * 32, name="Borne du hall")
    printer_setup.choose_printer(box, PrinterChoice("h" * 32, "receipts", tickets), Actor())
    printer_setup.choose_printer(box, PrinterChoice("", "lists", None), Actor())
    yield "printer-choices-screen", browser.get(f"/desk/printer-choices?screen={'h' * 32}")
    for item in (tickets, office):
        printer_setup.remove_printer(box, item, Actor())
    printer_setup.remove_printer_choice(box, "", "lists", Actor())
    assert printer_choice.list_printers(box, box.store.read()) == [printer_choice.usual(box)]
