"""Printers are listed, added, chosen, tried and forgotten by commands."""

import pytest
from msgspec.structs import replace

from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.operations import printers
from kiosk.operations.operation import Nothing, Running
from kiosk.operations.printers import Name, NewPrinter, Printer, Search, Use
from kiosk.services.box.box import Box
from kiosk.services.loops.sync_loop import Talk
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice as choosing
from kiosk.services.spool import print_queue
from kiosk.store.people import people
from kiosk.store.printing import spool
from tests.gallery.site.print_jobs import Nearby, of
from tests.operations.conftest import Site

TICKETS = NewPrinter("Tickets", "dummy", {}, "escpos-80")


def test_what_is_known_is_told_with_what_is_wrong(site: Site) -> None:
    assert site.ask(printers.add, NewPrinter("Guichet 1", "file", {"folder": "/nowhere"}, "pdf-a4")) == Nothing()
    listed = site.ask(printers.show, Search(search=False))
    assert [(printer.name, printer.wrong) for printer in listed.known] == [("", None), ("Guichet 1", "folder-missing")]
    assert listed.known[1].settings == {"folder": "/nowhere"}
    assert listed.found == ()


def test_others_that_are_seen_around_can_be_added(box: Box) -> None:
    box.carriers.offered = (Nearby,)
    (result,) = printers.show.run(box, Search(), None).found
    assert replace(result, paper="") == Printer(
        "EPSON TM-T20II", "", "network", {"host": "192.0.2.7"}, "TM-T20II", wrong=None
    )


def test_a_paper_that_nobody_names_is_a_likely_one(site: Site) -> None:
    site.ask(printers.add, NewPrinter("Guichet 1", "dummy"))
    assert site.ask(printers.show, Search(search=False)).known[1].paper == "pdf-a4"
    with pytest.raises(Refused) as refused:
        site.ask(printers.add, NewPrinter("Guichet 2", "dummy", {"colour": "blue"}))
    assert (refused.value.code, refused.value.details) == (Refusal.NO_SUCH_SETTING, {"setting": "colour"})


def test_a_choice_is_made_by_names_and_taken_back(site: Site) -> None:
    with site.box() as box, box.store.write() as db:
        people.add_station(db, "s1", "hash", "desk", box.clock.now())
        people.set_name(db, "s1", "Guichet")
    site.ask(printers.add, TICKETS)
    site.ask(printers.use, Use("tickets", screen="guichet", papers="receipts"))
    assert chosen(site, "s1") == "Tickets"
    site.ask(printers.use, Use(instead="nothing"))
    assert chosen(site, "s2") is None
    site.ask(printers.use, Use(instead="usual"))
    assert chosen(site, "s2") == ""
    site.ask(printers.use, Use(instead="as-before", screen="Guichet", papers="receipts"))
    assert chosen(site, "s1") == ""
    for wrong, code in ((Use("Nobody"), "printer"), (Use("tickets", screen="Hall"), "station")):
        with pytest.raises(Refused, match=f"no-such-{code}"):
            site.ask(printers.use, wrong)


def test_a_page_is_asked_of_a_printer_or_of_the_usual_one(site: Site) -> None:
    site.ask(printers.add, TICKETS)
    site.ask(printers.try_out, Name("Tickets"))
    site.ask(printers.try_out, Name(""))
    with site.box() as box:
        states = [job.state for job in spool.recent(box.store.read())]
        assert states == (["pending"] * 2 if site.served else ["completed"] * 2), "alone it is printed there and then"
    site.ask(printers.remove, Name("Tickets"))
    with pytest.raises(Refused, match="no-such-printer"):
        site.ask(printers.try_out, Name("Tickets"))


def test_each_paper_comes_out_of_its_own_printer(box: Box) -> None:
    printers.add.run(box, TICKETS, None)
    loops: list[str] = []
    running = Running(Talk, lambda: loops.append("woken"))
    printers.try_out.run(box, Name("Tickets"), running)
    printers.try_out.run(box, Name(""), running)
    assert loops == ["woken", "woken"], "the print loop is told, and prints"
    assert print_queue.print_due(box) == 2
    assert len(of(box, choosing.every(box, box.store.read())[1].id).jobs) == len(box.carrier.jobs) == 1  # type: ignore[attr-defined]


def chosen(site: Site, station_id: str) -> str | None:
    """The name of the printer of that screen's receipts; None where nothing prints."""
    with site.box() as box:
        printer = paper_printer.for_job(box, box.store.read(), station_id, "receipt")
        return printer.name if printer else None
