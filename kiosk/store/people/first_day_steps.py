"""Which steps of the first day are done, and who was named as the first mediator."""

import json
from datetime import datetime

from msgspec import Struct
from msgspec.structs import asdict

from kiosk.clock import stamp
from kiosk.domain.screen.first_day_step import FirstDayStep
from kiosk.store.database import Database


class FirstPerson(Struct, frozen=True):
    """The first mediator as somebody described them; `kind` is a kind of first factor."""

    login: str
    name: str
    kind: str


def done(db: Database) -> frozenset[str]:
    """The steps that are done."""
    return frozenset(step["step"] for step in db.table("first_day").rows_where(select="step"))


def first_person(db: Database) -> FirstPerson | None:
    """Who was named as the first mediator, None before."""
    step = next(db.table("first_day").rows_where("step = ?", [FirstDayStep.MEDIATOR], select="value"), None)
    return FirstPerson(**json.loads(step["value"])) if step else None


def note(db: Database, step: FirstDayStep, at: datetime) -> None:
    """Note that a step is done."""
    db.table("first_day").insert({"step": step, "value": "", "at": stamp(at)}, replace=True)


def note_person(db: Database, person: FirstPerson, at: datetime) -> None:
    """Note who was named as the first mediator; a later name replaces an earlier one."""
    value = json.dumps(asdict(person), ensure_ascii=False)
    db.table("first_day").insert({"step": FirstDayStep.MEDIATOR, "value": value, "at": stamp(at)}, replace=True)
