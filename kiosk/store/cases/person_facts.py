"""What was noted of the persons of cases, locked under the key of each case."""

import json
from collections.abc import Iterable

from msgspec import Struct

from kiosk.clock import moment, stamp
from kiosk.crypto import sealing
from kiosk.domain.notices.person_facts import Noted
from kiosk.store.database import Database, listed


class LockedFacts(Struct, frozen=True):
    """What is noted with a case, locked under its key, which is sealed to the service `holder`.

    `event_id` is the event that tells it to that service, "" for none.
    """

    case_id: str
    facts: bytes
    event_id: str
    holder: str
    wrapped: bytes


def keep(db: Database, case_id: str, noted: Iterable[Noted], key: bytes, event_id: str) -> None:
    """Put what is noted in the place of what was; nothing leaves no row. `event_id` tells it to the service, or ""."""
    forget(db, case_id)
    if said := [{"fact": entry.fact, "by": entry.by, "at": stamp(entry.at)} for entry in noted]:
        locked = sealing.lock(key, json.dumps(said).encode(), _label(case_id))
        db.table("person_facts").insert({"case_id": case_id, "facts": locked, "event_id": event_id})


def of(db: Database, case_id: str, key: bytes) -> tuple[Noted, ...]:
    """What is noted with this case. Raises `Unreadable` for a key that is not the case's."""
    kept = next(db.table("person_facts").rows_where("case_id = ?", [case_id], select="facts"), None)
    return opened(kept["facts"], case_id, key) if kept else ()


def of_all(db: Database, case_ids: Iterable[str]) -> list[LockedFacts]:
    """What is noted with these cases, for `opened`; nothing of those with which nothing is."""
    found = db.query(
        "SELECT case_id, facts, event_id, holder, wrapped FROM person_facts"
        " JOIN data_keys ON data_keys.subject = case_id AND data_keys.kind = 'service'"
        " WHERE case_id IN (SELECT value FROM json_each(?))",
        [listed(case_ids)],
    )
    return [LockedFacts(**record) for record in found]


def opened(locked: bytes, case_id: str, key: bytes) -> tuple[Noted, ...]:
    """The facts of a row that `of_all` gave, or `of` read. Raises `Unreadable` with another key."""
    said = json.loads(sealing.unlock(key, locked, _label(case_id)))
    return tuple(Noted(entry["fact"], entry["by"], moment(entry["at"])) for entry in said)


def is_told(db: Database, case_id: str) -> bool:
    """Whether an event tells the service what is noted; true where nothing is."""
    return db.table("person_facts").count_where("case_id = ? AND event_id = ''", [case_id]) == 0


def forget(db: Database, case_id: str) -> None:
    """Delete what was noted, because it is taken back or the case is destroyed."""
    db.table("person_facts").delete_where("case_id = ?", [case_id])


def _label(case_id: str) -> str:
    return f"person-facts:{case_id}"
