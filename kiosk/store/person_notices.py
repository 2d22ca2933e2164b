"""Wishes to be told of news, facts noted of persons, locked under each case's key; and numbers left at the desk."""

import json
from collections.abc import Iterable
from datetime import datetime

from msgspec import Struct

from kiosk.clock import stamp
from kiosk.crypto import sealing
from kiosk.domain.notices.wish import PersonFact, Wish
from kiosk.store.database import Database, read_column, read_rows, read_value, to_json_array, to_row


class LockedFacts(Struct, frozen=True):
    """What is noted with a case, locked under its key, which is sealed to the service `holder`.

    `event_id` is the event that tells it to that service, "" for none.
    """

    case_id: str
    facts: bytes
    event_id: str
    holder: str
    wrapped: bytes


def save_person_facts(db: Database, case_id: str, noted: Iterable[PersonFact], key: bytes, event_id: str) -> None:
    """Put what is noted in the place of what was; nothing leaves no row. `event_id` tells it to the service, or ""."""
    delete_person_facts(db, case_id)
    if said := [to_row(entry) for entry in noted]:
        locked = sealing.lock_bytes(key, json.dumps(said).encode(), f"person-facts:{case_id}")
        db.table("person_facts").insert({"case_id": case_id, "facts": locked, "event_id": event_id})


def read_person_facts(db: Database, case_id: str, key: bytes) -> tuple[PersonFact, ...]:
    facts = read_value(db, "SELECT facts FROM person_facts WHERE case_id = ?", case_id)
    return decrypt_person_facts(facts, case_id, key) if facts else ()


def select_person_facts(db: Database, case_ids: Iterable[str]) -> list[LockedFacts]:
    """What is noted with these cases, for `decrypt_person_facts`; nothing of those with which nothing is."""
    found = db.query(
        "SELECT case_id, facts, event_id, holder, wrapped FROM person_facts"
        " JOIN data_keys ON data_keys.subject = case_id AND data_keys.kind = 'service'"
        " WHERE case_id IN (SELECT value FROM json_each(?))",
        [to_json_array(case_ids)],
    )
    return read_rows(LockedFacts, found)


def decrypt_person_facts(locked: bytes, case_id: str, key: bytes) -> tuple[PersonFact, ...]:
    """The facts of a row of `select_person_facts`. Raises `Unreadable` with another key."""
    return tuple(read_rows(PersonFact, json.loads(sealing.unlock_bytes(key, locked, f"person-facts:{case_id}"))))


def are_facts_told(db: Database, case_id: str) -> bool:
    """Whether an event tells the service what is noted; true where nothing is."""
    return db.table("person_facts").count_where("case_id = ? AND event_id = ''", [case_id]) == 0


def delete_person_facts(db: Database, case_id: str) -> None:
    db.table("person_facts").delete_where("case_id = ?", [case_id])


def save_notice_wish(db: Database, case_id: str, wish: Wish, key: bytes) -> None:
    """Put a wish in the place of the one before; none leaves no row."""
    delete_notice_wish(db, case_id)
    if wish:
        said = {way.value: getattr(wish, way) for way in wish.ways}
        locked = sealing.lock_bytes(key, json.dumps(said).encode(), f"notices:{case_id}")
        db.table("wished_notices").insert({"case_id": case_id, "wish": locked})


def read_notice_wish(db: Database, case_id: str, key: bytes) -> Wish:
    """What the person of a case wishes. Raises `Unreadable` for a key that is not the case's."""
    locked = read_value(db, "SELECT wish FROM wished_notices WHERE case_id = ?", case_id)
    return Wish(**json.loads(sealing.unlock_bytes(key, locked, f"notices:{case_id}"))) if locked else Wish()


def select_cases_with_wish(db: Database, case_ids: Iterable[str]) -> set[str]:
    wished = "SELECT case_id FROM wished_notices WHERE case_id IN (SELECT value FROM json_each(?))"
    return set(read_column(db, wished, to_json_array(case_ids)))


def delete_notice_wish(db: Database, case_id: str) -> None:
    db.table("wished_notices").delete_where("case_id = ?", [case_id])


class LeftNumber(Struct, frozen=True):
    """One number: of which case, left when and at which station ("" where it is none)."""

    case_id: str
    reference: str
    station_id: str
    at: datetime


def insert_left_number(db: Database, case_id: str, station_id: str, at: datetime) -> None:
    """Keep the number of a submitted case; a second time changes nothing."""
    left = {"case_id": case_id, "station_id": station_id, "at": stamp(at)}
    db.table("left_numbers").insert(left, ignore=True)


def is_number_left(db: Database, case_id: str) -> bool:
    return db.table("left_numbers").count_where("case_id = ?", [case_id]) > 0


def select_left_numbers(db: Database, services: Iterable[str]) -> list[LeftNumber]:
    """The numbers that wait, of cases of these services, the newest first."""
    found = db.query(
        "SELECT left_numbers.case_id, reference, left_numbers.station_id, at FROM left_numbers"
        " JOIN submissions USING (case_id) JOIN cases ON cases.id = left_numbers.case_id"
        " WHERE service_id IN (SELECT value FROM json_each(?)) ORDER BY at DESC, reference",
        [to_json_array(services)],
    )
    return read_rows(LeftNumber, found)


def delete_left_number(db: Database, case_id: str) -> None:
    db.table("left_numbers").delete_where("case_id = ?", [case_id])
