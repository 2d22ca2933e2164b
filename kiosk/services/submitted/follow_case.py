"""Follow a submitted case by its reference: its state and history, and supplements to it. Needs no old answers."""

import json
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from kiosk.clock import moment
from kiosk.crypto import sealing
from kiosk.domain.events import supplement as supplements
from kiosk.domain.events.event import ENDED, CaseState, EventType, UpdateKind
from kiosk.domain.events.silence_facts import SilenceDay, from_wire
from kiosk.domain.events.supplement import LONGEST_MESSAGE, Supplement
from kiosk.domain.replies.said_in import translated
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.frozen import Frozen
from kiosk.services.box import data_keys
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import case_silence
from kiosk.services.papers.kinds.supplement_papers import SUPPLEMENT
from kiosk.services.submitted import append_event, supplement_files, typed_reference
from kiosk.store.cases import cases
from kiosk.store.cases.case_rows import CaseStanding
from kiosk.store.events import changed_numbers, outbox, updates
from kiosk.store.events.event_rows import PastEvent
from kiosk.store.events.updates import Update

MOST_BYTES = 1_000_000
"""The most bytes of one update once it is decrypted."""


class ReadEvent(Frozen):
    """An event of a case with its JSON body as `said`, None where the actor cannot open it."""

    event: PastEvent
    said: dict[str, Any] | None


class ReadUpdate(Frozen):
    """An update of the hub as an actor may read it; `message`, `by` and `outcome` are "" where they may not.

    `kind` equals an `UpdateKind`, or is the word of a newer hub. `outcome` is the answer to a person's request, "" in
    other updates. `said` is the whole JSON object that the hub signed, or what of it is no secret; `is_whole` says
    which. `is_new` is whether nobody at the desk was shown its words before.
    """

    id: str
    reference: str
    kind: str
    state: str
    at: datetime
    message: str
    by: str
    outcome: str
    said: dict[str, Any]
    is_new: bool
    is_whole: bool

    def translated(self, language: str) -> str:
        """Its message in this language, "" where it is there in French alone."""
        return translated(self.said, language)


class Followed(Frozen):
    """A submitted case as the desk shows it; `case_id` is "" for a case of another site, known only by reference.

    `submitted`, and the words in `history` and `updates`, are there while an actor can open them; `readable` says
    whether. `former` are references that the case had before, `now` the references of cases that had this one before.
    `silence` is when silence decides it, None where it never does or nobody here knows.
    """

    reference: str
    case_id: str
    state: str
    unsent: int
    procedure_id: str
    readable: bool
    submitted: dict[str, Any] | None
    history: tuple[ReadEvent, ...]
    updates: tuple[ReadUpdate, ...]
    former: tuple[str, ...] = ()
    now: tuple[str, ...] = ()
    silence: SilenceDay | None = None


def find(box: Box, typed: str, actor: Actor) -> Followed:
    """The case of a reference as a person typed it.

    Raises `Refused`: what `typed_reference.read` does, `not-your-service`.
    """
    return follow(box, typed_reference.read(box, typed), actor)


def follow(box: Box, reference: str, actor: Actor) -> Followed:
    """Everything this box knows of a reference, whichever site minted it, as far as the actor's keys open it.

    Raises `Refused` (`not-your-service`) for a case of a service that the actor does not hold.
    """
    db = box.store.read()
    submission = cases.submission_of(db, reference)
    state = cases.state(db, submission.case_id) if submission else None
    head = cases.head(db, submission.case_id) if submission else None
    if head and head.service_id not in actor.ring.services:
        raise Refused(Refusal.NOT_YOUR_SERVICE, service=head.service_id)
    history = tuple(ReadEvent(event, append_event.read(db, event, actor)) for event in outbox.history(db, reference))
    submitted = [event.said for event in history if _stands(event, EventType.SUBMITTED)]
    body = submitted[-1] if submitted else None
    told = updates.of(db, reference)
    read_updates = tuple(opened(update, actor) for update in told)
    return Followed(
        reference=reference,
        case_id=submission.case_id if submission else "",
        state=_state(state, read_updates, history),
        unsent=state.unsent if state else 0,
        procedure_id=head.procedure_id if head else "",
        readable=body is not None,
        submitted=body,
        history=history,
        updates=read_updates,
        former=changed_numbers.former(db, submission.case_id) if submission else (),
        now=changed_numbers.now(db, reference),
        silence=_silence(body, history, told, read_updates, box.settings.zone),
    )


def _silence(
    body: dict[str, Any] | None,
    history: tuple[ReadEvent, ...],
    told: list[Update],
    read_updates: tuple[ReadUpdate, ...],
    zone: ZoneInfo,
) -> SilenceDay | None:
    """When silence decides, from the answers while they are here, else as the hub said it last."""
    if body is not None:
        return case_silence.of_case(body, [(entry.event, entry.said) for entry in history], told, zone)
    last = next((update for update in reversed(read_updates) if update.kind != UpdateKind.RIGHTS), None)
    return from_wire(last.said.get("silence")) if last else None


def see(box: Box, followed: Followed) -> None:
    """Note that the desk was shown this case: the hub's words that it showed are no longer new, and may go in time.

    What came meanwhile, or was shown without its words because the actor cannot open them, is still to be read.
    """
    if shown := [update.id for update in followed.updates if update.is_new and update.is_whole]:
        with box.store.write() as db:
            updates.see(db, shown, box.watch.today().now)


def supplement(box: Box, reference: str, added: Supplement, actor: Actor, event_id: str) -> str:
    """Append a supplement to a submitted case, of this site or another, with the files that wait for it; gives its id.

    `event_id` is the id that the page's form carries, so that a double tap adds once.

    Raises `Refused`: `nothing-added`, `too-long`, `already-decided`, `mistyped-reference`.
    """
    reference, today = typed_reference.read(box, reference), box.watch.look()
    with box.store.write() as db:
        if outbox.get(db, event_id) is not None:
            return event_id
        stream, key = append_event.stream_of(box, db, reference, actor, decided=False)
        files = supplement_files.hand_over(db, event_id, stream, key, actor)
        added = replace(added, documents=added.documents + files)
        checked(added)
        place = (box, db, partial(supplements.make_event, added), today, reference, stream, key, actor, event_id)
        append_event.append(*place, paper=SUPPLEMENT, action=JournalAction.SUPPLEMENTED)
    if files:
        data_keys.fold(box)
    return event_id


def _state(state: CaseStanding | None, updates_read: tuple[ReadUpdate, ...], history: tuple[ReadEvent, ...]) -> str:
    """Where a case stands; of another site's, what the hub said last, and what was asked here since."""
    if state is not None:
        return state.state
    last = updates_read[-1].state if updates_read else "unknown"
    withdrawals = [entry.event for entry in history if _stands(entry, EventType.WITHDRAWAL)]
    if any(event.acknowledged_at for event in withdrawals):
        return CaseState.WITHDRAWN
    waits = any(not (event.rejected_at or event.dismissed_at) for event in withdrawals)
    return CaseState.WITHDRAWING if waits and last not in ENDED else last


def standing(followed: Followed, type_: EventType) -> list[dict[str, Any]]:
    """The bodies of a case's events of that type, in order, that hold: not refused, not set aside, and readable."""
    return [
        entry.said
        for entry in followed.history
        if entry.said and _stands(entry, type_) and not (entry.event.rejected_at or entry.event.dismissed_at)
    ]


def _stands(entry: ReadEvent, type_: EventType) -> bool:
    """Whether it is an event of that type that no other has replaced."""
    return entry.event.type == type_ and not entry.event.replaced


def opened(update: Update, actor: Actor) -> ReadUpdate:
    """An update with its words, for an actor who holds its service; for others only what is no secret."""
    body = _read_body(update, actor)
    return ReadUpdate(
        body["id"],
        body["reference"],
        body["kind"],
        body["state"],
        moment(body["at"]),
        body["message"],
        body["by"],
        body.get("outcome", ""),
        body,
        update.seen_at is None,
        not update.body or update.service_id in actor.ring.privates,
    )


def _read_body(update: Update, actor: Actor) -> dict[str, Any]:
    bare = {
        "id": update.id,
        "kind": update.kind,
        "state": update.state,
        "at": update.at.isoformat(),
        "message": "",
        "by": "",
        "reference": update.reference,
    }
    private = actor.ring.privates.get(update.service_id)
    if private is None or not update.body:
        return bare
    return dict(json.loads(sealing.unseal_packed(private, update.body, MOST_BYTES)))


def checked(added: Supplement) -> None:
    """Raises `Refused`: `nothing-added`, `too-long`."""
    if not added:
        raise Refused(Refusal.NOTHING_ADDED)
    if len(added.message) > LONGEST_MESSAGE:
        raise Refused(Refusal.TOO_LONG)
