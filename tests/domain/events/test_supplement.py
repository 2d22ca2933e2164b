"""Documents, files or words added to a submitted case."""

import json
from datetime import UTC, date, datetime

from msgspec.structs import asdict, replace

from kiosk.domain.answers.attachment import Attachment
from kiosk.domain.events.event import Event, canonical
from kiosk.domain.events.supplement import (
    AddedDocument,
    Item,
    Supplement,
    from_body,
    item_of,
    joined,
    make_event,
    moved_up,
)
from kiosk.domain.places.site import Site

NOON = datetime(2026, 11, 30, 9, tzinfo=UTC)
ADDED = Supplement(
    "  Voici.\n",
    (AddedDocument(Item("identity", "Pièce d’identité"), "seen"), AddedDocument(Item("", "Une lettre"), "to_bring")),
)


def an_event(replaces: str = "", added: Supplement = ADDED) -> Event:
    return make_event(
        added, event_id="e" * 32, stream="s" * 32, sequence=3, reference="SA1001G", site=Site("SA", "Saint-Aubin"),
        day=date(2026, 11, 30), at=NOON, helper="Nadia Roux", replaces=replaces,
    )  # fmt: skip


def test_nothing_is_no_supplement() -> None:
    assert not Supplement("", ()) and not Supplement(" \n ", ())
    assert Supplement("Un mot", ()) and Supplement("", (AddedDocument(Item("", "Une lettre"), "seen"),))


def test_the_body_is_what_the_wire_says() -> None:
    event = an_event()
    assert json.loads(event.body) == {
        "version": 1,
        "type": "supplement",
        "id": "e" * 32,
        "stream": "s" * 32,
        "sequence": 3,
        "site": {"code": "SA", "name": "Saint-Aubin"},
        "reference": "SA1001G",
        "replaces": None,
        "recorded_at": "2026-11-30T09:00:00.000000+00:00",
        "legal_date": "2026-11-30",
        "helper": "Nadia Roux",
        "message": "Voici.",
        "documents": [
            {"id": "identity", "label": "Pièce d’identité", "state": "seen"},
            {"id": "", "label": "Une lettre", "state": "to_bring"},
        ],
    }
    assert event.body == canonical(json.loads(event.body))
    assert (event.type, event.sequence, event.recorded_at, event.replaces) == ("supplement", 3, NOON, "")


def test_a_mended_one_names_the_one_it_replaces() -> None:
    event = an_event(replaces="f" * 32)
    assert (event.replaces, json.loads(event.body)["replaces"]) == ("f" * 32, "f" * 32)


def test_one_that_moves_up_says_the_same_one_place_earlier() -> None:
    before, after = an_event(), moved_up(an_event(), "m" * 32, replaces="g" * 32)
    assert (after.id, after.sequence, after.replaces, after.stream) == ("m" * 32, 2, "g" * 32, before.stream)
    assert after.recorded_at == before.recorded_at
    changed = {"id": "m" * 32, "sequence": 2, "replaces": "g" * 32}
    assert json.loads(after.body) == json.loads(before.body) | changed
    assert after.body == canonical(json.loads(after.body))


FRONT, BACK = (Attachment(letter * 32, f"{letter}.jpg", "image/jpeg", 7, letter * 64) for letter in "ab")
ASKED = Item("identity", "Pièce d’identité", "c" * 32)


def test_files_are_listed_under_what_was_asked_for() -> None:
    added = Supplement("", joined([(ASKED, FRONT), (Item("", "Une lettre"), BACK), (ASKED, BACK)]))
    body = json.loads(an_event(added=added).body)
    first, second = body["documents"]
    assert (first["id"], first["state"], first["answers"]) == ("identity", "joined", "c" * 32)
    assert first["attachments"] == [asdict(FRONT), asdict(BACK)]
    assert second == {"id": "", "label": "Une lettre", "state": "joined", "attachments": [asdict(BACK)]}
    assert from_body(body) == added


def test_an_item_is_found_again_by_its_key() -> None:
    for item in (ASKED, replace(ASKED, id=""), replace(ASKED, answers=""), Item("", "Une lettre")):
        assert item_of(item.key, item.label) == item
