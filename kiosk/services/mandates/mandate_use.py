"""Use a mandate: check that it covers what is asked, for its person, today; and record the use."""

from collections.abc import Mapping

from msgspec import Struct

from kiosk.crypto import sealing
from kiosk.domain.mandates import mandate as domain
from kiosk.domain.mandates.mandate import Use
from kiosk.domain.mandates.mandate_person import is_for
from kiosk.domain.mandates.mandate_record import packed_use
from kiosk.domain.procedure.procedure import Procedure
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.error_codes import Refusal
from kiosk.errors import Refused
from kiosk.services.access.open_case import Opened as OpenedCase
from kiosk.services.access.open_mandate import Opened, about_use
from kiosk.services.box.box import Actor, Box
from kiosk.services.drafts import submit_case
from kiosk.services.mandates import mandates
from kiosk.services.mandates.mandate_end import note_expired
from kiosk.store.database import Database
from kiosk.store.mandates import mandates as store


class Asked(Struct, frozen=True):
    """What somebody wants to do under a mandate: a procedure, for the people named, by role, in its answers."""

    procedure: Procedure
    names: Mapping[str, str]
    for_whom: str


def request_of(opened: OpenedCase) -> Asked:
    """What a case asks for; names come only from questions that are still asked."""
    values = opened.journey.values
    fields = [field for stop in opened.journey.stops for field in stop.fields if field.role]
    names = {field.role: str(values[field.id]) for field in fields if values.get(field.id) is not None}
    return Asked(opened.procedure, names, str(values.get("for_whom", "myself")))


def choose(box: Box, asks: Asked, actor: Actor) -> list[Opened]:
    """The mandates that cover this now. All are of the same person, so that no other name is shown."""
    return [opened for opened in mandates.in_force(box, actor) if not refusal(box, opened, asks)]


def check(box: Box, mandate_id: str, asks: Asked, actor: Actor) -> Opened:
    """The mandate, if it covers this today; outside a transaction.

    Raises `Refused` (`outside-mandate`) with its `reason`, `Refused` (`no-such-mandate`).
    """
    note_expired(box)
    return _covering(box, mandates.open_one(box, mandate_id, actor), asks)


def use(
    box: Box, db: Database, mandate_id: str, asks: Asked, reference: str, actor: Actor, action: str = "submitted"
) -> None:
    """Record a use of the mandate, in the transaction of what is done: both are kept, or neither.

    Raises as `check`.
    """
    opened = _covering(box, mandates.open_in(db, mandate_id, actor), asks)
    title, now = box.words().text(asks.procedure.title), box.watch.today().now
    done = Use(action, reference, title, now, actor.mediator_id, actor.name)
    store.add_use(db, mandate_id, sealing.lock(opened.key, packed_use(done), about_use(mandate_id)))
    mandates.note(box, db, JournalAction.MANDATE_USED, opened.mandate, actor, reference)


def submitting(box: Box, mandate_id: str, actor: Actor) -> submit_case.Also:
    """The `also` of `submit_case.submit`: record the use, judged on the case as it is in that transaction."""

    def also(db: Database, reference: str, opened: OpenedCase) -> None:
        use(box, db, mandate_id, request_of(opened), reference, actor)

    return also


def _covering(box: Box, opened: Opened, asks: Asked) -> Opened:
    if reason := refusal(box, opened, asks):
        raise Refused(Refusal.OUTSIDE_MANDATE, reason=reason)
    return opened


def refusal(box: Box, opened: Opened, asks: Asked) -> str:
    """Why the mandate does not cover this now: one of `mandate.REASONS`, "" where it does."""
    today = box.watch.today()
    if opened.standing.over:
        return opened.standing.over
    if not today.certain:
        return "day-unsure"
    reason = domain.refusal(opened.mandate, asks.procedure.theme, today.day, opened.standing)
    return reason or ("" if is_for(opened.mandate, asks.names, asks.for_whom) else "other-person")
