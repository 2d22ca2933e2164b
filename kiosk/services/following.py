"""A case after submit: where it stands, and supplements by reference. None needs the old answers."""

import json
from dataclasses import dataclass
from functools import partial
from typing import Any

from kiosk import sealing
from kiosk.domain import reference as references
from kiosk.domain import supplement as supplements
from kiosk.domain.event import ENDED
from kiosk.domain.supplement import LONGEST_MESSAGE, Supplement
from kiosk.errors import Refused
from kiosk.services import adding
from kiosk.services.box import Actor, Box
from kiosk.store import cases, outbox, updates
from kiosk.store.updates import Update

MOST_BYTES = 1_000_000
"""Clear bytes of one update."""


@dataclass(frozen=True, slots=True)
class Followed:
    """A submitted case as the desk shows it; `case_id` is "" for a case of another site, known only by reference.

    `submitted` and the words of `history` and `updates` are there while the case's key lives, for whoever holds it;
    `readable` says so. `procedure_id` stays.
    """

    reference: str
    case_id: str
    state: str
    unsent: int
    procedure_id: str
    readable: bool
    submitted: dict[str, Any] | None
    history: list[dict[str, Any]]
    updates: list[dict[str, Any]]


def find(box: Box, typed: str, actor: Actor) -> Followed:
    """The case of a reference as typed or spoken.

    Raises `Refused`: `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    return follow(box, references.read(typed), actor)


def follow(box: Box, reference: str, actor: Actor) -> Followed:
    """Everything this box knows of a reference, whichever site minted it, as far as the actor's keys open it.

    Raises `Refused("not-your-service")` for a case of a service that the actor does not hold.
    """
    db = box.store.read()
    submission = cases.submission_of(db, reference)
    state = cases.state(db, submission.case_id) if submission else None
    head = cases.head(db, submission.case_id) if submission else None
    if head and head["service_id"] not in actor.ring.services:
        raise Refused("not-your-service", service=head["service_id"])
    history = [{**each, "said": adding.read(db, each, actor)} for each in outbox.history(db, reference)]
    submitted = [each["said"] for each in history if each["type"] == "submitted" and not each["replaced"]]
    body = submitted[-1] if submitted else None
    said = [opened(each, actor) for each in updates.of(db, reference)]
    return Followed(
        reference=reference,
        case_id=submission.case_id if submission else "",
        state=_state(state, said, history),
        unsent=state["unsent"] if state else 0,
        procedure_id=head["procedure_id"] if head else "",
        readable=body is not None,
        submitted=body,
        history=history,
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
    checked(added)
    make = partial(supplements.made, added)
    return adding.add(box, reference, make, actor, event_id, paper="supplement", action="supplemented")


def _state(state: dict[str, Any] | None, said: list[dict[str, Any]], history: list[dict[str, Any]]) -> str:
    """Where a case stands; of another site's, what the hub said last, and what was asked here since."""
    if state is not None:
        return str(state["state"])
    last = str(said[-1]["state"]) if said else "unknown"
    asked = [each for each in history if each["type"] == "withdrawal" and not each["replaced"]]
    if any(each["acknowledged_at"] for each in asked):
        return "withdrawn"
    waits = any(not (each["rejected_at"] or each["dismissed_at"]) for each in asked)
    return "withdrawing" if waits and last not in ENDED else last


def opened(update: Update, actor: Actor) -> dict[str, Any]:
    """An update as far as the ring opens it; without the words, what is no secret."""
    bare = {"id": update.id, "kind": update.kind, "state": update.state, "at": update.at.isoformat(), "message": "",
            "by": "", "reference": update.reference}  # fmt: skip
    private = actor.ring.privates.get(update.service_id)
    if private is None or not update.body:
        return bare
    return dict(json.loads(sealing.unseal_packed(private, update.body, MOST_BYTES)))


def checked(added: Supplement) -> None:
    """Raises `Refused`: `nothing-added`, `too-long`."""
    if not added:
        raise Refused("nothing-added")
    if len(added.message) > LONGEST_MESSAGE:
        raise Refused("too-long")
