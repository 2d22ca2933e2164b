"""A paper goes to the printer that was chosen for it."""

from dataclasses import replace

import pytest

from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import paper_printer
from kiosk.services.printers import printer_choice, printer_setup
from kiosk.store.printing import printers as store
from kiosk.store.printing.printers import Choice, Kept
from tests.gallery.site.print_jobs import Late, added, of
from tests.store.conftest import NOON


def test_without_a_choice_the_one_of_the_settings_prints(box: Box) -> None:
    printer = paper_printer.for_job(box, box.store.read(), "desk", "receipt")
    assert printer == printer_choice.usual(box) == printer_choice.get(box, box.store.read(), printer_choice.USUAL)
    assert (printer.carrier, printer.renderer.kind) == (box.carrier, box.settings.paper)
    assert printer_choice.get(box, box.store.read(), "unheard of") is None


def test_a_paper_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="no-such-paper"):
        printer_choice.renderer_of("parchment")


def test_the_usual_printer_is_always_known_and_one_that_is_forgotten_is_not(box: Box) -> None:
    kept, forgotten = (added(box, name) for name in ("Rouleau", "Laser"))
    printer_setup.forget(box, forgotten, Actor())
    assert printer_choice.known_ids(box.store.read()) == {printer_choice.USUAL, kept}


def test_paper_comes_out_where_it_was_chosen_and_nowhere_where_that_was_chosen(box: Box) -> None:
    desk, hall = added(box, "Guichet 1"), added(box, "Salle", "pdf-a4")
    printer_setup.choose(box, Choice("", "", desk), Actor())
    printer_setup.choose(box, Choice("", "lists", hall), Actor())
    assert [name(box, kind) for kind in ("receipt", "checklist", "mandate")] == ["Guichet 1", "Salle", "Guichet 1"]
    printer_setup.choose(box, Choice("", "receipts", None), Actor())
    assert paper_printer.for_job(box, box.store.read(), "", "receipt") is None
    printer_setup.forget(box, hall, Actor())
    assert name(box, "checklist") == "Guichet 1", "what was chosen less closely counts again"
    printer_setup.choose(box, Choice("", "", printer_choice.USUAL), Actor())
    assert paper_printer.for_job(box, box.store.read(), "", "checklist") == printer_choice.usual(box)


def test_a_printer_is_one_live_object_until_it_is_reached_otherwise(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    dummy = of(box, new_id)
    assert (of(box, new_id), dummy.media_type) == (dummy, "application/vnd.escpos")
    assert of(box, new_id) is dummy
    printer_setup.fit(box, new_id, "escpos-58", "TM-T20II", Actor())
    assert of(box, new_id) is dummy, "another roll is another way of drawing, not another printer"
    printer = printer_choice.get(box, box.store.read(), new_id)
    assert printer is not None
    assert printer.renderer == printer_choice.renderer_of("escpos-58").for_profile("TM-T20II")
    printer_setup.fit(box, new_id, "pdf-a4", "", Actor())
    assert of(box, new_id) is not dummy
    assert of(box, new_id).media_type == "application/pdf"


def test_a_forgotten_printer_can_be_asked_about_its_jobs_and_gets_no_more(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    dummy = of(box, new_id)
    printer_setup.forget(box, new_id, Actor())
    assert of(box, new_id) is dummy
    assert [printer.id for printer in printer_choice.every(box, box.store.read())] == [printer_choice.USUAL]
    assert paper_printer.for_job(box, box.store.read(), "", "test-page", new_id) is None


def test_what_another_version_has_kept_prints_nothing_and_breaks_nothing(box: Box) -> None:
    with box.store.write() as db:
        store.save(db, Kept("a" * 32, "Pigeon", "pigeon", {}, "pdf-a4", "default"), NOON)
        store.save(db, Kept("b" * 32, "Rune", "dummy", {}, "stone", "default"), NOON)
        store.choose(db, Choice("", "", "a" * 32))
    assert printer_choice.get(box, box.store.read(), "a" * 32) is None
    assert printer_choice.get(box, box.store.read(), "b" * 32) is None
    assert [printer.id for printer in printer_choice.every(box, box.store.read())] == [printer_choice.USUAL]
    assert paper_printer.for_job(box, box.store.read(), "", "receipt") is None


def test_a_screen_prints_as_long_as_one_of_its_papers_can_come_out(box: Box) -> None:
    desk = added(box, "Guichet 1")
    printer_setup.choose(box, Choice("", "", None), Actor())
    assert not printer_choice.may_print(box, "")
    printer_setup.choose(box, Choice("", "receipts", desk), Actor())
    assert printer_choice.may_print(box, "")
    of(box, desk).wrong = "no-paper"
    assert not printer_choice.may_print(box, "")
    assert printer_choice.states(box)[1][1] == "no-paper"


def test_printers_that_do_not_answer_are_waited_for_together_and_not_by_pages(box: Box) -> None:
    late = Late(wrong="offline")
    slow = replace(box, carrier=late)
    assert printer_choice.may_print(slow, "") and not printer_choice.has_answered(slow, printer_choice.usual(slow))
    assert printer_choice.states(slow) == [(printer_choice.usual(slow), None)]
    late.may_say.set()
    assert printer_choice.states(slow, 20) == [(printer_choice.usual(slow), "offline")]
    assert not printer_choice.may_print(slow, "")


def name(box: Box, kind: str) -> str:
    """What the printer is called where such a paper comes out."""
    printer = paper_printer.for_job(box, box.store.read(), "", kind)
    assert printer is not None
    return printer.name
