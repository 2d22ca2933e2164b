"""Rights of the person (GDPR art. 15 to 21): export what this box keeps about them, and ask the hub for erasure."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from kiosk.clock import stamp
from kiosk.domain.events import who_asks as requests
from kiosk.domain.events.event import EventType
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box.box import Actor, Box
from kiosk.services.papers.kinds.supplement_papers import REQUEST
from kiosk.services.people import sign_in
from kiosk.services.submitted import append_event, change_notices, follow_case
from kiosk.store.cases import cases, left_numbers
from kiosk.store.work import calls


def export(box: Box, typed: str, actor: Actor) -> dict[str, Any]:
    """Everything this box keeps about a reference, as plain values; what is destroyed is None. Noted in the journal.

    Raises `Refused`: `not-a-reference`, `mistyped-reference`,
    `not-your-service`.
    """
    followed = follow_case.find(box, typed, actor)
    with box.store.write() as db:
        append_event.note(box, db, JournalAction.EXPORTED, followed.reference, actor)
    return {
        "reference": followed.reference,
        "state": followed.state,
        "procedure": followed.procedure_id,
        "readable_here": followed.readable,
        "submitted": followed.submitted,
        "events": [
            {
                "type": entry.event.type,
                "recorded_at": stamp(entry.event.recorded_at),
                "acknowledged_at": stamp(entry.event.acknowledged_at) if entry.event.acknowledged_at else None,
                "said": entry.said,
            }
            for entry in followed.history
        ],
        "number_left_at_the_desk": followed.case_id is not None
        and left_numbers.is_left(box.store.read(), followed.case_id),
        "told_of_news_by": change_notices.exported(box, followed.case_id, actor),
        "noted_of_the_person": change_notices.exported_facts(box, followed.case_id, actor),
        "calls": [
            {"outcome": call.outcome, "at": stamp(call.at), "by": call.by}
            for call in calls.of(box.store.read(), [update.id for update in followed.updates])
        ],
        "answers_of_the_hub": [update.said for update in followed.updates],
        "added_elsewhere": [update.said for update in followed.elsewhere],
    }


def exported(box: Box, typed: str, actor: Actor) -> str:
    """What `export` gives, as indented JSON."""
    return json.dumps(export(box, typed, actor), ensure_ascii=False, indent=2)


def ask(box: Box, typed: str, kind: EventType, actor: Actor, event_id: str) -> str:
    """Append a person's request for the hub; gives the event's id. `kind` is that of `requests.make_event`.

    After an `erasure` request this box keeps the case only until the hub has it. Raises `Refused`:
    `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    return append_event.add(
        box,
        typed,
        partial(requests.make_event, kind),
        actor,
        event_id,
        paper=REQUEST,
        action=JournalAction(kind),
        decided=True,
        also=cases.keep_no_longer if kind == EventType.ERASURE else append_event.nothing,
    )


def export_for(box: Box, reference: str, login: str, factor: str, pin: str) -> str:
    """`exported` for the command line, for a mediator who gives first factor and PIN. Raises what signing in raises."""
    with _opened(box, login, factor, pin) as actor:
        return exported(box, reference, actor)


def erase_for(box: Box, reference: str, login: str, factor: str, pin: str) -> None:
    """Ask for erasure, from the command line. Raises what signing in and `ask` raise."""
    with _opened(box, login, factor, pin) as actor:
        ask(box, reference, EventType.ERASURE, actor, box.clock.new_id())


@contextmanager
def _opened(box: Box, login: str, factor: str, pin: str) -> Iterator[Actor]:
    """Sign a mediator in for the block, and out after it unless they were on shift before."""
    on_shift = {mediator_id for mediator_id, _ in box.shifts.on_shift()}
    mediator = sign_in.sign_in(box, login, factor, pin, Actor())
    try:
        yield Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))
    finally:
        if mediator.id not in on_shift:
            box.shifts.end(mediator.id)
