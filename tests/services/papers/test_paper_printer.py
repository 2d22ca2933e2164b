"""A paper comes out of the printer of its tray, or of the one that it is about."""

from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store.printing.printers import Choice
from tests.gallery.site.print_jobs import added


def test_each_paper_comes_out_where_its_tray_was_chosen(box: Box) -> None:
    desk, hall = added(box, "Guichet 1"), added(box, "Salle", "pdf-a4")
    printer_setup.choose(box, Choice("", "", desk), Actor())
    printer_setup.choose(box, Choice("", "lists", hall), Actor())
    for kind, expected in (("receipt", desk), ("attestation", desk), ("checklist", hall), ("numbers", hall)):
        printer = paper_printer.for_job(box, box.store.read(), "", kind)
        assert printer is not None and printer.id == expected, kind


def test_a_paper_of_another_version_follows_the_choice_for_all(box: Box) -> None:
    desk = added(box, "Guichet 1")
    printer_setup.choose(box, Choice("", "", desk), Actor())
    printer = paper_printer.for_job(box, box.store.read(), "", "parchment")
    assert printer is not None and printer.id == desk


def test_a_test_page_goes_to_the_printer_it_is_about(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    printer_setup.choose(box, Choice("", "", None), Actor())
    printer = paper_printer.for_job(box, box.store.read(), "", "test-page", new_id)
    assert printer is not None and printer.id == new_id
    assert paper_printer.for_job(box, box.store.read(), "", "test-page", "") == printer_choice.usual(box)


def test_a_test_page_comes_out_nowhere_once_its_printer_is_forgotten(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    printer_setup.forget(box, new_id, Actor())
    assert paper_printer.for_job(box, box.store.read(), "", "test-page", new_id) is None
