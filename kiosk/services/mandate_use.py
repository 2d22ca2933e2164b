"""What is done under a mandate: only what it covers, for its person, today; and every use is recorded."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kiosk import sealing
from kiosk.domain import mandate as domain
from kiosk.domain.mandate import Use
from kiosk.domain.mandate_person import is_for
from kiosk.domain.mandate_record import packed_use
from kiosk.domain.procedure import Procedure
from kiosk.errors import Refused
from kiosk.services import desk, mandates
from kiosk.services.box import Actor, Box
from kiosk.services.mandate_end import note_expired
from kiosk.services.mandate_reading import Opened, about_use
from kiosk.store import mandates as store
from kiosk.store.database import Database


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody wants to do under a mandate: a procedure, for the people named, by role, in its answers."""

    procedure: Procedure
    names: Mapping[str, str]
    for_whom: str


def asked(opened: desk.Opened) -> Asked:
    """What a case asks; answers that no longer concern the person name nobody."""
    values = opened.journey.values
    fields = [field for stop in opened.journey.stops for field in stop.fields if field.role]
    names = {field.role: str(values[field.id]) for field in fields if values.get(field.id) is not None}
    return Asked(opened.procedure, names, str(values.get("for_whom", "myself")))


def choose(box: Box, asks: Asked, actor: Actor) -> list[Opened]:
    """The mandates under which this may be done now: those of its person alone, so that no other name is shown."""
    return [each for each in mandates.in_force(box, actor) if not refusal(box, each, asks)]


def check(box: Box, mandate_id: str, asks: Asked, actor: Actor, db: Database | None = None) -> Opened:
    """The mandate, where it covers this today.

    Raises `Refused("outside-mandate")` with its `reason`, `Refused("no-such-mandate")`.
    """
    if db is None:
        note_expired(box)
    opened = mandates.open_one(box, mandate_id, actor, db)
    if reason := refusal(box, opened, asks):
        raise Refused("outside-mandate", reason=reason)
    return opened


def use(
    box: Box, db: Database, mandate_id: str, asks: Asked, reference: str, actor: Actor, action: str = "submitted"
) -> None:  # fmt: skip
    """Record what is done under the mandate, in the transaction that does it: both are kept, or neither.

    Raises as `check`.
    """
    opened = check(box, mandate_id, asks, actor, db)
    title, now = box.words().text(asks.procedure.title), box.watch.today().now
    done = Use(action, reference, title, now, actor.mediator_id, actor.name)
    store.add_use(db, mandate_id, sealing.lock(opened.key, packed_use(done), about_use(mandate_id)))
    mandates.note(box, db, "mandate-used", opened.mandate, actor, reference)


def submitting(box: Box, mandate_id: str, case_id: str, actor: Actor) -> Callable[[Database, str], None]:
    """What `desk.submit` does beside: the use, judged on the case as it is in that transaction."""

    def also(db: Database, reference: str) -> None:
        use(box, db, mandate_id, asked(desk.open_case(box, case_id, actor, db)), reference, actor)

    return also


def refusal(box: Box, opened: Opened, asks: Asked) -> str:
    """Why this may not be done under the mandate now: one of `mandate.REASONS`, "" where it may."""
    today = box.watch.today()
    if opened.standing.over:
        return opened.standing.over
    if not today.certain:
        return "day-unsure"
    reason = domain.refusal(opened.mandate, asks.procedure.theme, today.day, opened.standing)
    return reason or ("" if is_for(opened.mandate, asks.names, asks.for_whom) else "other-person")
