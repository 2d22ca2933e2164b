"""What became of cases after they had come: decisions, additions, withdrawals, as the hub keeps them."""

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Table

from hub.hub import Hub
from hub.intake.kept_event import event_row
from hub.intake.new_cases import NewCase
from hub.secrets.packed import pack
from hub.secrets.vault import CaseLock, decision_label, unwrap_lock, update_label
from hub.store.schema import decision, event, site_update
from hub.wire.read_event import Incoming
from kiosk.domain.events.event import CaseState, EventType, canonical, digest
from kiosk.domain.events.wire.bodies import BODIES
from kiosk.domain.events.wire.reading import decode

_OPEN_DAYS = 45
"""Cases older than this are decided, nearly all."""
_PATHS = (
    (60, (CaseState.IN_PROGRESS, CaseState.ACCEPTED, CaseState.CLOSED)),
    (20, (CaseState.IN_PROGRESS, CaseState.ACCEPTED)),
    (8, (CaseState.INCOMPLETE, CaseState.IN_PROGRESS, CaseState.ACCEPTED, CaseState.CLOSED)),
    (8, (CaseState.IN_PROGRESS, CaseState.REFUSED)),
    (2, (CaseState.IN_PROGRESS, CaseState.INCOMPLETE)),
    (1, (CaseState.IN_PROGRESS,)),
    (1, ()),
)
_WITHDRAWN, _ADDED = 0.006, 0.04
"""Of all cases, the share that people withdraw, and that to which they add something."""

Rows = dict[Table, list[dict[str, Any]]]


@dataclass(slots=True)
class Later:
    """Makes those rows; `staff` is the id of who decides, `cursors` the last update of each site."""

    hub: Hub
    staff: str
    now: datetime
    dice: random.Random
    cursors: dict[str, int] = field(default_factory=dict)

    def rows(self, made: NewCase) -> Rows:
        """The rows of one case; its `listed_state` in `made` becomes that of the last."""
        found: Rows = {decision: [], event: [], site_update: []}
        lock = unwrap_lock(self.hub.ring, made.case["id"], made.key["wrapped"])
        withdrawn = self.dice.random() < _WITHDRAWN
        if self.dice.random() < _ADDED:
            found[event].append(self._event(made, lock, EventType.SUPPLEMENT, 2))
        if withdrawn:
            found[event].append(self._event(made, lock, EventType.WITHDRAWAL, 2 + len(found[event])))
        else:
            for number, state in enumerate(self._path(made), 1):
                self._decide(found, made, lock, number, state)
        return found

    def _path(self, made: NewCase) -> tuple[CaseState, ...]:
        age = (self.now - made.case["received_at"]).days
        if made.case["prepared"]:
            return (CaseState.CLOSED,) if age > _OPEN_DAYS and self.dice.random() < 0.5 else ()
        shares, paths = zip(*_PATHS, strict=True)
        path: tuple[CaseState, ...] = self.dice.choices(paths, weights=shares)[0]
        return path if age > _OPEN_DAYS else path[: age // 12]

    def _decide(self, found: Rows, made: NewCase, lock: CaseLock, number: int, state: CaseState) -> None:
        identity, at = self._id(), min(self.now, made.case["received_at"] + timedelta(days=9 * number))
        due = date(2026, 12, 24).isoformat() if state == CaseState.INCOMPLETE else ""
        found[decision].append(
            {
                "id": identity,
                "case_id": made.case["id"],
                "number": number,
                "state": state,
                "message": lock.lock(decision_label(identity), "Votre dossier avance."),
                "staff_id": self.staff,
                "at": at,
                "papers_by": due,
            }
        )
        code, told = made.case["site"], self._id()
        self.cursors[code] = cursor = self.cursors.get(code, 0) + 1
        body = lock.lock(update_label(told), canonical({"id": told, "cursor": cursor, "state": state}).decode())
        found[site_update].append(
            {"site": code, "cursor": cursor, "id": told, "case_id": made.case["id"], "body": body, "of_hub": False}
        )

    def _event(self, made: NewCase, lock: CaseLock, kind: EventType, sequence: int) -> dict[str, Any]:
        case, identity = made.case, self._id()
        at = min(self.now, case["received_at"] + timedelta(days=4 * sequence))
        about: dict[str, Any] = (
            {"documents": [{"id": "identity", "label": "Pièce d’identité", "state": "seen"}]}
            if kind == EventType.SUPPLEMENT
            else {"confirmation": {"by": "citizen", "how": "touch"}, "follow_sha256": ""}
        )
        body = canonical(
            {
                "version": 1,
                "type": kind,
                "id": identity,
                "stream": case["id"],
                "sequence": sequence,
                "site": {"code": case["site"], "name": f"Mairie de {case['site']}"},
                "reference": case["reference"],
                "replaces": None,
                "legal_date": at.date().isoformat(),
                "recorded_at": at.isoformat(timespec="microseconds"),
                "helper": "Nadia Roux",
                "message": "Voici la pièce demandée.",
                **about,
            }
        )
        content = decode(BODIES[kind], body)
        sha256, packed = digest(body), pack(body)
        incoming = Incoming(
            identity, case["id"], sequence, kind, case["reference"], "", sha256, packed=packed, content=content
        )
        return event_row(case["site"], incoming, lock, at)

    def _id(self) -> str:
        return uuid.UUID(int=self.dice.getrandbits(128)).hex


def together(parts: Iterator[Rows]) -> Rows:
    """The rows of several cases as one."""
    found: Rows = {decision: [], event: [], site_update: []}
    for part in parts:
        for table, rows in part.items():
            found[table] += rows
    return found
