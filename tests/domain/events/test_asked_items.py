"""What was asked for stays on the form until it is brought."""

from kiosk.domain.events.asked_items import all_items, answered, open_items
from kiosk.domain.events.supplement import Item

IDENTITY = {"id": "a" * 32, "document": "identity", "label": "Pièce d’identité"}
LETTER = {"id": "b" * 32, "document": "", "label": "Une attestation signée"}


def test_an_item_stays_until_a_supplement_answers_it() -> None:
    brought = {"documents": [{"id": "identity", "label": "Pièce d’identité", "state": "joined", "answers": "a" * 32}]}
    assert open_items([IDENTITY, LETTER], []) == (
        Item("identity", "Pièce d’identité", "a" * 32),
        Item("", "Une attestation signée", "b" * 32),
    )
    assert open_items([IDENTITY, LETTER], [brought]) == (Item("", "Une attestation signée", "b" * 32),)
    assert answered([brought, {}]) == {"a" * 32}


def test_what_an_older_or_a_newer_hub_says_is_no_fault() -> None:
    assert open_items(None, []) == open_items("words", []) == open_items([7, {"label": "x"}], []) == ()


def test_a_document_that_was_asked_for_stands_once() -> None:
    asked = open_items([IDENTITY], [])
    listed = [Item("identity", "Une pièce d’identité"), Item("home", "Un justificatif")]
    assert all_items(asked, listed) == (*asked, Item("home", "Un justificatif"))
