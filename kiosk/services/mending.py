"""What the hub refused, put right at the desk: a new event in the same place, or one given up."""

import json
from dataclasses import replace
from datetime import date
from functools import partial
from typing import Any

from kiosk.clock import moment
from kiosk.domain import correction as corrections
from kiosk.domain import supplement as supplements
from kiosk.domain.correction import Correction
from kiosk.domain.event import PLACE
from kiosk.domain.event import added as added_again
from kiosk.domain.submission import Confirmation, Stamp
from kiosk.domain.supplement import Supplement
from kiosk.errors import Refused
from kiosk.services import correcting, desk, proving, safe, transmission
from kiosk.services.adding import Make, note
from kiosk.services.box import Actor, Box
from kiosk.services.following import checked
from kiosk.store import answers, cases, outbox
from kiosk.store.database import Database


def mend_case(box: Box, case_id: str, actor: Actor) -> None:
    """Send a refused case again as it is answered now: a new event, same place, same reference, same legal date.

    Sent again already, nothing happens. Raises `Refused`: `no-such-case`, `not-complete`.
    """
    today = box.watch.look()
    with box.store.write() as db:
        refused = _refused(db, case_id, "submitted")
        if refused is None:
            return
        opened = desk.open_case(box, case_id, actor, db)
        desk.complete(opened)
        old = _body(refused, opened.key)
        stamp = Stamp(
            box.clock.new_id(), refused["sequence"], refused["reference"], date.fromisoformat(old["legal_date"]),
            old["date_certain"], moment(old["submitted_at"]), old["follow_sha256"],
            old.get("salt") or box.clock.new_salt(), refused["id"],
        )  # fmt: skip
        said = Confirmation(**{name: old["confirmation"][name] for name in ("by", "how", "mandate")})
        event = replace(
            desk.submitted_event(box, db, opened, stamp, old["helper"] or actor.name, said), recorded_at=today.now
        )
        outbox.add(db, event, opened.key, transmission.sealed(box, event))
        if (made := cases.submission(db, case_id)) is not None:
            proving.prove(box, db, made, event)
        note(box, db, "mended", refused["reference"], actor, refused["code"])


def mend_supplement(box: Box, event_id: str, added: Supplement, actor: Actor) -> None:
    """Send a refused supplement again with other words or documents.

    Raises `Refused`: `nothing-added`, `too-long`, `no-such-event`.
    """
    checked(added)
    _mend(box, event_id, partial(supplements.made, added), actor)


def mend_correction(box: Box, event_id: str, correction: Correction, actor: Actor) -> None:
    """Send a refused correction again with other answers, or the same. Raises as `mend_supplement`."""
    correcting.checked(correction)
    _mend(box, event_id, partial(corrections.made, correction), actor)


def mend_as_it_is(box: Box, event_id: str, actor: Actor) -> None:
    """Send a refused event again that says nothing one could change: a request. Raises `Refused("no-such-event")`."""
    said = attention(box, event_id, actor)["said"]
    own = {name: each for name, each in said.items() if name not in PLACE}
    _mend(box, event_id, partial(added_again, said["type"], own), actor)


def _mend(box: Box, event_id: str, make: Make, actor: Actor) -> None:
    """A new event in the place of a refused one, with its legal date and its helper."""
    today = box.watch.look()
    with box.store.write() as db:
        refused = _attention(db, event_id)
        key = safe.open_key(db, refused["stream"], actor)
        old = _body(refused, key)
        event = make(
            event_id=box.clock.new_id(), stream=refused["stream"], sequence=refused["sequence"],
            reference=refused["reference"], site=box.site, day=date.fromisoformat(old["legal_date"]), at=today.now,
            helper=old["helper"], replaces=event_id,
        )  # fmt: skip
        outbox.add(db, event, key, transmission.sealed(box, event))
        note(box, db, "mended", refused["reference"], actor, refused["code"])


def set_aside(box: Box, event_id: str, actor: Actor) -> None:
    """Give up what was added and refused; it stays in the history, and those that wait behind it move up.

    A refused case is never set aside: the citizen holds its receipt. Raises `Refused`: `no-such-event`,
    `must-be-mended`.
    """
    with box.store.write() as db:
        refused = _attention(db, event_id)
        if refused["type"] == "submitted":
            raise Refused("must-be-mended")
        now = box.watch.today().now
        answers.dismiss(db, event_id, now)
        free = event_id
        key = safe.open_key(db, refused["stream"], actor)
        for waiting in outbox.behind(db, refused["stream"], refused["sequence"]):
            moved = supplements.moved_up(waiting.event(key), box.clock.new_id(), replaces=free)
            outbox.add(db, moved, key, transmission.sealed(box, moved))
            answers.dismiss(db, waiting.id, now)
            free = waiting.id
        note(box, db, "set-aside", refused["reference"], actor, refused["code"])


def attention(box: Box, event_id: str, actor: Actor) -> dict[str, Any]:
    """The refused event the desk is mending, with its `said`. Raises `Refused`: `no-such-event`, `no-such-case`."""
    db = box.store.read()
    found = _attention(db, event_id)
    return {**found, "said": _body(found, safe.open_key(db, found["stream"], actor))}


def _attention(db: Database, event_id: str) -> dict[str, Any]:
    found = next((each for each in outbox.attention(db) if each["id"] == event_id), None)
    if found is None:
        raise Refused("no-such-event")
    return found


def _refused(db: Database, stream: str, type_: str) -> dict[str, Any] | None:
    return next((each for each in outbox.attention(db) if (each["stream"], each["type"]) == (stream, type_)), None)


def _body(row: dict[str, Any], key: bytes) -> dict[str, Any]:
    """What a row of the outbox says, opened."""
    return dict(json.loads(outbox.opened(row["id"], row["kept"], key)))
