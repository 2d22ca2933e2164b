"""One event more of a submitted case, by its reference: its stream, its key, its place, its paper. One transaction."""

import json
from collections.abc import Callable
from typing import Any

from kiosk.domain import reference as references
from kiosk.domain.event import ENDED, Event
from kiosk.domain.preferences import Preferences
from kiosk.domain.ring import DESK
from kiosk.errors import Refused
from kiosk.services import safe, spooler, transmission
from kiosk.services.box import Actor, Box
from kiosk.services.watch import Today
from kiosk.store import cases, journal, outbox
from kiosk.store.database import Database

Make = Callable[..., Event]
"""Makes the event from its place, as `event.added` takes it."""
Also = Callable[[Database, str], None]


def nothing(db: Database, reference: str) -> None:
    """What is done beside it where nothing is."""


def add(
    box: Box, typed: str, make: Make, actor: Actor, event_id: str, *, paper: str, action: str, decided: bool = False,
    also: Also = nothing,
) -> str:  # fmt: skip
    """Add to a submitted case, of this site or another; returns the event's id, which a double tap shares.

    `decided` is whether it may follow a decided case; `also` is done in the same transaction, with the reference.
    Raises `Refused`: `not-a-reference`, `mistyped-reference`, and what `stream_of` refuses.
    """
    reference, today = references.read(typed), box.watch.look()
    with box.store.write() as db:
        if outbox.get(db, event_id) is not None:
            return event_id
        stream, key = stream_of(box, db, reference, actor, decided=decided)
        put(box, db, make, today, reference, stream, key, actor, event_id, paper=paper, action=action)
        also(db, reference)
    return event_id


def put(
    box: Box, db: Database, make: Make, today: Today, reference: str, stream: str, key: bytes, actor: Actor,
    event_id: str, *, paper: str, action: str, speaks: Preferences | None = None,
) -> None:  # fmt: skip
    """The event in the next place of its stream, its paper in the spool, its line in the journal.

    `speaks` is how the paper's reader wants it; None for how the town hall prints. In the caller's transaction.
    """
    sequence, replaces = outbox.next_place(db, stream)
    event = make(
        event_id=event_id, stream=stream, sequence=sequence, reference=reference, site=box.site, day=today.day,
        at=today.now, helper=actor.name, replaces=replaces,
    )  # fmt: skip
    outbox.add(db, event, key, transmission.sealed(box, event))
    spooler.queue(box, db, paper, reference, event_id, speaks, actor, key)
    note(box, db, action, reference, actor)


def stream_of(
    box: Box, db: Database, reference: str, actor: Actor, *, decided: bool = True
) -> tuple[str, bytes]:  # fmt: skip
    """The stream that carries what is added, with its key.

    It is the case's own while its key lives; else, and for another site's case, one this box keeps for the reference.
    A case that has ended takes requests of the person for ever (`decided`), and nothing else. Raises `Refused`:
    `already-decided`, `already-withdrawn`, and `not-your-service` for a case of a service that the actor does not hold.
    """
    service = own_service(db, reference, actor)
    if not decided and withdrawn_here(db, reference, actor):
        raise Refused("already-withdrawn")
    submission = cases.submission_of(db, reference)
    if submission is not None:
        state = cases.state(db, submission.case_id)
        if not decided and state and state["state"] in ENDED:
            raise Refused("already-withdrawn" if state["state"] == "withdrawn" else "already-decided")
        if (key := safe.found_key(db, submission.case_id, actor)) is not None:
            return submission.case_id, key
        # The key is destroyed, the place in the order is not: a new key for what comes from now on.
        return submission.case_id, safe.new_key(box, db, submission.case_id, service, actor)
    # What somebody alone asked at a terminal has a stream of its own, which their wrong code may hold up.
    known = [each for each in outbox.history(db, reference) if each["type"] != "withdrawal"]
    if known:
        stream = known[0]["stream"]
        key = safe.found_key(db, stream, actor)
        return stream, key if key is not None else safe.new_key(box, db, stream, DESK, actor)
    stream = box.clock.new_id()
    return stream, safe.new_key(box, db, stream, DESK, actor)


def own_service(db: Database, reference: str, actor: Actor) -> str:
    """The service of a case, the desk for one of another site. Raises `Refused("not-your-service")`."""
    service = service_of(db, reference)
    if service not in actor.ring.services and service != DESK:
        raise Refused("not-your-service", service=service)
    return service


def service_of(db: Database, reference: str) -> str:
    """Who may read what is added to a case: its service, the desk for a case of another site."""
    submission = cases.submission_of(db, reference)
    head = cases.head(db, submission.case_id) if submission else None
    return str(head["service_id"]) if head else DESK


def withdrawn_here(db: Database, reference: str, actor: Actor) -> str:
    """The event by which the case was withdrawn at this box, "" where it was not.

    What a person alone asked counts once the hub has confirmed it: whose code it is, nobody here can tell.
    """
    for each in outbox.history(db, reference):
        if each["type"] != "withdrawal" or each["replaced"] or each["dismissed_at"]:
            continue
        said = read(db, each, actor)
        if each["acknowledged_at"] or (said and said["confirmation"]["by"] != "alone"):
            return str(each["id"])
    return ""


def read(db: Database, row: dict[str, Any], actor: Actor) -> dict[str, Any] | None:
    """What an event says, from its row in the history; None once its key is destroyed, or for who does not hold it."""
    key = safe.found_key(db, row["stream"], actor) if row["kept"] else None
    try:
        return dict(json.loads(outbox.opened(row["id"], row["kept"], key))) if key is not None else None
    except Refused:  # a case whose key was destroyed has got a new one for what is added since
        return None


def note(box: Box, db: Database, action: str, reference: str, actor: Actor, detail: str = "") -> None:
    """One line of the journal about a reference, in the caller's transaction."""
    journal.note(
        db, box.watch.today().now, action, mediator_id=actor.mediator_id, station_id=actor.station_id,
        reference=reference, detail=detail,
    )  # fmt: skip
