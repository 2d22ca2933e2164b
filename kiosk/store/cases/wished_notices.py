"""How persons wish to be told of news about their cases, locked under the key of each case."""

import json
from collections.abc import Iterable

from kiosk.crypto import sealing
from kiosk.domain.notices.wish import Wish
from kiosk.store.database import Database, listed


def keep(db: Database, case_id: str, wish: Wish, key: bytes) -> None:
    """Put a wish in the place of the one before; none leaves no row."""
    forget(db, case_id)
    if wish:
        said = {way.value: getattr(wish, way) for way in wish.ways}
        locked = sealing.lock(key, json.dumps(said).encode(), _label(case_id))
        db.table("wished_notices").insert({"case_id": case_id, "wish": locked})


def of(db: Database, case_id: str, key: bytes) -> Wish:
    """What the person of a case wishes. Raises `Unreadable` for a key that is not the case's."""
    kept = next(db.table("wished_notices").rows_where("case_id = ?", [case_id], select="wish"), None)
    return Wish(**json.loads(sealing.unlock(key, kept["wish"], _label(case_id)))) if kept else Wish()


def wishing(db: Database, case_ids: Iterable[str]) -> set[str]:
    """Those of these cases whose person wishes to be told somehow."""
    found = db.query(
        "SELECT case_id FROM wished_notices WHERE case_id IN (SELECT value FROM json_each(?))",
        [listed(case_ids)],
    )
    return {str(kept["case_id"]) for kept in found}


def forget(db: Database, case_id: str) -> None:
    """Delete a wish, because it ends or the case is destroyed."""
    db.table("wished_notices").delete_where("case_id = ?", [case_id])


def _label(case_id: str) -> str:
    return f"notices:{case_id}"
