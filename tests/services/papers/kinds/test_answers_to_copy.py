"""Who prepares a request for another body leaves with their answers, ready to be copied onto its form."""

import pytest

from kiosk.errors import Refused
from kiosk.services.access.key_holder import Reader
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds import answers_to_copy
from kiosk.store.printing import spool
from printers.slip import Heading, Items
from tests.gallery.site.gestures import submitted


def test_each_answer_stands_under_its_step_in_the_order_of_the_form(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, "identity-document", nadia).case_id
    slip = answers_to_copy.slip(box, case_id, box.words(), Reader(nadia))
    headings = [block.text for block in slip.blocks if block.kind == "heading" and block.level == 3]
    pairs = {block.label: block.value for block in slip.blocks if block.kind == "pair"}
    assert headings[0] == "Que voulez-vous demander\u00a0?", "who asks for whom is on the receipt"
    assert "Nom d’usage" not in pairs, "what was left empty is not there"
    assert pairs["Nom de naissance"] == "Benali"
    assert [block.items for block in slip.blocks if block.kind == "items"], "what to take along"
    assert any(block.kind == "notice" for block in slip.blocks), "it is no deposit"


def test_it_is_printed_with_the_receipt_of_a_preparation_only(box: Box, nadia: Actor) -> None:
    for procedure, kinds in (("identity-document", {"receipt", "answers"}), ("birth-certificate", {"receipt"})):
        made = submitted(box, procedure, nadia)
        jobs = [row for row in spool.recent(box.store.read()) if row.reference == made.reference]
        assert {job.kind for job in jobs} == kinds


def test_without_the_key_there_is_nothing_to_print(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, "identity-document", nadia).case_id
    with pytest.raises(Refused, match="nothing-to-print"):
        answers_to_copy.slip(box, case_id, box.words(), Reader(Actor()))


def test_each_of_several_people_is_a_line_of_its_own() -> None:
    people = {"step": "home", "step_title": "Qui vit là ?", "kind": "group", "label": "Les personnes"}
    results = list(answers_to_copy.answers({"answers": [{**people, "shown": "Prénom : Lina\nPrénom : Adam"}]}))
    assert results == [Heading("Qui vit là ?", 3), Items(("Prénom : Lina", "Prénom : Adam"), "Les personnes")]
    assert not list(answers_to_copy.answers({"answers": [{**people, "shown": ""}]}))
