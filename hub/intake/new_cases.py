"""A new case as rows of the database, made before any transaction, and stored together with others."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import UNSET, Struct
from sqlalchemy import Connection

from hub.cases import due_days
from hub.hub import Hub
from hub.intake.kept_event import event_row
from hub.secrets import name_index
from hub.secrets.vault import CaseLock, key_row, label_of
from hub.store import columns
from hub.store.schema import case_key, cases, event, name_token
from hub.wire.read_event import Incoming
from kiosk.crypto import sealing
from kiosk.domain.events.wire.bodies import Person, Submitted
from kiosk.domain.procedure.procedure import ProcedureKind

Row = dict[str, Any]
_LONGEST_ID, _LONGEST_LANGUAGE = 64, 8


class NewCase(Struct, frozen=True):
    """The rows of a case and of the event that submitted it, encrypted under a key that is in `key`, itself locked."""

    case: Row
    key: Row
    tokens: tuple[Row, ...]
    event: Row

    @property
    def statement(self) -> str:
        """The acknowledgement of the event (canonical JSON)."""
        return str(self.event["statement"])


def make(hub: Hub, site: str, incoming: Incoming, content: Submitted, now: datetime) -> NewCase:
    """The case that this event opens, received at `now`; nothing is read or stored."""
    case_id, lock = incoming.stream, CaseLock(sealing.new_key())
    people = {"applicant": _named(content.applicant), "person": _named(content.person)}
    if content.contact and content.contact.phone:
        people["applicant"]["phone"] = content.contact.phone
    if content.organisation:
        people["organisation"] = {"family_name": content.organisation}
    row = {
        "id": case_id,
        "reference": incoming.reference,
        "site": site,
        "prepared": content.procedure.kind == ProcedureKind.PREPARED,
        "title": content.procedure.title,
        "service": content.service.id,
        "service_name": content.service.name,
        "names": lock.lock(label_of("names", case_id), json.dumps(people, ensure_ascii=False)),
        "legal_date": content.legal_date.isoformat(),
        "received_at": now,
        "follow_sha256": content.follow_sha256,
        "keep_days": content.retention.hub_days if content.retention else None,
        **listed_columns(content),
    }
    tokens = tuple(name_index.rows(hub.ring, case_id, people.values()))
    return NewCase(row, key_row(hub.ring, case_id, lock), tokens, event_row(site, incoming, lock, now))


def store(connection: Connection, made: Sequence[NewCase]) -> None:
    """Store these cases and their events in the caller's transaction. Raises what `columns.insert` raises.

    In the order of their ids: requests that bring the same cases in another order wait for each other, not in a circle.
    """
    ordered = sorted(made, key=lambda new: str(new.case["id"]))
    columns.insert(connection, cases, [new.case for new in ordered])
    columns.insert(connection, case_key, [new.key for new in ordered])
    columns.insert(connection, name_token, [row for new in ordered for row in new.tokens])
    columns.insert(connection, event, [new.event for new in ordered])


def listed_columns(content: Submitted) -> Row:
    """The columns by which a worklist finds a new case."""
    return {
        "due_on": due_days.of_new(content),
        "procedure": content.procedure.id[:_LONGEST_ID],
        "language": (content.language or "")[:_LONGEST_LANGUAGE],
        "channel": content.channel or "",
    }


def _named(person: Person) -> dict[str, str | None]:
    """A person's names and date of birth, as the case keeps them."""
    born = None if person.birth_date is UNSET else person.birth_date
    return {"family_name": person.family_name, "given_names": person.given_names, "birth_date": born}
