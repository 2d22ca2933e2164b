"""Receives the events of a batch in one transaction; the same event always gets the same acknowledgement.

New cases that nothing is known of are made into rows before the transaction and stored together. Every other event is
looked at by itself. Both ways give the same outcomes and the same rows (`tests/hub/intake/test_same_outcomes.py`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection
from sqlalchemy.exc import DataError, IntegrityError, OperationalError

from kiosk.domain.events.wire.bodies import Submitted
from kiosk.error_codes import Rejection
from kiosk.errors import Rejected
from kiosk.hub.hub import Hub
<<<<<<< HEAD
from kiosk.hub.intake import acknowledgement, filed, withdrawals
from kiosk.hub.intake.batch import Conflict, Known, OpenedEvent, Outcome, OutOfOrder, RefusedEvent, Taken
from kiosk.hub.outbox import outbox
from kiosk.hub.secrets import name_index
from kiosk.hub.secrets.vault import CaseLock, event_label, keep_lock, lock_of, names_label
from kiosk.hub.sites.site_codes import codes_of
from kiosk.hub.store.schema import cases, event
from kiosk.hub.wire.read_event import Incoming, site_of
=======
from kiosk.hub.intake import new_cases, one_event
from kiosk.hub.intake.batch import Busy, OpenedEvent, Outcome, RefusedEvent, Taken
from kiosk.hub.intake.new_cases import NewCase
from kiosk.hub.intake.unseen import Marks, is_plain, unseen
from kiosk.hub.intake.withdrawals import Notices
from kiosk.hub.store.faults import is_busy, is_collision
>>>>>>> 9a12dddb1e95fd8825132f70e22589ccce3b3baf

_TRIES = 5
"""A concurrent request with the same events costs one attempt; on the next one they are found."""
_BUSY_S = 5
"""Seconds after which a box sends again what the database had no time for."""


def take_batch(hub: Hub, site: str, opened: Sequence[OpenedEvent]) -> list[Outcome]:
    """Store the opened events of a site, in order; gives one outcome an event.

    An event is committed once its outcome is `Taken`. Raises nothing for a bad event: it is a `RefusedEvent`. All are
    `Busy` where the database gave no turn in time; then nothing is stored.
    """
    plain = [is_plain(event) for event in opened]
    made = [_made(hub, event) if simple else None for event, simple in zip(opened, plain, strict=True)]
    for attempt in range(_TRIES):
        try:
            with hub.store.writing() as connection:
                # At first without savepoints, which most batches do not need.
                batch = _Batch(hub, connection, Notices(hub), careful=attempt > 0)
                outcomes = batch.take(opened, made, plain)
                batch.notices.send(connection)
            return outcomes
        except (IntegrityError, DataError):
            continue
        except OperationalError as fault:
            if not is_busy(fault):
                raise
            if not is_collision(fault):
                break
    return [Busy(_BUSY_S)] * len(opened)


def _made(hub: Hub, opened: OpenedEvent) -> NewCase | None:
    content = opened.incoming.content
    if not isinstance(content, Submitted):
        return None
    return new_cases.make(hub, opened.site, opened.incoming, content, hub.clock.now())


@dataclass(slots=True)
class _Batch:
    """One attempt; `careful`: each event behind a savepoint, so that only the one that fails is undone."""

    hub: Hub
    connection: Connection
    notices: Notices
    careful: bool
    _waiting: dict[int, NewCase] = field(default_factory=dict)
    _marks: Marks = field(default_factory=Marks)
    _outcomes: dict[int, Outcome] = field(default_factory=dict)

    def take(
        self, opened: Sequence[OpenedEvent], made: Sequence[NewCase | None], plain: Sequence[bool]
    ) -> list[Outcome]:
        """The outcome of each event; new cases wait until the end, or until an event of the batch concerns them."""
        fresh = set() if self.careful else unseen(self.connection, opened, plain)
        for place, event in enumerate(opened):
            new = made[place]
            if place in fresh and new is not None:
                self._waiting[place] = new
                self._marks.add(event)
                continue
            if self._marks.touches(event):
                self._store_waiting()
            self._outcomes[place] = self._one(event)
        self._store_waiting()
        return [self._outcomes[place] for place in range(len(opened))]

    def _store_waiting(self) -> None:
        new_cases.store(self.connection, list(self._waiting.values()))
        self._outcomes |= {place: Taken(new.statement) for place, new in self._waiting.items()}
        self._waiting, self._marks = {}, Marks()

    def _one(self, event: OpenedEvent) -> Outcome:
        try:
            return self._behind_savepoint(event) if self.careful else self._take(event)
        except Rejected as reason:
            if reason.code == Rejection.CLOSED_CASE:
                self.notices.came_late(self.connection, event.site, event.incoming.reference)
            return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))

    def _take(self, event: OpenedEvent) -> Outcome:
        return one_event.take(self.hub, self.connection, event, self.notices)

    def _behind_savepoint(self, event: OpenedEvent) -> Outcome:
        for _ in range(_TRIES - 1):
            try:
                with self.connection.begin_nested():
                    return self._take(event)
            except IntegrityError:  # a twin took the id, the place or the reference meanwhile: look again
                continue
<<<<<<< HEAD
        return _take(hub, site, opened.incoming, opened.alias, revoked=opened.revoked)
    except DataError:  # one event the store cannot hold must not stop the others of its batch
        return RefusedEvent(Rejection.BAD_EVENT, "store")
    except Rejected as reason:
        if reason.code == Rejection.CLOSED_CASE:
            withdrawals.tell_late_site(hub, site, opened.incoming.reference)
        return RefusedEvent(Rejection(reason.code), reason.details.get("detail", ""))


def _take(hub: Hub, site: str, incoming: Incoming, alias: Alias | None, *, revoked: bool) -> Outcome:
    content = incoming.content
    submitted = isinstance(content, Submitted)
    with hub.store.writing() as connection:
        incoming = filed.under_its_number(hub, connection, incoming, alias)
        # First the case, then the events: whoever sees a twin's case sees the twin's event too (READ COMMITTED).
        case_id = connection.execute(
            _CASE_ID if submitted else _CASE_ID_LOCKED, {"reference": incoming.reference}
        ).scalar()
        neighbours = connection.execute(_NEIGHBOURS, _place(incoming)).all()
        for stored in neighbours:
            if stored.id == incoming.id:
                return _repeated(stored, site, incoming)
        if revoked:  # what was taken before the box was stolen stays taken
            raise Rejected(Rejection.REVOKED_SITE, detail="signature")
        filed.check_site(connection, site, incoming, alias)
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
            lock = _open_case(hub, connection, site, incoming, content, now)
            filed.keep_numbers(connection, incoming, alias, now)
        else:
            lock = _lock_of_open_case(hub, connection, incoming, case_id)
        statement = _keep(hub, connection, site, incoming, lock, now)
        if incoming.type == EventType.WITHDRAWAL and case_id is not None:
            withdrawals.tell_sites(hub, connection, case_id, incoming.reference, lock, now)
        outbox.note_events(hub, connection, [incoming.id])
        return Taken(statement)


def _place(incoming: Incoming) -> dict[str, Any]:
    sequence = incoming.sequence
    return {"id": incoming.id, "stream": incoming.stream, "first": sequence - 1, "last": sequence}


def _repeated(stored: Row[Any], site: str, incoming: Incoming) -> Outcome:
    if stored.site != site:
        raise Rejected(Rejection.WRONG_SITE, detail="id")
    if stored.sha256 != incoming.sha256:
        return Conflict(stored.sha256)
    return Known(stored.statement)


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


def _open_case(
    hub: Hub, connection: Connection, site: str, incoming: Incoming, content: Submitted, now: datetime
) -> CaseLock:
    case_id = incoming.stream
    lock = CaseLock(sealing.new_key())
    people = {"applicant": _named(content.applicant), "person": _named(content.person)}
    if content.organisation:
        people["organisation"] = {"family_name": content.organisation}
    row = {
        "id": case_id,
        "reference": incoming.reference,
        "site": site,
        "prepared": content.procedure.kind == ProcedureKind.PREPARED,
        "title": content.procedure.title,
        "service": content.service.id,
        "service_name": content.service.name,
        "names": lock.lock(names_label(case_id), json.dumps(people, ensure_ascii=False)),
        "legal_date": content.legal_date.isoformat(),
        "received_at": now,
        "follow_sha256": content.follow_sha256,
        "keep_days": content.retention.hub_days if content.retention else None,
    }
    connection.execute(_INSERT_CASE, row)
    keep_lock(connection, hub.ring, case_id, lock)
    name_index.add_names(connection, hub.ring, case_id, people.values())
    return lock


def _named(person: Person) -> dict[str, str | None]:
    """A person's names and date of birth, as the case keeps them."""
    born = None if person.birth_date is UNSET else person.birth_date
    return {"family_name": person.family_name, "given_names": person.given_names, "birth_date": born}


def _lock_of_open_case(hub: Hub, connection: Connection, incoming: Incoming, case_id: str | None) -> CaseLock:
    """The lock of the case that the event adds to; only a request about personal data may follow a decided case.

    Raises `Rejected`: `unknown-reference`, `closed-case`, `not-theirs`.
    """
    if case_id is None:
        raise Rejected(Rejection.UNKNOWN_REFERENCE, detail="reference")
    if incoming.type not in REQUESTS and state_of(connection, case_id) in DECIDED:
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    if isinstance(incoming.content, Withdrawal):
        withdrawals.check(connection, case_id, incoming.content.follow_sha256)
    lock = lock_of(connection, hub.ring, case_id)
    if lock is None:  # its contents were erased
        raise Rejected(Rejection.CLOSED_CASE, detail="reference")
    return lock


def _keep(hub: Hub, connection: Connection, site: str, incoming: Incoming, lock: CaseLock, now: datetime) -> str:
    """Store the event; gives its acknowledgement, which is kept with it and signed when it is told (`answering`)."""
    statement = acknowledgement.of_event(site, incoming, now)
    row = {
        "id": incoming.id,
        "stream": incoming.stream,
        "sequence": incoming.sequence,
        "type": incoming.type,
        "site": site,
        "reference": incoming.reference,
        "sha256": incoming.sha256,
        "body": lock.lock(event_label(incoming.id), incoming.body),
        "received_at": now,
        "statement": statement,
        "signature": "",
    }
    connection.execute(_INSERT_EVENT, row)
    return statement
=======
            except DataError:  # one event the store cannot hold must not stop the others of its batch
                return RefusedEvent(Rejection.BAD_EVENT, "store")
        with self.connection.begin_nested():
            return self._take(event)
>>>>>>> 9a12dddb1e95fd8825132f70e22589ccce3b3baf
