"""A delivery as a person reads it in a table."""

from kiosk.connectors.connector import DeliveryType
from kiosk.connectors.file_drop.table import COLUMNS, line
from tests.connectors.samples import delivery


def test_a_case_is_a_line_with_its_answers_in_words() -> None:
    cells = dict(zip(COLUMNS, line(delivery()), strict=True))
    assert (cells["reference"], cells["person"], cells["birth_date"]) == ("SA1042X", "Awa Benali", "1945-03-02")
    assert cells["answers"].startswith("Nom de naissance : BENALI\nPour quelle démarche ? Ma retraite")
    assert cells["documents"] == "Pièce d’identité : seen" and cells["phone"] == "+33612345678"


def test_what_a_delivery_does_not_tell_is_empty() -> None:
    cells = dict(zip(COLUMNS, line(delivery(type=DeliveryType.ERASED, content={"why": "asked"})), strict=True))
    assert cells["type"] == "erased" and cells["person"] == cells["answers"] == ""


def test_a_decision_says_its_state_and_its_words() -> None:
    cells = dict(
        zip(COLUMNS, line(delivery(content={"state": "refused", "message": "Hors de la commune."})), strict=True)
    )
    assert (cells["state"], cells["message"]) == ("refused", "Hors de la commune.")


def test_an_association_stands_for_its_person() -> None:
    cells = dict(zip(COLUMNS, line(delivery(content={"organisation": "Les Amis", "person": {}})), strict=True))
    assert cells["person"] == "Les Amis"
