"""A paper goes to the printer that was chosen for it."""

from dataclasses import replace

import pytest

from kiosk.errors import Refused
from kiosk.services import installing, papers, printers
from kiosk.services.box import Actor, Box
from kiosk.store import printers as store
from kiosk.store.printers import Choice, Kept
from tests.services.printing import Late, added, of
from tests.store.conftest import NOON


def test_without_a_choice_the_one_of_the_settings_prints(box: Box) -> None:
    printer = printers.for_job(box, "desk", "receipt")
    assert printer == printers.usual(box) == printers.get(box, printers.USUAL)
    assert (printer.carrier, printer.renderer.kind) == (box.carrier, box.settings.paper)
    assert printers.get(box, "unheard of") is None


def test_a_paper_nobody_knows_is_refused() -> None:
    with pytest.raises(Refused, match="no-such-paper"):
        printers.renderer_of("parchment")


def test_paper_comes_out_where_it_was_chosen_and_nowhere_where_that_was_chosen(box: Box) -> None:
    desk, hall = added(box, "Guichet 1"), added(box, "Salle", "pdf-a4")
    installing.choose(box, Choice("", "", desk), Actor())
    installing.choose(box, Choice("", "lists", hall), Actor())
    assert [name(box, kind) for kind in ("receipt", "checklist", "mandate")] == ["Guichet 1", "Salle", "Guichet 1"]
    installing.choose(box, Choice("", "receipts", None), Actor())
    assert printers.for_job(box, "", "receipt") is None
    installing.forget(box, hall, Actor())
    assert name(box, "checklist") == "Guichet 1", "what was chosen less closely counts again"
    installing.choose(box, Choice("", "", printers.USUAL), Actor())
    assert printers.for_job(box, "", "checklist") == printers.usual(box)


def test_every_paper_is_chosen_a_printer_for_in_one_way_at_most(box: Box) -> None:
    named = [kind for kinds in printers.PAPERS.values() for kind in kinds]
    assert len(named) == len(set(named))
    assert papers.MAKERS.keys() - set(named) == {printers.TEST_PAGE}
    assert printers.papers_of("parchment") == printers.ALL


def test_a_printer_is_one_live_object_until_it_is_reached_otherwise(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    dummy = of(box, new_id)
    assert (of(box, new_id), dummy.media_type) == (dummy, "application/vnd.escpos")
    assert of(box, new_id) is dummy
    installing.fit(box, new_id, "escpos-58", "TM-T20II", Actor())
    assert of(box, new_id) is dummy, "another roll is another way of drawing, not another printer"
    assert printers.get(box, new_id).renderer == printers.renderer_of("escpos-58").for_profile("TM-T20II")  # type: ignore[union-attr]
    installing.fit(box, new_id, "pdf-a4", "", Actor())
    assert of(box, new_id) is not dummy
    assert of(box, new_id).media_type == "application/pdf"


def test_a_forgotten_printer_can_be_asked_about_its_jobs_and_gets_no_more(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    dummy = of(box, new_id)
    installing.forget(box, new_id, Actor())
    assert of(box, new_id) is dummy
    assert [each.id for each in printers.every(box)] == [printers.USUAL]
    assert printers.for_job(box, "", printers.TEST_PAGE, new_id) is None


def test_a_test_page_goes_to_the_printer_it_is_about(box: Box) -> None:
    new_id = added(box, "Guichet 1")
    installing.choose(box, Choice("", "", None), Actor())
    found = printers.for_job(box, "", printers.TEST_PAGE, new_id)
    assert found is not None and found.id == new_id
    assert printers.for_job(box, "", printers.TEST_PAGE, "") == printers.usual(box)


def test_what_another_version_has_kept_prints_nothing_and_breaks_nothing(box: Box) -> None:
    with box.store.write() as db:
        store.save(db, Kept("a" * 32, "Pigeon", "pigeon", {}, "pdf-a4", "default"), NOON)
        store.save(db, Kept("b" * 32, "Rune", "dummy", {}, "stone", "default"), NOON)
        store.choose(db, Choice("", "", "a" * 32))
    assert printers.get(box, "a" * 32) is None and printers.get(box, "b" * 32) is None
    assert [each.id for each in printers.every(box)] == [printers.USUAL]
    assert printers.for_job(box, "", "receipt") is None


def test_a_screen_prints_as_long_as_one_of_its_papers_can_come_out(box: Box) -> None:
    desk = added(box, "Guichet 1")
    installing.choose(box, Choice("", "", None), Actor())
    assert not printers.may_print(box, "")
    installing.choose(box, Choice("", "receipts", desk), Actor())
    assert printers.may_print(box, "")
    of(box, desk).wrong = "no-paper"
    assert not printers.may_print(box, "")
    assert printers.states(box)[1][1] == "no-paper"


def test_printers_that_do_not_answer_are_waited_for_together_and_not_by_pages(box: Box) -> None:
    late = Late(wrong="offline")
    slow = replace(box, carrier=late)
    assert printers.may_print(slow, "") and not printers.has_answered(slow, printers.usual(slow))
    assert printers.states(slow) == [(printers.usual(slow), None)]
    late.may_say.set()
    assert printers.states(slow, 20) == [(printers.usual(slow), "offline")]
    assert not printers.may_print(slow, "")


def name(box: Box, kind: str) -> str:
    """What the printer is called where such a paper comes out."""
    found = printers.for_job(box, "", kind)
    assert found is not None
    return found.name
