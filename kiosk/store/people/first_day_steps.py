"""Which steps of the first day are done, and who was named as the first mediator."""

import json
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.store.database import Database, insert, row, rows


class FirstPerson(Struct, frozen=True):
    """The first mediator as somebody described them; `kind` is a kind of first factor."""

    login: str
    name: str
    kind: str


def done(db: Database) -> frozenset[str]:
    """The steps that are done."""
    return frozenset(step["step"] for step in rows(db, "SELECT step FROM first_day"))


def first_person(db: Database) -> FirstPerson | None:
    """Who was named as the first mediator, None before."""
    step = row(db, "SELECT value FROM first_day WHERE step = ?", FirstDayStep.MEDIATOR)
    return FirstPerson(**json.loads(step["value"])) if step else None


def note(db: Database, step: FirstDayStep, at: datetime) -> None:
    """Note that a step is done."""
    insert(db, "first_day", {"step": step, "value": "", "at": stamp(at)}, "REPLACE")


def note_person(db: Database, person: FirstPerson, at: datetime) -> None:
    """Note who was named as the first mediator; a later name replaces an earlier one."""
    value = json.dumps(asdict(person), ensure_ascii=False)
    insert(db, "first_day", {"step": FirstDayStep.MEDIATOR, "value": value, "at": stamp(at)}, "REPLACE")
