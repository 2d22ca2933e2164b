"""A case after submit: supplements by reference, and mending what the hub refused. None needs the old answers."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kiosk.clock import moment
from kiosk.domain import reference as references
from kiosk.domain import supplement as supplements
from kiosk.domain.submission import Stamp
from kiosk.domain.supplement import LONGEST_MESSAGE, Supplement
from kiosk.errors import Refused
from kiosk.services import desk, spooler
from kiosk.services.box import Actor, Box
from kiosk.store import cases, journal, outbox, updates
from kiosk.store.database import Database


@dataclass(frozen=True, slots=True)
class Followed:
    """A submitted case as the desk shows it; `case_id` is "" for a case of another site, known only by reference."""

    reference: str
    case_id: str
    state: str
    unsent: int
    title: str
    submitted: dict[str, Any] | None
    history: list[dict[str, Any]]
    updates: list[dict[str, Any]]


def find(box: Box, typed: str) -> Followed:
    """The case of a reference as typed or spoken. Raises `Refused`: `not-a-reference`, `mistyped-reference`."""
    return follow(box, references.read(typed))


def follow(box: Box, reference: str) -> Followed:
    """Everything this box knows of a reference, whichever site minted it."""
    db = box.store.read()
    submission = cases.submission_of(db, reference)
    state = cases.state(db, submission.case_id) if submission else None
    event = outbox.current(db, submission.case_id, "submitted") if submission else None
    body = json.loads(event.body) if event else None
    said = updates.of(db, reference)
    return Followed(
        reference=reference,
        case_id=submission.case_id if submission else "",
        state=state["state"] if state else (said[-1]["state"] if said else "unknown"),
        unsent=state["unsent"] if state else 0,
        title=body["procedure"]["title"] if body else "",
        submitted=body,
        history=outbox.history(db, reference),
        updates=said,
    )


def see(box: Box, reference: str) -> None:
    """The desk has opened this case: what the hub said of it is no longer news."""
    if updates.has_unseen(box.store.read(), reference):
        with box.store.write() as db:
            updates.see(db, reference, box.watch.today().now)


def supplement(box: Box, reference: str, added: Supplement, actor: Actor, event_id: str) -> str:
    """Add to a submitted case, of this site or another; returns the event's id, which a double tap shares.

    Raises `Refused`: `nothing-added`, `too-long`, `already-decided`, `mistyped-reference`.
    """
    reference = references.read(reference)
    _checked(added)
    today = box.watch.look()
    with box.store.write() as db:
        if outbox.get(db, event_id) is not None:
            return event_id
        stream = _stream(box, db, reference)
        sequence, replaces = outbox.next_place(db, stream)
        event = supplements.made(
            added, event_id=event_id, stream=stream, sequence=sequence, reference=reference, site=box.site,
            day=today.day, at=today.now, helper=actor.name, replaces=replaces,
        )  # fmt: skip
        outbox.add(db, event)
        spooler.queue(box, db, "supplement", reference, event.id, station_id=actor.station_id)
        _journal(box, db, "supplemented", reference, actor)
    return event_id


def mend_case(box: Box, case_id: str, actor: Actor) -> None:
    """Send a refused case again as it is answered now: a new event, same place, same reference, same legal date.

    Sent again already, nothing happens. Raises `Refused`: `no-such-case`, `not-complete`.
    """
    today = box.watch.look()
    with box.store.write() as db:
        refused = _refused(db, case_id, "submitted")
        if refused is None:
            return
        opened = desk.open_case(box, case_id, db)
        desk.complete(opened)
        old = json.loads(refused["body"])
        stamp = Stamp(
            box.clock.new_id(), refused["sequence"], refused["reference"], date.fromisoformat(old["legal_date"]),
            old["date_certain"], moment(old["submitted_at"]), old["follow_sha256"], refused["id"],
        )  # fmt: skip
        event = desk.submitted_event(box, opened, stamp, old["helper"] or actor.name)
        outbox.add(db, replace(event, recorded_at=today.now))
        _journal(box, db, "mended", refused["reference"], actor, refused["code"])


def mend_supplement(box: Box, event_id: str, added: Supplement, actor: Actor) -> None:
    """Send a refused supplement again with other words or documents.

    Raises `Refused`: `nothing-added`, `too-long`, `no-such-event`.
    """
    _checked(added)
    today = box.watch.look()
    with box.store.write() as db:
        refused = _attention(db, event_id)
        old = json.loads(refused["body"])
        event = supplements.made(
            added, event_id=box.clock.new_id(), stream=refused["stream"], sequence=refused["sequence"],
            reference=refused["reference"], site=box.site, day=date.fromisoformat(old["legal_date"]), at=today.now,
            helper=old["helper"], replaces=event_id,
        )  # fmt: skip
        outbox.add(db, event)
        _journal(box, db, "mended", refused["reference"], actor, refused["code"])


def set_aside(box: Box, event_id: str, actor: Actor) -> None:
    """Give up a refused supplement; it stays in the history, and those that wait behind it move up.

    A refused case is never set aside: the citizen holds its receipt. Raises `Refused`: `no-such-event`,
    `must-be-mended`.
    """
    with box.store.write() as db:
        refused = _attention(db, event_id)
        if refused["type"] == "submitted":
            raise Refused("must-be-mended")
        now = box.watch.today().now
        outbox.dismiss(db, event_id, now)
        free = event_id
        for waiting in outbox.behind(db, refused["stream"], refused["sequence"]):
            outbox.add(db, supplements.moved_up(waiting, box.clock.new_id(), replaces=free))
            outbox.dismiss(db, waiting.id, now)
            free = waiting.id
        _journal(box, db, "set-aside", refused["reference"], actor, refused["code"])


def attention(box: Box, event_id: str) -> dict[str, Any]:
    """The refused event the desk is mending. Raises `Refused("no-such-event")`."""
    return _attention(box.store.read(), event_id)


def _attention(db: Database, event_id: str) -> dict[str, Any]:
    found = next((each for each in outbox.attention(db) if each["id"] == event_id), None)
    if found is None:
        raise Refused("no-such-event")
    return found


def _refused(db: Database, stream: str, type_: str) -> dict[str, Any] | None:
    return next((each for each in outbox.attention(db) if (each["stream"], each["type"]) == (stream, type_)), None)


def _stream(box: Box, db: Database, reference: str) -> str:
    """The stream that carries a supplement: the case's own here, or one that this box keeps for another site's case."""
    submission = cases.submission_of(db, reference)
    if submission is not None:
        state = cases.state(db, submission.case_id)
        if state and state["state"] in ("accepted", "refused", "closed"):
            raise Refused("already-decided", state=state["state"])
        return submission.case_id
    known = outbox.history(db, reference)
    return outbox.get(db, known[0]["id"]).stream if known else box.clock.new_id()  # type: ignore[union-attr]


def _checked(added: Supplement) -> None:
    if not added:
        raise Refused("nothing-added")
    if len(added.message) > LONGEST_MESSAGE:
        raise Refused("too-long")


def _journal(box: Box, db: Database, action: str, reference: str, actor: Actor, detail: str = "") -> None:
    journal.note(
        db, box.watch.today().now, action, mediator_id=actor.mediator_id, station_id=actor.station_id,
        reference=reference, detail=detail,
    )  # fmt: skip
