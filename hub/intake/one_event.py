"""What becomes of one event, looked at by itself: inside the transaction of its batch."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from msgspec.structs import replace
from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from hub.cases import due_days, numbers, other_contents
from hub.cases.computed_columns import REQUESTS, state_of
from hub.cases.states import DECIDED
from hub.hub import Hub
from hub.intake import new_cases, replaced_codes
from hub.intake.batch import Conflict, Known, OpenedEvent, Outcome, OutOfOrder, Taken
from hub.intake.kept_event import event_row
from hub.intake.site_notices import Notices
from hub.replies import taken_decision
from hub.replies.taken_decision import Stopped
from hub.secrets.vault import CaseLock, label_of, lock_of
from hub.sites.sites import codes_of
from hub.store.schema import cases, event, site
from hub.trail.audit import AuditAction
from hub.wire.read_event import Incoming, site_of
from kiosk.crypto import keys
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import Alias
from kiosk.domain.events.wire.bodies import Added, NewCode, Submitted, Supplement, Which, Withdrawal
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

# Statements are built once: building them costs more than SQLite's answer.
_CASE_ID = select(cases.c.id).where(cases.c.reference == bindparam("reference"))
"""The id of the case with this reference."""
_CASE_ID_LOCKED = _CASE_ID.with_for_update(key_share=True)
"""The same, its row locked against decisions until the transaction ends."""
_NEIGHBOURS = select(*(event.c[name] for name in ("id", "site", "reference", "sequence", "sha256", "statement"))).where(
    or_(
        event.c.id == bindparam("id"),
        and_(event.c.stream == bindparam("stream"), event.c.sequence.between(bindparam("first"), bindparam("last"))),
    )
)
"""The event with this id where it is stored, and those at its sequence number in the stream and just before."""
_INSERT_EVENT = event.insert()
_EVEN_DECIDED = (*REQUESTS, EventType.NOTICES, EventType.NEW_CODE)
"""Events that a decided case takes: requests about personal data, wishes to be told or not, a lost receipt."""
_MOVES = (EventType.SUPPLEMENT, EventType.WITHDRAWAL)
"""Events that move the day on which a case is due."""


def under_its_number(hub: Hub, connection: Connection, incoming: Incoming, alias: Alias | None) -> Incoming:
    """The event with the number under which its case is filed; its body, as it was signed, keeps its own.

    Raises `Rejected` (`two-cases`) for an addition to a number that two cases bear, where neither the stream, the code
    of a receipt nor the date of birth says which of them it is about.
    """
    if incoming.type == EventType.SUBMITTED:
        return replace(incoming, reference=alias.reference) if alias else incoming
    bearing = [case for number in _numbers(incoming, alias) for case in _bearing(connection, number)]
    candidates = {case.id: case for case in bearing}
    told = _told(incoming)
    if told and (theirs := [case for case in candidates.values() if _is_theirs(hub, connection, case, told)]):
        return replace(incoming, reference=theirs[0].reference) if len(theirs) == 1 else _refuse()
    if alias:
        return replace(incoming, reference=alias.reference)
    if incoming.stream in candidates:
        return replace(incoming, reference=candidates[incoming.stream].reference)
    if len(candidates) > 1:
        _refuse()
    return replace(incoming, reference=next(iter(candidates.values())).reference) if candidates else incoming


def _told(incoming: Incoming) -> dict[str, str]:
    """What the addition says of the person: the code of a receipt, or a date of birth."""
    content = incoming.content
    if isinstance(content, Withdrawal | Supplement) and content.follow_sha256:
        return {"follow_sha256": content.follow_sha256}
    which = (content.which or Which()) if isinstance(content, Added) else Which()
    said = {"follow_sha256": which.follow_sha256, "birth_date": which.birth_date}
    return {name: value for name, value in said.items() if value}


def _is_theirs(hub: Hub, connection: Connection, case: Any, told: dict[str, str]) -> bool:
    """Whether a case is of the person who told this."""
    if "follow_sha256" in told:
        return keys.same(case.follow_sha256, told["follow_sha256"])
    lock = lock_of(connection, hub.ring, case.id)
    if lock is None:
        return False
    names = connection.execute(select(cases.c.names).where(cases.c.id == case.id)).scalar_one()
    people = lock.read(label_of("names", case.id), names)
    return told.get("birth_date") in {people[who].get("birth_date") for who in ("applicant", "person")}


def _refuse() -> NoReturn:
    raise Rejected(Rejection.TWO_CASES, detail="reference")


def check_site(connection: Connection, code: str, incoming: Incoming, alias: Alias | None) -> None:
    """Check that an event speaks of the site that sent it, or of none that is registered: a box whose code was chosen
    later said another one before. Raises `Rejected` (`wrong-site`).
    """
    said = incoming.content.site.code
    if said == code or (alias and said in map(site_of, alias.formerly)):
        return
    if connection.execute(select(site.c.code).where(site.c.code == said)).first() or not said:
        raise Rejected(Rejection.WRONG_SITE, detail="body.site.code")


def keep_numbers(connection: Connection, incoming: Incoming, alias: Alias | None, now: datetime) -> None:
    """Store the numbers that a new case had before."""
    if alias:
        signed = alias.statement().decode()
        numbers.keep(connection, incoming.stream, alias.formerly, signed, alias.signature, now)


def _numbers(incoming: Incoming, alias: Alias | None) -> tuple[str, ...]:
    return (alias.reference, *alias.formerly) if alias else (incoming.reference,)


def _bearing(connection: Connection, reference: str) -> list[Any]:
    own = select(cases.c.id, cases.c.reference, cases.c.follow_sha256).where(cases.c.reference == reference)
    return [*connection.execute(own).all(), *numbers.had_before(connection, reference)]


def take(hub: Hub, connection: Connection, opened: OpenedEvent, notices: Notices) -> Outcome:
    """Store one event, if it may be; what it tells other sites goes into `notices`, which the caller sends at the end.

    Raises `Rejected` before it wrote anything, and `IntegrityError` where a twin was faster.
    """
    site, alias, content = opened.site, opened.alias, opened.incoming.content
    incoming = under_its_number(hub, connection, opened.incoming, alias)
    submitted = isinstance(content, Submitted)
    # First the case, then the events: whoever sees a twin's case sees the twin's event too (READ COMMITTED).
    case_id = connection.execute(_CASE_ID if submitted else _CASE_ID_LOCKED, {"reference": incoming.reference}).scalar()
    neighbours = connection.execute(_NEIGHBOURS, _place(incoming)).all()
    for stored in neighbours:
        if stored.id == incoming.id:
            return _repeated(hub, connection, stored, site, incoming)
    if opened.revoked:  # what was taken before the box was stolen stays taken
        raise Rejected(Rejection.REVOKED_SITE, detail="signature")
    check_site(connection, site, incoming, alias)
    code = site_of(incoming.reference)
    if submitted and code != site and code not in codes_of(connection, site):
        raise Rejected(Rejection.WRONG_SITE, detail="reference")
    in_order = _in_order(neighbours, site, incoming)
    if not in_order or (case_id is None and incoming.sequence > 1):  # the case may have come between the two looks
        return OutOfOrder()
    now = hub.clock.now()
    if isinstance(content, Submitted):
        if case_id is not None:
            raise Rejected(Rejection.REFERENCE_TAKEN, detail="alias.reference" if alias else "reference")
        made = new_cases.make(hub, site, incoming, content, now)
        new_cases.store(connection, [made])
        keep_numbers(connection, incoming, alias, now)
        return Taken(made.statement)
    lock = _lock_of_open_case(hub, connection, incoming, case_id)
    row = event_row(site, incoming, lock, now)
    connection.execute(_INSERT_EVENT, row)
    if case_id is not None and incoming.type not in (*REQUESTS, EventType.NEW_CODE):
        _stop_decision(connection, case_id, incoming.reference, notices)
    if incoming.type in _MOVES and case_id is not None:
        due_days.keep(hub, connection, (case_id,))
    if incoming.type == EventType.WITHDRAWAL and case_id is not None:
        notices.withdrawn(connection, case_id, incoming.reference, lock, now)
    if isinstance(content, Supplement) and case_id is not None:
        notices.added(connection, case_id, replace(opened, incoming=incoming), lock, now)
    if isinstance(content, NewCode) and case_id is not None:
        replaced_codes.replace(hub, connection, case_id, content)
        notices.noted(AuditAction.CODE_REPLACED, incoming.reference, f"{site} {content.shown} {content.why}")
    return Taken(row["statement"])


def _stop_decision(connection: Connection, case_id: str, reference: str, notices: Notices) -> None:
    """Give a decision that has not left back to its service: nobody who took it has seen what came now."""
    if taken_decision.stop(connection, case_id, Stopped.ARRIVED):
        notices.noted(AuditAction.DECISION_STOPPED, reference, Stopped.ARRIVED)


def _place(incoming: Incoming) -> dict[str, Any]:
    sequence = incoming.sequence
    return {"id": incoming.id, "stream": incoming.stream, "first": sequence - 1, "last": sequence}


def _repeated(hub: Hub, connection: Connection, stored: Row[Any], site: str, incoming: Incoming) -> Outcome:
    if stored.site != site:
        raise Rejected(Rejection.WRONG_SITE, detail="id")
    if stored.sha256 != incoming.sha256:
        _keep_other_content(hub, connection, stored, incoming)
        return Conflict(stored.sha256)
    return Known(stored.statement)


def _keep_other_content(hub: Hub, connection: Connection, stored: Row[Any], incoming: Incoming) -> None:
    """Keep what came under a known id beside the first, under the key of its case; nothing where that was erased."""
    case_id = connection.execute(_CASE_ID, {"reference": stored.reference}).scalar_one()
    lock = lock_of(connection, hub.ring, case_id)
    if lock is not None:
        now = hub.clock.now()
        other_contents.keep(connection, case_id, lock, stored.id, incoming.sha256, incoming.packed, now)


def _in_order(neighbours: Sequence[Row[Any]], site: str, incoming: Incoming) -> bool:
    """Whether the event before it is stored, or it is the first.

    Raises `Rejected`: `sequence-taken`, `wrong-site` and `bad-event` where the stream belongs to another site or case.
    """
    for neighbour in neighbours:
        if neighbour.site != site:
            raise Rejected(Rejection.WRONG_SITE, detail="stream")
        if neighbour.sequence == incoming.sequence:
            raise Rejected(Rejection.SEQUENCE_TAKEN, detail="sequence")
        if neighbour.reference != incoming.reference:
            raise Rejected(Rejection.BAD_EVENT, detail="stream")
    return incoming.sequence == 1 or bool(neighbours)


def _lock_of_open_case(hub: Hub, connection: Connection, incoming: Incoming, case_id: str | None) -> CaseLock:
    """The lock of the case that the event adds to.

    Raises `Rejected`: `unknown-reference`, `closed-case`, `not-theirs`.
    """
    if case_id is None:
        raise Rejected(Rejection.UNKNOWN_REFERENCE, detail="reference")
    if incoming.type not in _EVEN_DECIDED and state_of(connection, case_id) in DECIDED:
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    if isinstance(incoming.content, Withdrawal | Supplement):
        _check_theirs(connection, case_id, incoming.content.follow_sha256 or "")
    lock = lock_of(connection, hub.ring, case_id)
    if lock is None:  # its contents were erased
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    return lock


def _check_theirs(connection: Connection, case_id: str, follow_sha256: str) -> None:
    """Check what a person did without a mediator, which carries the hash of a receipt's follow code ("" at a desk).

    Raises `Rejected`: `not-theirs` for another code.
    """
    theirs = connection.execute(select(cases.c.follow_sha256).where(cases.c.id == case_id)).scalar_one()
    if follow_sha256 and not keys.same(theirs, follow_sha256):
        raise Rejected(Rejection.NOT_THEIRS, detail="body.follow_sha256")
