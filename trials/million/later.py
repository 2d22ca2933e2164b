"""What became of cases after they had come: the service's decisions, as the hub keeps them."""

import random
import uuid
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from hub.hub import Hub
from hub.intake.one_event import NewCase
from hub.secrets.vault import label_of, unwrap_lock
from kiosk.domain.events.case_state import CaseState

_OPEN_DAYS = 45
"""Cases older than this are decided, nearly all."""
_PATHS = {
    (CaseState.IN_PROGRESS, CaseState.ACCEPTED, CaseState.CLOSED): 60,
    (CaseState.IN_PROGRESS, CaseState.ACCEPTED): 20,
    (CaseState.INCOMPLETE, CaseState.IN_PROGRESS, CaseState.ACCEPTED, CaseState.CLOSED): 8,
    (CaseState.IN_PROGRESS, CaseState.REFUSED): 8,
    (CaseState.IN_PROGRESS, CaseState.INCOMPLETE): 2,
    (CaseState.IN_PROGRESS,): 1,
    (): 1,
}
"""Of a hundred cases, how many went which way."""


def decisions(hub: Hub, made: NewCase, staff: str, now: datetime, dice: random.Random) -> Iterator[dict[str, Any]]:
    """The rows of the decisions of one case, which `staff` took."""
    lock = unwrap_lock(hub.ring, made.case["id"], made.key["wrapped"])
    for number, state in enumerate(_path(made, now, dice), 1):
        identity = uuid.UUID(int=dice.getrandbits(128)).hex
        yield {
            "id": identity, "case_id": made.case["id"], "number": number, "state": state,
            "message": lock.lock(label_of("decision", identity), "Votre dossier avance."), "staff_id": staff,
            "at": min(now, made.case["received_at"] + timedelta(days=9 * number)),
            "papers_by": "2026-12-24" if state == CaseState.INCOMPLETE else "",
        }  # fmt: skip


def _path(made: NewCase, now: datetime, dice: random.Random) -> tuple[CaseState, ...]:
    age = (now - made.case["received_at"]).days
    if made.case["prepared"]:
        return (CaseState.CLOSED,) if age > _OPEN_DAYS and dice.random() < 0.5 else ()
    path: tuple[CaseState, ...] = dice.choices(tuple(_PATHS), weights=tuple(_PATHS.values()))[0]
    return path if age > _OPEN_DAYS else path[: age // 12]
