"""Locks contents before they touch the database, each case under a key of its own, and destroys that key."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, select

from kiosk.crypto import sealing
from kiosk.hub.keys.keyring import Ring
from kiosk.hub.secrets import name_index
from kiosk.hub.store.schema import attachment, case_key, cases

_KEEP = case_key.insert()
_WRAPPED = select(case_key.c.wrapped).where(case_key.c.case_id == bindparam("case_id"))


@dataclass(frozen=True, slots=True)
class CaseLock:
    """Locks and unlocks what belongs to one case; `what` says what it is and whose, and it opens as nothing else."""

    key: bytes

    def lock(self, what: str, clear: str) -> bytes:
        """Ciphertext."""
        return sealing.lock(self.key, clear.encode(), what)

    def unlock(self, what: str, locked: bytes) -> str:
        """What `lock` was given. Raises `Unreadable`."""
        return sealing.unlock(self.key, locked, what).decode()

    def read(self, what: str, locked: bytes) -> dict[str, Any]:
        """The JSON object that was locked."""
        content: dict[str, Any] = json.loads(self.unlock(what, locked))
        return content


def keep_lock(connection: Connection, ring: Ring, case_id: str, lock: CaseLock) -> None:
    """Keep the key of a case that is being opened, wrapped, in the caller's transaction."""
    connection.execute(_KEEP, {"case_id": case_id, "wrapped": sealing.lock(_master(ring), lock.key, _about(case_id))})


def lock_of(connection: Connection, ring: Ring, case_id: str) -> CaseLock | None:
    """The lock of a case; None where its key was destroyed."""
    wrapped = connection.execute(_WRAPPED, {"case_id": case_id}).scalar()
    return None if wrapped is None else unwrapped(ring, case_id, wrapped)


def unwrapped(ring: Ring, case_id: str, wrapped: bytes) -> CaseLock:
    """The lock of a case, from its row."""
    return CaseLock(sealing.unlock(_master(ring), wrapped, _about(case_id)))


def hub_lock(ring: Ring) -> CaseLock:
    """Locks what holds no contents and outlives the key of its case."""
    return CaseLock(ring.key_for("hub facts"))


def destroy(connection: Connection, ring: Ring, case_id: str) -> None:
    """Make a case unreadable for ever: its key, its names and what finds them are gone, in the caller's transaction.

    What stays has no names: the reference, the procedure, days, states, and hashes.
    """
    lock = lock_of(connection, ring, case_id)
    if lock is None:
        return
    locked = connection.execute(select(cases.c.names).where(cases.c.id == case_id)).scalar_one()
    name_index.forget(connection, ring, case_id, lock.read(names_of(case_id), locked).values())
    connection.execute(attachment.delete().where(attachment.c.case_id == case_id))
    connection.execute(case_key.delete().where(case_key.c.case_id == case_id))
    connection.execute(cases.update().where(cases.c.id == case_id).values(names=b""))


def event_of(event_id: str) -> str:
    """What the body of an event is locked as."""
    return f"event {event_id}"


def decision_of(decision_id: str) -> str:
    """What the words of a decision are locked as."""
    return f"decision {decision_id}"


def update_of(update_id: str) -> str:
    """What an update to a site is locked as."""
    return f"update {update_id}"


def answer_of(event_id: str) -> str:
    """What the words of an answer to a request are locked as."""
    return f"answer {event_id}"


def names_of(case_id: str) -> str:
    """What the names of a case are locked as."""
    return f"names {case_id}"


def _master(ring: Ring) -> bytes:
    return ring.key_for("hub case keys")


def _about(case_id: str) -> str:
    return f"case {case_id}"
