"""Copies of cases that can still be opened: their bytes locked again, each under a key of its own."""

import json
import random
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from kiosk.crypto import sealing
from kiosk.domain.events import reference as references
from kiosk.services.box import data_keys
from kiosk.services.box.box import Box
from kiosk.store import counters, wrapped_keys
from kiosk.store.database import Database
from kiosk.store.wrapped_keys import KeyKind
from tests.gallery.site import gestures
from trials.size.copies import copy, write
from trials.size.stories import Story

_LOCKED = {
    "cases": (("answers", "answers", "id"), ("names", "names", "id")),
    "submissions": (("follow_code", "follow", "case_id"),),
    "events": (("kept", "event", "id"),),
}
"""Table to its locked columns: the column, what it is locked for, and the column of whose id."""
_FAMILIES = ("Martin", "Bernard", "Thomas", "Petit", "Robert", "Richard", "Durand", "Dubois", "Moreau", "Laurent")


@dataclass(frozen=True, slots=True)
class Opened:
    """A story whose locked bytes are open."""

    story: Story
    service_id: str
    clear: dict[tuple[str, str, str], bytes]


def opened(box: Box, story: Story) -> Opened:
    """Open what is locked of a story."""
    key = data_keys.key_in(box.store.read(), story.case_id, gestures.helped(box).ring)
    assert key is not None, story.name
    clear = {}
    for table, columns in _LOCKED.items():
        for row in story.rows[table]:
            for column, about, identity in columns:
                if row[column]:
                    clear[column, about, row[identity]] = sealing.unlock_bytes(
                        key, row[column], f"{about}:{row[identity]}"
                    )
    return Opened(story, story.rows["cases"][0]["service_id"], clear)


def add(box: Box, template: Opened, many: int, days: int) -> None:
    """Add so many copies of an open story, over the last `days`; no two persons of them have the same names."""
    dice = random.Random(template.story.name)
    with box.store.write() as db:
        counter = counters.read_reference_counter(db)
        copies = []
        for number in range(many):
            reference = ""
            if template.story.reference:
                reference, counter = references.mint_reference(box.site.code, counter)
            earlier = timedelta(days=days - 1 - number * days // many)
            rows = copy(template.story, reference, counter, earlier, dice)
            _lock(db, template, rows, number)
            copies.append(rows)
        write(db, copies)


def _lock(db: Database, template: Opened, rows: dict[str, list[dict[str, Any]]], number: int) -> None:
    """Lock a copy under a new key, and seal that to the service."""
    key, public = sealing.new_random_key(), wrapped_keys.read_service_public_key(db, template.service_id)
    assert public is not None
    case_id = rows["cases"][0]["id"]
    for table, columns in _LOCKED.items():
        for old, row in zip(template.story.rows[table], rows[table], strict=True):
            for column, about, identity in columns:
                clear = template.clear.get((column, about, old[identity]))
                if clear is not None:
                    clear = _named(clear, number) if column == "names" else clear
                    row[column] = sealing.lock_bytes(key, clear, f"{about}:{row[identity]}")
    wrapped_keys.save_wrapped_key(db, case_id, KeyKind.SERVICE, template.service_id, sealing.seal_bytes(public, key))


def _named(clear: bytes, number: int) -> bytes:
    names = json.loads(clear)
    family = f"{_FAMILIES[number % len(_FAMILIES)]}-{number:05d}"
    return json.dumps({role: family if role.endswith("birth_name") else name for role, name in names.items()}).encode()
