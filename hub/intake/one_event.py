"""What becomes of one event, looked at by itself or, where it opens a case, made into rows."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NoReturn

from msgspec import UNSET, Struct
from msgspec.structs import replace
from sqlalchemy import Connection, Row, and_, bindparam, or_, select

from hub import replies
from hub.cases import case_history, states
from hub.cases.cases import other_label
from hub.cases.states import DECIDED, REQUESTS, state_of
from hub.hub import Hub
from hub.intake.batch import Conflict, KnownEvent, OpenedEvent, Outcome, OutOfOrder, TakenEvent
from hub.intake.updates import PendingUpdates
from hub.replies import StopReason
from hub.secrets import vault
from hub.secrets.vault import CaseLock, key_row, label_of, lock_of
from hub.sites.sites import codes_of
from hub.store import columns
from hub.store.schema import case_key, cases, event, name_token, other_content, site
from hub.trail import AuditAction
from hub.wire import Incoming, site_of
from kiosk.crypto import keys, sealing
from kiosk.domain.events.event import EventType
from kiosk.domain.events.reference import Alias
from kiosk.domain.events.wire.bodies import (
    AddedBody,
    NewCodeBody,
    PersonIdentity,
    SubmittedBody,
    SupplementBody,
    Which,
    WithdrawalBody,
)
from kiosk.domain.events.wire.reading import VERSION
from kiosk.domain.events.wire.statements import EventAcknowledgement
from kiosk.domain.procedure.procedure import ProcedureKind
from kiosk.domain.proofs import receipt_proof
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected

RowValues = dict[str, Any]
MOST_OTHERS = 20
"""Contents kept for one event: a box that makes a new one each time shall not fill the disk."""
_LONGEST_ID, _LONGEST_LANGUAGE = 64, 8
# Statements are built once: building them costs more than SQLite's answer.
_CASE_ID = select(cases.c.id).where(cases.c.reference == bindparam("reference"))
"""The id of the case with this reference."""
_CASE_ID_LOCKED = _CASE_ID.with_for_update(key_share=True)
"""The same, its row locked against decisions until the transaction ends."""
_NEIGHBOURS = select(*(event.c[name] for name in ("id", "site", "reference", "sequence", "sha256", "statement"))).where(
    or_(
        event.c.id.in_((bindparam("id"), bindparam("after"))),
        and_(event.c.stream == bindparam("stream"), event.c.sequence.between(bindparam("last") - 1, bindparam("last"))),
    )
)
"""The event with this id where it is stored, the one that it comes after, and those at its sequence number in the
stream and just before."""
_OTHER_FORM = select(event.c.id).where(
    event.c.reference == bindparam("reference"),
    or_(event.c.replaces == bindparam("id"), event.c.id == bindparam("replaces")),
)
"""What an event was mended from, or what was mended from it."""
_INSERT_EVENT = event.insert()
_EVEN_DECIDED = (*REQUESTS, EventType.NOTICES, EventType.NEW_CODE)
"""Events that a decided case takes: requests about personal data, wishes to be told or not, a lost receipt."""
_MOVES = (EventType.SUPPLEMENT, EventType.WITHDRAWAL)
"""Events that move the day on which a case is due."""


class NewCase(Struct, frozen=True):
    """The rows of a case and of the event that submitted it, encrypted under a key that is in `key`, itself locked."""

    case: RowValues
    key: RowValues
    tokens: tuple[RowValues, ...]
    event: RowValues

    @property
    def statement(self) -> str:
        return str(self.event["statement"])


def make_new_case(hub: Hub, site: str, incoming: Incoming, content: SubmittedBody, now: datetime) -> NewCase:
    """The case that this event opens, received at `now`; nothing is read or stored."""
    case_id, lock = incoming.stream, CaseLock(sealing.new_random_key())
    people = {"applicant": _named(content.applicant), "person": _named(content.person)}
    if content.contact and content.contact.phone:
        people["applicant"]["phone"] = content.contact.phone
    if content.organisation:
        people["organisation"] = {"family_name": content.organisation}
    row = {
        "id": case_id,
        "reference": incoming.reference,
        "site": site,
        "prepared": content.procedure.kind == ProcedureKind.PREPARED,
        "title": content.procedure.name or content.procedure.title,
        "service": content.service.id,
        "service_name": content.service.name,
        "names": lock.lock_json(label_of("names", case_id), people),
        "legal_date": content.legal_date.isoformat(),
        "received_at": now,
        "follow_sha256": content.follow_sha256,
        "keep_days": content.retention.hub_days if content.retention else None,
        "due_on": case_history.due_day_of_new(content),
        "procedure": content.procedure.id[:_LONGEST_ID],
        "language": (content.language or "")[:_LONGEST_LANGUAGE],
        "channel": content.channel or "",
    }
    tokens = tuple(vault.rows(hub.ring, case_id, people.values()))
    return NewCase(row, key_row(hub.ring, case_id, lock), tokens, _event_row(site, incoming, lock, now))


def _event_row(site: str, incoming: Incoming, lock: CaseLock, now: datetime) -> RowValues:
    """The row of an event of a site, received at `now`; it is signed for when it is told (`intake.answer_items`)."""
    said = EventAcknowledgement(
        event=incoming.id,
        sha256=incoming.sha256,
        site=site,
        reference=incoming.reference,
        sequence=incoming.sequence,
        type=incoming.type,
        received_at=now,
        version=VERSION,
    )
    return {
        "id": incoming.id,
        "stream": incoming.stream,
        "sequence": incoming.sequence,
        "type": incoming.type,
        "site": site,
        "reference": incoming.reference,
        "replaces": incoming.replaces,
        "sha256": incoming.sha256,
        "body": lock.lock_packed(label_of("event", incoming.id), incoming.packed),
        "received_at": now,
        "statement": said.statement().decode(),
    }


def insert_new_cases(connection: Connection, made: Sequence[NewCase]) -> None:
    """Store these cases and their events in the caller's transaction. Raises what `columns.insert_rows` raises.

    In the order of their ids: requests that bring the same cases in another order wait for each other, not in a circle.
    """
    ordered = sorted(made, key=lambda new: str(new.case["id"]))
    columns.insert_rows(connection, cases, [new.case for new in ordered])
    columns.insert_rows(connection, case_key, [new.key for new in ordered])
    columns.insert_rows(connection, name_token, [row for new in ordered for row in new.tokens])
    columns.insert_rows(connection, event, [new.event for new in ordered])


def _named(person: PersonIdentity) -> dict[str, str | None]:
    born = None if person.birth_date is UNSET else person.birth_date
    return {"family_name": person.family_name, "given_names": person.given_names, "birth_date": born}


def replace_follow_code(hub: Hub, connection: Connection, case_id: str, given: NewCodeBody) -> None:
    """Put a code in the place of those before; the caller holds the lock on the case's row.

    The newest by the clocks of the boxes counts: an event that lay in a box without a line does not undo what another
    town hall gave meanwhile. A box whose clock is ahead gains nothing by it.
    """
    at = min(given.recorded_at, hub.clock.now())
    older = or_(cases.c.code_at.is_(None), cases.c.code_at <= at)
    digest = receipt_proof.digest_of_code(given.follow_sha256, given.salt).hex()
    given_now = {"follow_sha256": given.follow_sha256, "code_at": at, "receipt_digest": digest}
    connection.execute(cases.update().where(cases.c.id == case_id, older).values(given_now))


def under_its_number(hub: Hub, connection: Connection, incoming: Incoming, alias: Alias | None) -> Incoming:
    """The event with the number under which its case is filed; its body, as it was signed, keeps its own.

    Raises `Rejected` (`two-cases`) for an addition to a number that two cases bear, where neither the stream, the code
    of a receipt nor the date of birth says which of them it is about.
    """
    if incoming.type == EventType.SUBMITTED:
        return replace(incoming, reference=alias.reference) if alias else incoming
    numbers = (alias.reference, *alias.formerly) if alias else (incoming.reference,)
    candidates: dict[str, Row[Any]] = {}
    for number in numbers:
        query = select(cases.c.id, cases.c.reference, cases.c.follow_sha256).where(states.has_number_condition(number))
        candidates |= {case.id: case for case in connection.execute(query)}
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
    content = incoming.content
    if isinstance(content, WithdrawalBody | SupplementBody) and content.follow_sha256:
        return {"follow_sha256": content.follow_sha256}
    which = (content.which or Which()) if isinstance(content, AddedBody) else Which()
    said = {"follow_sha256": which.follow_sha256, "birth_date": which.birth_date}
    return {name: value for name, value in said.items() if value}


def _is_theirs(hub: Hub, connection: Connection, case: Any, told: dict[str, str]) -> bool:
    if "follow_sha256" in told:
        return keys.are_same_secrets(case.follow_sha256, told["follow_sha256"])
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


def take_event(hub: Hub, connection: Connection, opened: OpenedEvent, notices: PendingUpdates) -> Outcome:
    """Store one event, if it may be; what it tells other sites goes into `notices`, which the caller sends at the end.

    Raises `Rejected` before it wrote anything, and `IntegrityError` where a twin was faster.
    """
    site, alias, content = opened.site, opened.alias, opened.incoming.content
    incoming = under_its_number(hub, connection, opened.incoming, alias)
    if incoming.apart:
        incoming = replace(incoming, stream=incoming.id)
    submitted = isinstance(content, SubmittedBody)
    # First the case, then the events: whoever sees a twin's case sees the twin's event too (READ COMMITTED).
    case_id = connection.execute(_CASE_ID if submitted else _CASE_ID_LOCKED, {"reference": incoming.reference}).scalar()
    neighbours = connection.execute(
        _NEIGHBOURS,
        {"id": incoming.id, "after": incoming.after, "stream": incoming.stream, "last": incoming.sequence},
    ).all()
    for stored in neighbours:
        if stored.id == incoming.id:
            if stored.site != site:
                raise Rejected(Rejection.WRONG_SITE, detail="id")
            if stored.sha256 == incoming.sha256:
                return KnownEvent(stored.statement)
            _keep_other_content(hub, connection, stored, incoming)
            return Conflict(stored.sha256)
    if opened.revoked:  # what was taken before the box was stolen stays taken
        raise Rejected(Rejection.REVOKED_SITE, detail="signature")
    check_site(connection, site, incoming, alias)
    code = site_of(incoming.reference)
    if submitted and code != site and code not in codes_of(connection, site):
        raise Rejected(Rejection.WRONG_SITE, detail="reference")
    in_order = _in_order(neighbours, site, incoming)
    named = {"reference": incoming.reference, "id": incoming.id, "replaces": incoming.replaces}
    if incoming.apart and connection.execute(_OTHER_FORM, named).first():
        raise Rejected(Rejection.SEQUENCE_TAKEN, detail="replaces")
    if not in_order or (case_id is None and incoming.sequence > 1):  # the case may have come between the two looks
        return OutOfOrder()
    now = hub.clock.now()
    if isinstance(content, SubmittedBody):
        if case_id is not None:
            raise Rejected(Rejection.REFERENCE_TAKEN, detail="alias.reference" if alias else "reference")
        made = make_new_case(hub, site, incoming, content, now)
        insert_new_cases(connection, [made])
        if alias:
            signed = alias.statement().decode()
            states.insert_former_numbers(connection, incoming.stream, alias.formerly, signed, alias.signature, now)
        return TakenEvent(made.statement)
    if case_id is None:
        raise Rejected(Rejection.UNKNOWN_REFERENCE, detail="reference")
    lock = _lock_of_open_case(hub, connection, incoming, case_id)
    row = _event_row(site, incoming, lock, now)
    connection.execute(_INSERT_EVENT, row)
    news = incoming.type not in (*REQUESTS, EventType.NEW_CODE)
    # A decision that has not left goes back to its service: nobody who took it has seen what came now.
    if news and replies.stop_taken_decision(connection, case_id, StopReason.ARRIVED):
        notices.noted(AuditAction.DECISION_STOPPED, incoming.reference, StopReason.ARRIVED)
    if incoming.type in _MOVES:
        case_history.update_due_days(hub, connection, (case_id,))
    if incoming.type == EventType.WITHDRAWAL:
        notices.withdrawn(connection, case_id, incoming.reference, lock, now)
    if isinstance(content, SupplementBody):
        notices.added(connection, case_id, replace(opened, incoming=incoming), lock, now)
    if isinstance(content, NewCodeBody):
        replace_follow_code(hub, connection, case_id, content)
        notices.noted(AuditAction.CODE_REPLACED, incoming.reference, f"{site} {content.shown} {content.why}")
    return TakenEvent(row["statement"])


def _keep_other_content(hub: Hub, connection: Connection, stored: Row[Any], incoming: Incoming) -> None:
    """Keep what came under a known id beside the first, under the key of its case; nothing where that was erased."""
    case_id = connection.execute(_CASE_ID, {"reference": stored.reference}).scalar_one()
    lock = lock_of(connection, hub.ring, case_id)
    known = connection.execute(select(other_content.c.sha256).where(other_content.c.event_id == stored.id))
    hashes = set(known.scalars())
    if lock is not None and incoming.sha256 not in hashes and len(hashes) < MOST_OTHERS:
        body = lock.lock_packed(other_label(stored.id, incoming.sha256), incoming.packed)
        row = {"event_id": stored.id, "sha256": incoming.sha256, "case_id": case_id, "body": body}
        connection.execute(other_content.insert().values(**row, received_at=hub.clock.now()))


def _in_order(neighbours: Sequence[Row[Any]], site: str, incoming: Incoming) -> bool:
    """Whether the event before it is stored, or it is the first.

    Raises `Rejected`: `sequence-taken` where its place, or the one before, has an event that this box does not know;
    `wrong-site` and `bad-event` where the stream belongs to another site or case.
    """
    for neighbour in neighbours:
        if neighbour.site != site:
            raise Rejected(Rejection.WRONG_SITE, detail="stream")
        if neighbour.sequence == incoming.sequence or neighbour.id != (incoming.after or neighbour.id):
            raise Rejected(Rejection.SEQUENCE_TAKEN, detail="sequence")
        if neighbour.reference != incoming.reference:
            raise Rejected(Rejection.BAD_EVENT, detail="stream")
    return incoming.sequence == 1 or bool(neighbours)


def _lock_of_open_case(hub: Hub, connection: Connection, incoming: Incoming, case_id: str) -> CaseLock:
    """The lock of the case that the event adds to. Raises `Rejected`: `closed-case`, `not-theirs`."""
    if incoming.type not in _EVEN_DECIDED and state_of(connection, case_id) in DECIDED:
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    # What a person did without a mediator carries the hash of a receipt's follow code.
    if isinstance(incoming.content, WithdrawalBody | SupplementBody) and incoming.content.follow_sha256:
        theirs = connection.execute(select(cases.c.follow_sha256).where(cases.c.id == case_id)).scalar_one()
        if not keys.are_same_secrets(theirs, incoming.content.follow_sha256):
            raise Rejected(Rejection.NOT_THEIRS, detail="body.follow_sha256")
    lock = lock_of(connection, hub.ring, case_id)
    if lock is None:  # its contents were erased
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    return lock
