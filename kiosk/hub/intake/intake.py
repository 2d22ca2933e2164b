"""Receives events, each in a transaction of its own; the same event always gets the same acknowledgement."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import UNSET
from sqlalchemy import Connection, Row, and_, bindparam, or_, select
from sqlalchemy.exc import DataError, IntegrityError

from kiosk.crypto import sealing
from kiosk.domain.events.alias import Alias
from kiosk.domain.events.event import EventType
from kiosk.domain.events.wire.bodies import Person, Submitted, Withdrawal
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected
from kiosk.hub.cases.computed_columns import REQUESTS, state_of
from kiosk.hub.cases.states import DECIDED
from kiosk.hub.hub import Hub
from kiosk.hub.intake import acknowledgement, filed, withdrawals
from kiosk.hub.intake.batch import Conflict, Known, OpenedEvent, Outcome, OutOfOrder, RefusedEvent, Taken
from kiosk.hub.secrets import name_index
from kiosk.hub.secrets.vault import CaseLock, event_label, keep_lock, lock_of, names_label
from kiosk.hub.sites.site_codes import codes_of
from kiosk.hub.store.schema import cases, event
from kiosk.hub.wire.read_event import Incoming, site_of

_TRIES = 5
"""A concurrent request with the same event costs one attempt; on the next one its event is found."""
# Statements are built once: building them costs more than SQLite's answer.
_CASE_ID = select(cases.c.id).where(cases.c.reference == bindparam("reference"))
"""The id of the case with this reference."""
_CASE_ID_LOCKED = _CASE_ID.with_for_update(key_share=True)
"""The same, its row locked against decisions until the transaction ends."""
_NEIGHBOURS = select(*(event.c[name] for name in ("id", "site", "reference", "sequence", "sha256", "statement"))).where(
    or_(
        event.c.id == bindparam("id"),
        and_(event.c.stream == bindparam("stream"), event.c.sequence.between(bindparam("first"), bindparam("last"))),
    )
)
"""The event with this id where it is stored, and those at its sequence number in the stream and just before."""
_INSERT_CASE = cases.insert()
_INSERT_EVENT = event.insert()


def take_batch(hub: Hub, site: str, opened: Sequence[OpenedEvent]) -> list[Outcome]:
    """Store the opened events of a site, in order; gives one outcome an event.

    An event is committed once its outcome is `Taken`. Raises nothing for a bad event: it is a `RefusedEvent`.
    """
    return [_outcome(hub, site, event) for event in opened]


def _outcome(hub: Hub, site: str, opened: OpenedEvent) -> Outcome:
    try:
        for _ in range(_TRIES - 1):
            try:
                return _take(hub, site, opened.incoming, opened.alias, revoked=opened.revoked)
            except IntegrityError:  # a twin took the id, the place or the reference meanwhile: look again
                continue
        return _take(hub, site, opened.incoming, opened.alias, revoked=opened.revoked)
    except DataError:  # one event the store cannot hold must not stop the others of its batch
        return RefusedEvent(Rejection.BAD_EVENT, "store")
    except Rejected as reason:
        if reason.code == Rejection.CLOSED_CASE:
            withdrawals.tell_late_site(hub, site, opened.incoming.reference)
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))


def _take(hub: Hub, site: str, incoming: Incoming, alias: Alias | None, *, revoked: bool) -> Outcome:
    content = incoming.content
    submitted = isinstance(content, Submitted)
    with hub.store.writing() as connection:
        incoming = filed.under_its_number(hub, connection, incoming, alias)
        # First the case, then the events: whoever sees a twin's case sees the twin's event too (READ COMMITTED).
        case_id = connection.execute(
            _CASE_ID if submitted else _CASE_ID_LOCKED, {"reference": incoming.reference}
        ).scalar()
        neighbours = connection.execute(_NEIGHBOURS, _place(incoming)).all()
        for stored in neighbours:
            if stored.id == incoming.id:
                return _repeated(stored, site, incoming)
        if revoked:  # what was taken before the box was stolen stays taken
            raise Rejected(Rejection.REVOKED_SITE, detail="signature")
        filed.check_site(connection, site, incoming, alias)
        code = site_of(incoming.reference)
        if submitted and code != site and code not in codes_of(connection, site):
            raise Rejected(Rejection.WRONG_SITE, detail="reference")
        in_order = _in_order(neighbours, site, incoming)
        if not in_order or (case_id is None and incoming.sequence > 1):  # the case may have come between the two looks
            return OutOfOrder()
        now = hub.clock.now()
        if isinstance(content, Submitted):
            if case_id is not None:
                raise Rejected(Rejection.REFERENCE_TAKEN, detail="alias.reference" if alias else "reference")
            lock = _open_case(hub, connection, site, incoming, content, now)
            filed.keep_numbers(connection, incoming, alias, now)
        else:
            lock = _lock_of_open_case(hub, connection, incoming, case_id)
        statement = _keep(hub, connection, site, incoming, lock, now)
        if incoming.type == EventType.WITHDRAWAL and case_id is not None:
            withdrawals.tell_sites(hub, connection, case_id, incoming.reference, lock, now)
        return Taken(statement)


def _place(incoming: Incoming) -> dict[str, Any]:
    sequence = incoming.sequence
    return {"id": incoming.id, "stream": incoming.stream, "first": sequence - 1, "last": sequence}


def _repeated(stored: Row[Any], site: str, incoming: Incoming) -> Outcome:
    if stored.site != site:
        raise Rejected(Rejection.WRONG_SITE, detail="id")
    if stored.sha256 != incoming.sha256:
        return Conflict(stored.sha256)
    return Known(stored.statement)


def _in_order(neighbours: Sequence[Row[Any]], site: str, incoming: Incoming) -> bool:
    """Whether the event before it is stored, or it is the first.

    Raises `Rejected`: `sequence-taken`, `wrong-site` and `bad-event` where the stream belongs to another site or case.
    """
    for neighbour in neighbours:
        if neighbour.site != site:
            raise Rejected(Rejection.WRONG_SITE, detail="stream")
        if neighbour.sequence == incoming.sequence:
            raise Rejected(Rejection.SEQUENCE_TAKEN, detail="sequence")
        if neighbour.reference != incoming.reference:
            raise Rejected(Rejection.BAD_EVENT, detail="stream")
    return incoming.sequence == 1 or bool(neighbours)


def _open_case(
    hub: Hub, connection: Connection, site: str, incoming: Incoming, content: Submitted, now: datetime
) -> CaseLock:
    case_id = incoming.stream
    lock = CaseLock(sealing.new_key())
    people = {"applicant": _named(content.applicant), "person": _named(content.person)}
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
        "names": lock.lock(names_label(case_id), json.dumps(people, ensure_ascii=False)),
        "legal_date": content.legal_date.isoformat(),
        "received_at": now,
        "follow_sha256": content.follow_sha256,
        "keep_days": content.retention.hub_days if content.retention else None,
    }
    connection.execute(_INSERT_CASE, row)
    keep_lock(connection, hub.ring, case_id, lock)
    name_index.add_names(connection, hub.ring, case_id, people.values())
    return lock


def _named(person: Person) -> dict[str, str | None]:
    """A person's names and date of birth, as the case keeps them."""
    born = None if person.birth_date is UNSET else person.birth_date
    return {"family_name": person.family_name, "given_names": person.given_names, "birth_date": born}


def _lock_of_open_case(hub: Hub, connection: Connection, incoming: Incoming, case_id: str | None) -> CaseLock:
    """The lock of the case that the event adds to; only a request about personal data may follow a decided case.

    Raises `Rejected`: `unknown-reference`, `closed-case`, `not-theirs`.
    """
    if case_id is None:
        raise Rejected(Rejection.UNKNOWN_REFERENCE, detail="reference")
    if incoming.type not in REQUESTS and state_of(connection, case_id) in DECIDED:
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    if isinstance(incoming.content, Withdrawal):
        withdrawals.check(connection, case_id, incoming.content.follow_sha256)
    lock = lock_of(connection, hub.ring, case_id)
    if lock is None:  # its contents were erased
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    return lock


def _keep(hub: Hub, connection: Connection, site: str, incoming: Incoming, lock: CaseLock, now: datetime) -> str:
    """Store the event; gives its acknowledgement, which is kept with it and signed when it is told (`answering`)."""
    statement = acknowledgement.of_event(site, incoming, now)
    row = {
        "id": incoming.id,
        "stream": incoming.stream,
        "sequence": incoming.sequence,
        "type": incoming.type,
        "site": site,
        "reference": incoming.reference,
        "sha256": incoming.sha256,
        "body": lock.lock(event_label(incoming.id), incoming.body),
        "received_at": now,
        "statement": statement,
        "signature": "",
    }
    connection.execute(_INSERT_EVENT, row)
    return statement
