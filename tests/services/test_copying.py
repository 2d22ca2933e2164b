"""What was prepared here is copied onto another body's form: the receipt gives the answers in that order."""

from typing import Any

from kiosk.services import copying
from kiosk.services.box import Box
from printers.slip import Heading, Items, Pair
from tests.gestures import submitted
from tests.services.test_receipt import make, said_of, text

HOUSEHOLD = {"step": "home", "step_title": "Qui vit là ?", "field": "people", "kind": "group", "label": "Les personnes"}


def body(*answers: dict[str, Any], kind: str = "prepared") -> dict[str, Any]:
    return {"procedure": {"kind": kind}, "answers": list(answers)}


def test_answers_stand_under_their_steps_in_the_order_they_were_asked(box: Box) -> None:
    said = text(make(box, submitted(box, "identity-document")))
    copied = said[said.index("Vos réponses, à recopier sur le formulaire") :]
    places = [
        copied.index(words)
        for words in ("Que voulez-vous demander ?", "Les deux", "Qui est la personne sur le titre ?", "Benali", "3 rue")
    ]
    assert places == sorted(places)


def test_what_was_left_empty_is_not_there_and_who_asks_is_said_once(box: Box) -> None:
    case = submitted(box, "identity-document")
    labels = [each.label for each in copying.blocks(said_of(box, case), box.words()) if isinstance(each, Pair)]
    assert "Nom de naissance" in labels and "Nom d’usage" not in labels
    assert "La démarche est pour" not in labels and "Votre nom" not in labels


def test_each_of_several_people_is_a_line_of_its_own(box: Box) -> None:
    shown = "Prénom : Lina\nPrénom : Adam"
    found = copying.blocks(body({**HOUSEHOLD, "shown": shown}), box.words())
    assert found[1:] == [
        Heading("Qui vit là ?", 3), Items(("Prénom : Lina", "Prénom : Adam"), "Les personnes"),
    ]  # fmt: skip


def test_nothing_is_to_copy_where_a_service_here_decides_or_nothing_was_said(box: Box) -> None:
    assert copying.blocks(body({**HOUSEHOLD, "shown": "x"}, kind="deposited"), box.words()) == []
    assert copying.blocks(body({**HOUSEHOLD, "shown": ""}), box.words()) == []
