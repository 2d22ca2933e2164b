"""Follow a submitted case by its reference: its state and history, and the line that draws its way.

None of this needs the old answers.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from kiosk.clock import moment
from kiosk.crypto import sealing
from kiosk.domain.events.case_line import CaseLine, LineFacts, compute_case_line, find_translated_message
from kiosk.domain.events.case_state import ENDED, CaseState
from kiosk.domain.events.event import STATELESS, UNSAID, EventType, UpdateKind
from kiosk.domain.events.silence_facts import SilenceDay, silence_from_wire
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.replies.asked_paper import (
    AskedPapers,
    AskedState,
    count_asked_papers,
    judge_asked_papers,
    read_asked,
)
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers import receipt
from kiosk.services.submitted import append_event
from kiosk.store import cases, counters, outbox, updates
from kiosk.store.cases import CaseStateRow, Submission
from kiosk.store.database import Database
from kiosk.store.outbox import PastEvent
from kiosk.store.updates import StoredUpdate

MOST_BYTES = 1_000_000
"""The most bytes of one update once it is decrypted."""


class ReadUpdate(Struct, frozen=True):
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
        return find_translated_message(self.said, language)

    @property
    def acknowledges(self) -> bool:
        """Whether it is an « accusé de réception » and nothing more: one that asks for papers says so first."""
        return self.kind == UpdateKind.ACCUSE and self.state == CaseState.IN_PROGRESS

    @property
    def came(self) -> dict[str, Any] | None:
        """What was added elsewhere; None in other updates, and where it cannot be read."""
        return self.said if "documents" in self.said else None


_LOOKED_INTO = (CaseState.INCOMPLETE, CaseState.CLOSED, CaseState.NEEDS_ATTENTION)


def open_update(update: StoredUpdate, actor: Actor) -> ReadUpdate:
    """An update with its words, for an actor who holds its service; for others only what is no secret."""
    body: dict[str, Any] = {
        "id": update.id,
        "kind": update.kind,
        "state": update.state,
        "at": update.at.isoformat(),
        "message": "",
        "by": "",
        "reference": update.reference,
    }
    private = actor.ring.privates.get(update.service_id)
    if private is not None and update.body:
        body = dict(json.loads(sealing.unseal_packed(private, update.body, MOST_BYTES)))
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


class StoredCase(Struct, frozen=True):
    """What the store has of a reference, as it lies there: nothing of it is decrypted."""

    submission: Submission | None
    state: CaseStateRow | None
    events: list[PastEvent]
    updates: list[StoredUpdate]


def read_stored_cases(db: Database, references: Iterable[str]) -> dict[str, StoredCase]:
    """What the store has of each reference; as many queries for many as for one."""
    histories = outbox.select_event_histories(db, references)
    submitted = cases.select_submissions(db, histories)
    states = cases.select_case_states(db, [submission.case_id for submission in submitted.values()])
    told: dict[str, list[StoredUpdate]] = {reference: [] for reference in histories}
    for update in updates.select_updates_of_cases(db, histories):
        told[update.reference].append(update)
    stored = {}
    for reference, events in histories.items():
        submission = submitted.get(reference)
        state = states.get(submission.case_id) if submission else None
        stored[reference] = StoredCase(submission, state, events, told[reference])
    return stored


class ReadEvent(Struct, frozen=True):
    """An event of a case with its JSON body as `said`, None where the actor cannot open it."""

    event: PastEvent
    said: dict[str, Any] | None


class FollowedCase(Struct, frozen=True):
    """A submitted case as the desk shows it; `case_id` is "" for a case of another site, known only by reference.

    `submitted`, and the words in `history` and `updates`, are there while an actor can open them; `readable` says
    whether. `former` are references that the case had before, `now` the references of cases that had this one before.
    `silence` is when silence decides it, None where it never does or nobody here knows. `updates` are the service's
    answers, `elsewhere` what the hub says was added from a telephone or at another site. `papers` are those that the
    service asks for, as `count_case_papers` says.
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
    elsewhere: tuple[ReadUpdate, ...] = ()
    papers: AskedPapers | None = None

    def state_shown(self, line: CaseLine | None) -> str:
        """The state as the page says it: that of its line, or what this box knows without one."""
        if line:
            return line.state
        return self.state if self.state in (CaseState.WITHDRAWING, CaseState.WITHDRAWN) else CaseState.UNKNOWN

    @property
    def last_turn(self) -> ReadUpdate | None:
        """The newest answer that gave the case a state."""
        return _last_turn(self.updates)

    @property
    def supplements(self) -> list[dict[str, Any]]:
        """The bodies of what was added, here and elsewhere, each with when it was: as far as they can be read."""
        told = [{**update.came, "recorded_at": update.said["at"]} for update in self.elsewhere if update.came]
        bodies = [*list_valid_bodies(self.history, EventType.SUPPLEMENT), *told]
        return sorted(bodies, key=lambda body: datetime.fromisoformat(body["recorded_at"]))


def follow_typed_reference(box: Box, typed: str, actor: Actor) -> FollowedCase:
    """The case of a reference as a person typed it.

    Raises `Refused`: what `read_typed_reference` does, `not-your-service`.
    """
    return follow_case(box, append_event.read_typed_reference(box, typed), actor)


def follow_case(box: Box, reference: str, actor: Actor) -> FollowedCase:
    """Everything this box knows of a reference, whichever site minted it, as far as the actor's keys open it.

    Raises `Refused` (`not-your-service`) for a case of a service that the actor does not hold.
    """
    db = box.store.read()
    stored = read_stored_cases(db, [reference])[reference]
    submission, state, told = stored.submission, stored.state, stored.updates
    head = cases.read_case_head(db, submission.case_id) if submission else None
    if head and head.service_id not in actor.ring.services:
        raise Refused(Refusal.NOT_YOUR_SERVICE, service=head.service_id)
    history = tuple(ReadEvent(event, append_event.read_past_event(db, event, actor)) for event in stored.events)
    submitted = [event.said for event in history if _stands(event, EventType.SUBMITTED)]
    body = submitted[-1] if submitted else None
    everything = tuple(open_update(update, actor) for update in told)
    if body is not None:
        came = [(update, read.came) for update, read in zip(told, everything, strict=True)]
        known = [(entry.event, entry.said) for entry in history]
        silence = receipt.find_days(body, known, came, box.settings.zone)[0]
    else:  # as the hub said it last
        last = _last_turn(everything)
        silence = silence_from_wire(last.said.get("silence")) if last else None
    read_updates = tuple(update for update in everything if update.kind not in UNSAID)
    return FollowedCase(
        reference=reference,
        case_id=submission.case_id if submission else "",
        state=_state(state, everything, history),
        unsent=state.unsent if state else 0,
        procedure_id=head.procedure_id if head else "",
        readable=body is not None,
        submitted=body,
        history=history,
        updates=read_updates,
        former=counters.select_former_references(db, submission.case_id) if submission else (),
        now=counters.select_present_references(db, reference),
        silence=silence,
        elsewhere=tuple(update for update in everything if update.kind == UpdateKind.ADDED),
        papers=count_case_papers(history, everything),
    )


def _last_turn(told: Sequence[ReadUpdate]) -> ReadUpdate | None:
    return next((update for update in reversed(told) if update.kind not in STATELESS), None)


def find_lines_of_listed_cases(box: Box, references: Iterable[str], actor: Actor) -> dict[str, CaseLine | None]:
    """The lines of the cases of a list, as their own pages draw them, without when silence decides; None as in
    `draw_case_line`. Nothing is decrypted but what the service wrote, and what answers it.
    """
    db, lines = box.store.read(), {}
    for reference, stored in read_stored_cases(db, references).items():
        told = tuple(open_update(update, actor) for update in stored.updates)
        last = _last_turn(told)
        since = last.at if last and last.state == CaseState.INCOMPLETE else None
        history = tuple(
            ReadEvent(event, append_event.read_past_event(db, event, actor))
            if since and event.type == EventType.SUPPLEMENT
            else ReadEvent(event, None)
            for event in stored.events
        )
        papers = count_case_papers(history, told)
        lines[reference] = _draw_stored_case(box, stored, _state(stored.state, told, history), None, papers)
    return lines


def find_states_of_listed_cases(box: Box, listed: Iterable[tuple[str, str]], actor: Actor) -> dict[str, str]:
    """The states of cases of this box as their own pages say them, by reference; `listed` are references, each with the
    state that the store computes, without what the service asks for: only where that makes a difference is the case
    looked at."""
    states = {reference: state for reference, state in listed if reference}
    looked_into = [reference for reference, state in states.items() if state in _LOOKED_INTO]
    lines = find_lines_of_listed_cases(box, looked_into, actor)
    return states | {reference: line.state if line else CaseState.UNKNOWN for reference, line in lines.items()}


def record_case_shown(box: Box, followed: FollowedCase) -> None:
    """Note that the desk was shown this case: the hub's words that it showed are no longer new, and may go in time.

    What came meanwhile, or was shown without its words because the actor cannot open them, is still to be read.
    """
    told = (*followed.updates, *followed.elsewhere)
    if shown := [update.id for update in told if update.is_new and update.is_whole]:
        with box.store.write() as db:
            updates.mark_update_rows_seen(db, shown, box.watch.today().now)


def _state(state: CaseStateRow | None, updates_read: tuple[ReadUpdate, ...], history: tuple[ReadEvent, ...]) -> str:
    """Where a case stands; of another site's, what the hub said last, and what was asked here since."""
    if state is not None:
        return state.state
    last = updates_read[-1].state if updates_read else "unknown"
    withdrawals = [entry.event for entry in history if _stands(entry, EventType.WITHDRAWAL)]
    if any(event.acknowledged_at for event in withdrawals):
        return CaseState.WITHDRAWN
    waits = any(not (event.rejected_at or event.dismissed_at) for event in withdrawals)
    return CaseState.WITHDRAWING if waits and last not in ENDED else last


def list_valid_bodies(history: Iterable[ReadEvent], type_: EventType) -> list[dict[str, Any]]:
    """The bodies of a case's events of that type, in order, that hold: not refused, not set aside, and readable."""
    return [entry.said for entry in history if entry.said and _holds(entry, type_)]


def count_case_papers(history: Iterable[ReadEvent], told: Sequence[ReadUpdate]) -> AskedPapers | None:
    """What the service asks for in a case, of which these events and everything that the hub said are known here.

    None where it names nothing, or its request or what came since cannot be read: then whatever came is the answer.
    """
    last = _last_turn(told)
    if last is None or last.state != CaseState.INCOMPLETE or not last.is_whole:
        return None
    heard = {update.id for update in told if update.kind == UpdateKind.ADDED}
    came: list[tuple[datetime, Mapping[str, Any] | None]] = [
        (receipt.came_at(entry.event), entry.said)
        for entry in history
        if _holds(entry, EventType.SUPPLEMENT) and (entry.said or entry.event.id not in heard)
    ]
    came += [(update.at, update.came) for update in told if update.kind == UpdateKind.ADDED]
    if any(body is None and at >= last.at for at, body in came):
        return None
    asked = [(update.at, paper) for update in told if update.kind not in STATELESS for paper in read_asked(update.said)]
    return count_asked_papers(
        judge_asked_papers(asked, ((at, body) for at, body in came if body), _settled(told)), last.at
    )


def _settled(told: Sequence[ReadUpdate]) -> dict[str, str]:
    """The papers that the service has ticked off, by id, as it said last."""
    said = next((update.said for update in reversed(told) if update.kind == UpdateKind.SETTLED), {})
    return {
        **dict.fromkeys(said.get("accepted", ()), AskedState.ACCEPTED),
        **dict.fromkeys(said.get("given_up", ()), AskedState.GIVEN_UP),
    }


def _stands(entry: ReadEvent, type_: EventType) -> bool:
    """Whether it is an event of that type that no other has replaced."""
    return entry.event.type == type_ and not entry.event.replaced


def _holds(entry: ReadEvent, type_: EventType) -> bool:
    """Whether it is one of that type that was neither replaced nor refused nor set aside."""
    return _stands(entry, type_) and not (entry.event.rejected_at or entry.event.dismissed_at)


def of_submission(box: Box, submission: Submission, silence: SilenceDay | None) -> CaseLine | None:
    """The line of a case of this box; `silence` is when silence decides it, None where nobody here can tell.

    No answer is read: whoever may know of the case may see its line.
    """
    stored = read_stored_cases(box.store.read(), [submission.reference])[submission.reference]
    return _draw_stored_case(box, stored, stored.state.state if stored.state else "", silence, None)


def of_followed(box: Box, case: FollowedCase) -> CaseLine | None:
    """The line of a case that an actor follows, with what of the papers asked for they can read."""
    return draw_case_line(box, case.reference, case.state, case.silence, case.papers)


def draw_case_line(
    box: Box, reference: str, state: str, silence: SilenceDay | None, papers: AskedPapers | None = None
) -> CaseLine | None:
    """The line of a case in that state; None for another site's of which the hub has told this box no state."""
    stored = read_stored_cases(box.store.read(), [reference])[reference]
    return _draw_stored_case(box, stored, state, silence, papers)


def _draw_stored_case(
    box: Box, stored: StoredCase, state: str, silence: SilenceDay | None, papers: AskedPapers | None
) -> CaseLine | None:
    zone, submission, history, told = box.settings.zone, stored.submission, stored.events, stored.updates
    turns = tuple(receipt.turns(told, zone))
    if submission is None and not turns and state != CaseState.WITHDRAWN:
        return None
    return compute_case_line(
        LineFacts(
            deposited=date.fromisoformat(submission.legal_date) if submission else None,
            received=_confirmed(history, EventType.SUBMITTED, zone),
            turns=turns,
            additions=tuple(
                receipt.additions(((event, None) for event in history), ((update, None) for update in told), zone)
            ),
            papers=papers,
            withdrawn=_confirmed(history, EventType.WITHDRAWAL, zone) if state == CaseState.WITHDRAWN else None,
            withdrawing=state == CaseState.WITHDRAWING,
            needs_mending=state == CaseState.NEEDS_ATTENTION,
            sending=state == CaseState.SENDING,
            prepared=submission is not None and submission.kind == ProcedureKind.PREPARED,
            silence=silence,
            promised_days=submission.promised_days if submission else 0,
            today=box.watch.today().day,
        )
    )


def _confirmed(history: list[PastEvent], type_: EventType, zone: ZoneInfo) -> date | None:
    """The day on which the hub confirmed the first event of that type."""
    moments = [event.acknowledged_at for event in history if event.type == type_ and event.acknowledged_at]
    return min(moments).astimezone(zone).date() if moments else None
