"""The papers that a service asked for in a case: kept under its key, each with what became of it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, select

from hub.secrets.vault import CaseLock, label_of
from hub.store.schema import asked_paper, decision
from kiosk.domain.replies.asked_paper import AskedPaper, AskedState, answered_ids


class AskedItem(Struct, frozen=True):
    """One paper asked for at a moment, and where it stands."""

    paper: AskedPaper
    at: datetime
    state: AskedState

    @property
    def is_waited_for(self) -> bool:
        """Whether the person still has to bring it."""
        return self.state == AskedState.OPEN


def keep(connection: Connection, lock: CaseLock, case_id: str, decision_id: str, papers: Sequence[AskedPaper]) -> None:
    """Keep the papers that this decision asks for, in the caller's transaction."""
    rows = [
        {
            "id": paper.id,
            "case_id": case_id,
            "decision_id": decision_id,
            "place": place,
            "body": lock.lock(label_of("asked", paper.id), told(paper)),
        }
        for place, paper in enumerate(papers)
    ]
    if rows:
        connection.execute(asked_paper.insert(), rows)


def told(paper: AskedPaper) -> str:
    """What is locked of a paper."""
    return json.dumps({"document": paper.document, "label": paper.label}, ensure_ascii=False)


def of_case(
    connection: Connection, case_id: str, lock: CaseLock, came: Iterable[tuple[datetime, Mapping[str, Any]]]
) -> tuple[AskedItem, ...]:
    """The papers asked for in a case, in the order of asking; `came` are its supplements' bodies, with their moments.

    A supplement answers what was asked for before it came.
    """
    rows = connection.execute(
        select(asked_paper, decision.c.at)
        .join(decision, decision.c.id == asked_paper.c.decision_id)
        .where(asked_paper.c.case_id == case_id)
        .order_by(decision.c.number, asked_paper.c.place)
    ).all()
    supplements = tuple(came)
    items = []
    for row in rows:
        paper = AskedPaper(id=row.id, **lock.read(label_of("asked", row.id), row.body))
        answered = answered_ids([paper], (body for at, body in supplements if at >= row.at))
        state = row.settled or (AskedState.ANSWERED if answered else AskedState.OPEN)
        items.append(AskedItem(paper, row.at, AskedState(state)))
    return tuple(items)
