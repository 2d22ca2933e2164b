"""Which paper comes out of which printer, for every screen and for one."""

import pytest

from kiosk.services.box.box import Box
from kiosk.services.papers import papers
from kiosk.store.people import people
from tests.gallery.site.page import Browser
from tests.gallery.site.print_jobs import added

HERE = "/desk/printer-choices"


@pytest.fixture
def hall(box: Box) -> str:
    """A terminal that has a name."""
    with box.store.write() as db:
        people.add_station(db, "h" * 32, "hash", "terminal", box.clock.now())
        people.set_name(db, "h" * 32, "Borne du hall")
    return "h" * 32


def where(box: Box, station_id: str, kind: str) -> str | None:
    printer = papers.for_job(box, box.store.read(), station_id, kind)
    return printer.name if printer else None


def test_papers_of_every_screen_go_where_they_are_sent(desk: Browser, box: Box) -> None:
    desk_printer, office = added(box, "Guichet"), added(box, "Bureau", "pdf-a4")
    page = desk.get(desk.get("/desk/printers").link("Choisir"))
    assert page.path == HERE
    form = page.form("choices").with_values(
        {"papers-": desk_printer, "papers-mandates": office, "papers-lists": "none"}
    )
    page = desk.send(form)
    assert (where(box, "", "receipt"), where(box, "", "mandate"), where(box, "", "checklist")) == (
        "Guichet", "Bureau", None,
    )  # fmt: skip
    assert page.words("#papers-lists-help") == ["En ce moment : rien ne s’imprime"]
    assert page.form("choices")["papers-mandates"] == [office]
    desk.send(page.form("choices").with_values({"papers-": "", "papers-mandates": "usual", "papers-lists": ""}))
    assert where(box, "", "receipt") == where(box, "", "mandate") == where(box, "", "checklist") == ""


def test_one_screen_has_its_own_printer_and_can_have_none(desk: Browser, box: Box, hall: str) -> None:
    slips = added(box, "Tickets du hall")
    page = desk.get(desk.get(HERE).link("Borne du hall"))
    assert "Sur l’écran « Borne du hall »" in page.main
    page = desk.send(page.form("choices").with_values({"papers-": "none", "papers-receipts": slips}))
    assert (where(box, hall, "receipt"), where(box, hall, "checklist")) == ("Tickets du hall", None)
    assert where(box, "another", "receipt") == ""
    assert "a ses propres imprimantes" in desk.get(HERE).main


def test_a_screen_or_a_printer_that_is_not_known_is_refused(desk: Browser, box: Box) -> None:
    assert desk.get(f"{HERE}?screen=unheard-of").status == 404
    form = desk.get(HERE).form("choices")
    assert desk.send(form.with_values({"papers-": "f" * 32})).status == 404
    assert desk.send(form.with_values({"papers-": "", "screen": "unheard-of"})).status == 404
    assert where(box, "", "receipt") == ""


def test_a_screen_without_a_name_is_named_first(desk: Browser) -> None:
    assert "Donnez d’abord un nom à chaque écran" in desk.get(HERE).main
