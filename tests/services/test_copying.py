"""Who prepares a request for another body leaves with their answers, ready to be copied onto its form."""

import pytest

from kiosk.errors import Refused
from kiosk.services import copying
from kiosk.services.box import Actor, Box
from kiosk.services.reader import Reader
from kiosk.store import spool
from tests.gestures import submitted


def test_each_answer_stands_under_its_step_in_the_order_of_the_form(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, "identity-document", nadia).case_id
    slip = copying.slip(box, case_id, box.words(), Reader(nadia))
    headings = [each.text for each in slip.blocks if each.kind == "heading" and each.level == 3]
    pairs = {each.label: each.value for each in slip.blocks if each.kind == "pair"}
    assert headings[:2] == ["Pour qui faites-vous cette démarche\u00a0?", "Qui fait la demande\u00a0?"]
    assert pairs["Nom de naissance"] == "Benali"
    assert [each.items for each in slip.blocks if each.kind == "items"], "what to take along"
    assert any(each.kind == "notice" for each in slip.blocks), "it is no deposit"


def test_it_is_printed_with_the_receipt_of_a_preparation_only(box: Box, nadia: Actor) -> None:
    for procedure, kinds in (("identity-document", {"receipt", "answers"}), ("birth-certificate", {"receipt"})):
        made = submitted(box, procedure, nadia)
        jobs = [each for each in spool.recent(box.store.read()) if each["reference"] == made.reference]
        assert {each["kind"] for each in jobs} == kinds


def test_without_the_key_there_is_nothing_to_print(box: Box, nadia: Actor) -> None:
    case_id = submitted(box, "identity-document", nadia).case_id
    with pytest.raises(Refused, match="nothing-to-print"):
        copying.slip(box, case_id, box.words(), Reader(Actor()))
