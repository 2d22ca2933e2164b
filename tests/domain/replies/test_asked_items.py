"""What was asked for stays on the form until it is brought."""

from typing import Any

from kiosk.domain.events.supplement import Item
from kiosk.domain.replies.asked_items import all_items, open_items

BEFORE, NOON, LATER = (f"2026-11-30T{hour}:00:00+00:00" for hour in ("11", "12", "13"))
IDENTITY = {"id": "a" * 32, "document": "identity", "label": "Pièce d’identité"}
LETTER = {"id": "b" * 32, "document": "", "label": "Une attestation signée"}
REQUEST = {"at": NOON, "asked": [IDENTITY, LETTER]}


def brought(at: str) -> dict[str, Any]:
    document = {"id": "identity", "label": "Pièce d’identité", "state": "joined", "answers": "a" * 32}
    return {"recorded_at": at, "documents": [document]}


def test_an_item_stays_until_a_supplement_answers_it() -> None:
    both = (Item("identity", "Pièce d’identité", "a" * 32), Item("", "Une attestation signée", "b" * 32))
    assert open_items(REQUEST, []) == both
    assert open_items(REQUEST, [brought(BEFORE)]) == both, "it came before it was asked for"
    assert open_items(REQUEST, [brought(LATER)]) == both[1:]


def test_a_hub_that_asks_in_its_message_alone_has_no_items() -> None:
    assert open_items({"at": NOON}, []) == open_items({"at": NOON, "asked": "words"}, []) == ()


def test_a_document_that_was_asked_for_stands_once() -> None:
    asked = open_items(REQUEST, [])[:1]
    listed = [Item("identity", "Une pièce d’identité"), Item("home", "Un justificatif")]
    assert all_items(asked, listed) == (*asked, Item("home", "Un justificatif"))
