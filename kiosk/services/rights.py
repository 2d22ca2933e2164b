"""The rights of the person: a copy of what is kept about them here, and its erasure, here and at the hub."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from kiosk.domain import request as requests
from kiosk.services import adding, following, staff
from kiosk.services.box import Actor, Box
from kiosk.store import cases


def export(box: Box, typed: str, actor: Actor) -> dict[str, Any]:
    """Everything this box holds of a reference, readable by people and machines.

    What is destroyed already is said to be. Raises `Refused`: `not-a-reference`, `mistyped-reference`,
    `not-your-service`.
    """
    found = following.find(box, typed, actor)
    with box.store.write() as db:
        adding.note(box, db, "exported", found.reference, actor)
    return {
        "reference": found.reference,
        "state": found.state,
        "procedure": found.procedure_id,
        "readable_here": found.readable,
        "submitted": found.submitted,
        "events": [
            {"type": each["type"], "recorded_at": each["recorded_at"], "acknowledged_at": each["acknowledged_at"],
             "said": each["said"]}
            for each in found.history
        ],
        "answers_of_the_hub": found.updates,
    }  # fmt: skip


def exported(box: Box, typed: str, actor: Actor) -> str:
    """The same as text (JSON, UTF-8, indented)."""
    return json.dumps(export(box, typed, actor), ensure_ascii=False, indent=2)


def ask(box: Box, typed: str, kind: str, actor: Actor, event_id: str) -> str:
    """Hand a person's request on to the hub, which answers it; returns the event's id, which a double tap shares.

    After an `erasure` request nothing is kept here any longer than it takes to transmit it. Raises `Refused`:
    `not-a-reference`, `mistyped-reference`, `not-your-service`.
    """
    return adding.add(
        box, typed, partial(requests.made, kind), actor, event_id, paper="request", action=kind, decided=True,
        also=cases.keep_no_longer if kind == "erasure" else adding.nothing,
    )  # fmt: skip


def export_for(box: Box, reference: str, login: str, factor: str, pin: str) -> str:
    """`exported`, for a command: whoever asks opens it with first factor and PIN. Raises what signing in raises."""
    with _opened(box, login, factor, pin) as actor:
        return exported(box, reference, actor)


def erase_for(box: Box, reference: str, login: str, factor: str, pin: str) -> None:
    """Ask for erasure, for a command. Raises what signing in and `ask` raise."""
    with _opened(box, login, factor, pin) as actor:
        ask(box, reference, "erasure", actor, box.clock.new_id())


@contextmanager
def _opened(box: Box, login: str, factor: str, pin: str) -> Iterator[Actor]:
    """Someone with their keys for as long as it takes; a shift that had begun at a screen goes on."""
    there = {mediator_id for mediator_id, _ in box.shifts.on_shift()}
    mediator = staff.sign_in(box, login, factor, pin, Actor())
    try:
        yield Actor("", mediator.id, mediator.name, ring=box.shifts.ring(mediator.id))
    finally:
        if mediator.id not in there:
            box.shifts.end(mediator.id)
