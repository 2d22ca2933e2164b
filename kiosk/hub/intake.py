"""Takes events, each in a transaction of its own; the same event always gets the same acknowledgement."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, bindparam, or_, select
from sqlalchemy.exc import DataError, IntegrityError

from kiosk import keys
from kiosk.domain.event import VERSION, canonical
from kiosk.errors import Rejected
from kiosk.hub.cases import state_of
from kiosk.hub.hub import Hub
from kiosk.hub.reading import Incoming, folded, read, site_of
from kiosk.hub.states import DECIDED
from kiosk.hub.store.schema import cases, event

_TRIES = 5
"""Each twin that was faster costs one try; after the first, its event is there to be found."""
# Statements are built once: building them costs more than SQLite's answer.
_HELD = select(cases.c.id).where(cases.c.reference == bindparam("reference"))
"""The case that holds a reference."""
_HELD_FAST = _HELD.with_for_update(key_share=True)
"""The same, its row kept from decisions until the transaction ends."""
_NEAR = select(
    *(event.c[name] for name in ("id", "site", "reference", "sequence", "sha256", "statement", "signature"))
).where(
    or_(
        event.c.id == bindparam("id"),
        and_(event.c.stream == bindparam("stream"), event.c.sequence.between(bindparam("first"), bindparam("last"))),
    )
)
"""An event if it is known, and those at its place in the stream and just before."""
_OPEN = cases.insert()
_KEEP = event.insert()


def take(hub: Hub, site: str, item: dict[str, Any]) -> dict[str, Any]:
    """The answer to one event of that site, as the wire says it. What is `acknowledged` is durable."""
    try:
        incoming = read(item)
        for _ in range(_TRIES - 1):
            try:
                return _take(hub, site, incoming)
            except IntegrityError:  # a twin took the id, the place or the reference meanwhile: look again
                continue
        return _take(hub, site, incoming)
    except DataError:  # one event the store cannot hold must not stop the others of its batch
        return _rejected(item, "bad-event", "store")
    except Rejected as reason:
        return _rejected(item, reason.code, reason.details.get("detail", ""))


def _rejected(item: dict[str, Any], code: str, detail: str) -> dict[str, Any]:
    return {"id": item["id"], "outcome": "rejected", "code": code, "detail": detail}


def _take(hub: Hub, site: str, incoming: Incoming) -> dict[str, Any]:
    submitted = incoming.type == "submitted"
    with hub.store.writing() as connection:
        # First the case, then the events: whoever sees a twin's case sees the twin's event too (READ COMMITTED).
        held = connection.execute(_HELD if submitted else _HELD_FAST, {"reference": incoming.reference}).scalar()
        near = connection.execute(_NEAR, _place(incoming)).all()
        for known in near:
            if known.id == incoming.id:
                return _again(known, site, incoming)
        if site != incoming.content["site"]["code"]:
            raise Rejected("wrong-site", detail="body.site.code")
        if submitted and site_of(incoming.reference) != site:
            raise Rejected("wrong-site", detail="reference")
        in_order = _in_order(near, site, incoming)
        if not in_order or (held is None and incoming.sequence > 1):  # the case may have come between the two looks
            return {"id": incoming.id, "outcome": "later", "code": "out-of-order"}
        now = hub.clock.now()
        if submitted:
            _open_case(connection, site, incoming, held, now)
        else:
            _check_open(connection, held)
        return _acknowledge(hub, connection, site, incoming, now)


def _place(incoming: Incoming) -> dict[str, Any]:
    sequence = incoming.sequence
    return {"id": incoming.id, "stream": incoming.stream, "first": sequence - 1, "last": sequence}


def _again(known: Row[Any], site: str, incoming: Incoming) -> dict[str, Any]:
    if known.site != site:
        raise Rejected("wrong-site", detail="id")
    if known.sha256 != incoming.sha256:
        raise Rejected("changed-event", detail="sha256")
    return {"id": incoming.id, "outcome": "duplicate", "statement": known.statement, "signature": known.signature}


def _in_order(near: Sequence[Row[Any]], site: str, incoming: Incoming) -> bool:
    """Whether its turn has come. Raises `Rejected` where its place is taken or the stream is somebody else's."""
    for place in near:
        if place.site != site:
            raise Rejected("wrong-site", detail="stream")
        if place.sequence == incoming.sequence:
            raise Rejected("sequence-taken", detail="sequence")
        if place.reference != incoming.reference:
            raise Rejected("bad-event", detail="stream")
    return incoming.sequence == 1 or bool(near)


def _open_case(connection: Connection, site: str, incoming: Incoming, held: str | None, now: datetime) -> None:
    if held is not None:
        raise Rejected("reference-taken", detail="reference")
    content = incoming.content
    applicant, person = (_full_name(content[who]) for who in ("applicant", "person"))
    row = {
        "id": incoming.stream,
        "reference": incoming.reference,
        "site": site,
        "prepared": content["procedure"]["kind"] == "prepared",
        "title": content["procedure"]["title"],
        "service": content["service"]["id"],
        "service_name": content["service"]["name"],
        "applicant": applicant,
        "person": person,
        "names": folded(f"{applicant} {person}"),
        "legal_date": content["legal_date"],
        "received_at": now,
        "follow_sha256": content["follow_sha256"],
    }
    connection.execute(_OPEN, row)


def _check_open(connection: Connection, held: str | None) -> None:
    if held is None:
        raise Rejected("unknown-reference", detail="reference")
    if state_of(connection, held) in DECIDED:
        raise Rejected("closed-case", detail="reference")


def _acknowledge(hub: Hub, connection: Connection, site: str, incoming: Incoming, now: datetime) -> dict[str, Any]:
    statement = canonical(
        {
            "version": VERSION,
            "event": incoming.id,
            "sha256": incoming.sha256,
            "site": site,
            "reference": incoming.reference,
            "sequence": incoming.sequence,
            "type": incoming.type,
            "received_at": now.isoformat(timespec="microseconds"),
        }
    )
    signed = {"statement": statement.decode(), "signature": keys.sign(hub.seed, statement).hex()}
    row = {
        "id": incoming.id,
        "stream": incoming.stream,
        "sequence": incoming.sequence,
        "type": incoming.type,
        "site": site,
        "reference": incoming.reference,
        "sha256": incoming.sha256,
        "body": incoming.body,
        "received_at": now,
    }
    connection.execute(_KEEP, row | signed)
    return {"id": incoming.id, "outcome": "acknowledged", **signed}


def _full_name(name: dict[str, str]) -> str:
    return " ".join(f"{name['given_names']} {name['family_name']}".split())
