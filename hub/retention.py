"""Erases cases whose retention period, as their box promised it to the person, is over since the final decision.

It runs once a day with what else a hub forgets, and only on a day that is sure: no clock that leaps erases a case.
"""

import threading
from collections.abc import Iterator
from contextlib import closing, suppress
from datetime import date, datetime, timedelta

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from hub import bundles, trail, work
from hub.archives import agreement
from hub.cases.case_history import NOT_DUE
from hub.cases.states import DECIDED, REQUESTS, STATE, STATES, WITHDRAWN_AT, Scope, may_see
from hub.files import listed_file
from hub.files.listed_file import note_dead_files
from hub.hub import Hub, this_hub
from hub.outbox import outbox
from hub.secrets.vault import destroy_contents
from hub.store.opening import Store
from hub.store.schema import (
    asked_paper,
    case_key,
    cases,
    decision,
    event,
    rights_answer,
    site,
    site_update,
    taken_decision,
    upkeep,
)
from hub.telephone import door
from hub.trail import AuditAction
from kiosk import logs
from kiosk.domain.time import calendar
from kiosk.error_codes import HubRefusal
from kiosk.errors import Refused

_WAIT_MS = 5_000
"""How long rewriting the table of keys may keep the others waiting for whoever reads it just then."""
_PLAIN = (
    "cases",
    "event",
    "decision",
    "taken_decision",
    "asked_paper",
    "rights_answer",
    "site_update",
    "name_token",
    "attachment",
    "chunked_file",
    "given_document",
    "telephone_file",
    "other_content",
)
LEAP = timedelta(days=2)
"""A hub is asked something every day; one that finds this much between two was off, or its clock is wrong."""
_SURE = "sure"
EXTENSION = "parvis_upkeep"
_DAILY = "daily"
_ANSWERED = (
    select(func.min(decision.c.at))
    .where(decision.c.case_id == cases.c.id, decision.c.state.in_(DECIDED))
    .correlate(cases)
    .scalar_subquery()
)
_ENDED = func.coalesce(_ANSWERED, WITHDRAWN_AT)
"""When the retention period began: at the first final decision or the withdrawal, not at a later closing."""
_OPEN_REQUEST = (
    select(event.c.id)
    .join(rights_answer, rights_answer.c.event_id == event.c.id, isouter=True)
    .where(event.c.reference == cases.c.reference, event.c.type.in_(REQUESTS), rights_answer.c.event_id.is_(None))
    .correlate(cases)
    .exists()
)
_NOT_FETCHED = (
    select(site_update.c.id)
    .join(site, site.c.code == site_update.c.site)
    .where(site_update.c.case_id == cases.c.id, site_update.c.cursor > site.c.fetched)
    .where(site.c.token_hash.is_not(None), site.c.revoked_at.is_(None))
    .correlate(cases)
    .exists()
)
"""Words for a box that it has not fetched yet; a revoked site fetches none any more."""
_FREE = (~_OPEN_REQUEST, ~_NOT_FETCHED)


def scrub(store: Store) -> bool:
    """Overwrite what was deleted; False where a reader prevented it, and it must be done again later.

    SQLite overwrites pages (secure_delete) but its log keeps the older ones until it is cut. PostgreSQL leaves old rows
    in place until a VACUUM, and their bytes in the page after it: the keys of cases are rewritten whole.
    """
    if store.engine.dialect.name == "sqlite":
        # Raw: a checkpoint is refused inside a transaction, which SQLAlchemy would begin.
        with closing(store.engine.raw_connection()) as raw:
            return bool(raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0] == 0)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"SET lock_timeout = {_WAIT_MS}"))
        try:
            connection.execute(text("VACUUM (FULL) case_key"))
        except OperationalError:  # the lock did not come in time
            return False
        finally:
            connection.execute(text("RESET lock_timeout"))
        for table in _PLAIN:
            connection.execute(text(f"VACUUM {table}"))
    return True


ASKED, EXPIRED = "asked", "expired"
"""Why contents were erased: the person asked for it, or the retention period was over."""


class ErasedCase(Struct, frozen=True):
    """What is left of an erased case; `happened` are pairs (state, when), `events` (type, when, SHA-256)."""

    reference: str
    title: str
    service: str
    site: str
    legal_date: str
    state: str
    prepared: bool
    erased_at: datetime
    why: str
    happened: tuple[tuple[str, datetime], ...]
    events: tuple[tuple[str, datetime, str], ...]


def erase_case_contents(hub: Hub, connection: Connection, case_id: str, why: str) -> None:
    """Destroy the key, the files and the ciphertexts of a case, in the caller's transaction; `why` is ASKED or EXPIRED.

    Updates that hold contents are emptied too, fetched or not, and destinations that were told of it are told so. The
    caller runs `listed_file.delete_dead_objects` and `scrub` afterwards.
    """
    note_dead_files(connection, case_id, hub.clock.now())
    destroy_contents(connection, hub.ring, case_id)
    reference = select(cases.c.reference).where(cases.c.id == case_id).scalar_subquery()
    connection.execute(event.update().where(event.c.reference == reference).values(body=b""))
    for table in (decision, rights_answer):
        connection.execute(table.update().where(table.c.case_id == case_id).values(message=b""))
    connection.execute(decision.update().where(decision.c.case_id == case_id).values(author=None))
    for table in (asked_paper, taken_decision):
        connection.execute(table.delete().where(table.c.case_id == case_id))
    mine = (site_update.c.case_id == case_id) & site_update.c.of_hub.is_(False)
    connection.execute(site_update.update().where(mine).values(body=b""))
    bundles.delete_answers_about(connection, case_id)
    outbox.note_erasure_delivery(hub, connection, case_id)
    connection.execute(
        cases.update().where(cases.c.id == case_id).values(erased_at=hub.clock.now(), erased_why=why, due_on=NOT_DUE)
    )


def read_erased_case(connection: Connection, reference: str, scope: Scope) -> ErasedCase:
    """What is left of an erased case. Raises `Refused`: `unknown-case`, also for a case that is not erased."""
    wanted = (cases.c.reference == reference) & cases.c.erased_at.is_not(None)
    case = connection.execute(select(cases, STATE.label("state")).where(wanted, *may_see(scope))).first()
    if case is None:
        raise Refused(HubRefusal.UNKNOWN_CASE, reference=reference)
    decided = select(decision.c.state, decision.c.at).where(decision.c.case_id == case.id).order_by(decision.c.number)
    taken = select(event.c.type, event.c.received_at, event.c.sha256).where(event.c.reference == reference)
    events = connection.execute(taken.order_by(event.c.received_at))
    return ErasedCase(
        reference,
        case.title,
        case.service_name,
        case.site,
        case.legal_date,
        case.state,
        case.prepared,
        case.erased_at,
        case.erased_why,
        tuple((row.state, row.at) for row in connection.execute(decided)),
        tuple((row.type, row.received_at, row.sha256) for row in events),
    )


def is_today_sure(hub: Hub) -> bool:
    today, last = hub.clock.now().date(), last_sure_day(hub)
    if last is not None and not timedelta() <= today - last <= LEAP:
        return False
    if last != today:
        _keep(hub, today)
    return True


def last_sure_day(hub: Hub) -> date | None:
    with hub.store.reading() as connection:
        known = connection.execute(select(upkeep.c.day).where(upkeep.c.name == _SURE)).scalar()
    return date.fromisoformat(known) if known else None


def confirm_day_by_box(hub: Hub, at: datetime) -> None:
    """A box says what time it is: where its clock and this one agree within a day, today is sure."""
    now = hub.clock.now()
    if abs(now - at) < calendar.JUMP and not is_today_sure(hub):
        confirm_today(hub)


def confirm_today(hub: Hub) -> date:
    today = hub.clock.now().date()
    _keep(hub, today)
    trail.append_audit_line(hub, AuditAction.DAY_CONFIRMED, detail=today.isoformat())
    return today


def _keep(hub: Hub, today: date) -> None:
    mine, day = upkeep.c.name == _SURE, today.isoformat()
    with suppress(IntegrityError), hub.store.writing() as connection:  # another process was faster
        if connection.execute(upkeep.update().where(mine).values(day=day)).rowcount != 1:
            connection.execute(upkeep.insert().values(name=_SURE, day=day))


class Upkeep:
    """Remembers, per process, the day it last checked, so that later requests of that day cost nothing."""

    def __init__(self) -> None:
        self.day = ""
        self.thread: threading.Thread | None = None

    def look(self) -> None:
        """Before every request: at the first of a day, start the daily tasks in a thread; the request does not wait.

        On a day that is not sure they wait, and every request looks again.
        """
        hub = this_hub()
        today = hub.clock.now().date().isoformat()
        if self.day != today and is_today_sure(hub):
            self.day = today
            if claim_daily_upkeep(hub, today):
                self.thread = threading.Thread(target=run_in_thread, args=(hub,), name="upkeep")
                self.thread.start()

    def wait(self) -> None:
        """Wait until the tasks that were started have ended; called before the database is closed."""
        if self.thread is not None:
            self.thread.join()


def claim_daily_upkeep(hub: Hub, today: str) -> bool:
    """Claim the tasks of a day (ISO 8601): True in one process, False in all others."""
    try:
        with hub.store.writing() as connection:
            older = (upkeep.c.name == _DAILY) & (upkeep.c.day < today)
            if connection.execute(upkeep.update().where(older).values(day=today)).rowcount == 1:
                return True
            connection.execute(upkeep.insert().values(name=_DAILY, day=today))
            return True
    except IntegrityError:  # the row is there: another process was faster
        return False


def run_in_thread(hub: Hub) -> None:
    with logs.bind_job("upkeep"):
        run_upkeep(hub)


def run_upkeep(hub: Hub) -> int:
    """Erase the contents of cases and the audit lines whose time is over; returns how many cases were erased."""
    ended = erase_expired_cases(hub)
    door.delete_old_waiting_files(hub)
    listed_file.sweep_object_store(hub)
    trail.purge_audit_trail(hub)
    bundles.delete_old_answers(hub)
    work.delete_past_absences(hub)
    scrub(hub.store)  # also what a reader kept from being overwritten yesterday
    return ended


def erase_expired_cases(hub: Hub) -> int:
    """Erase the contents of every case whose retention period is over; returns how many there were.

    Each case is erased in a transaction of its own. One that was decided here waits for the archives' agreement
    (`hub.archives.agreement`), one with an open request about personal data for the answer, and one of which a box has
    not fetched every word for that box.
    """
    with hub.store.reading() as connection:
        listed = list_due_cases(hub, connection, *_FREE)
        cases_due = [(due, leave) for due in listed if (leave := find_leave_of_case(hub, due))]
    ended = 0
    for due, leave in cases_due:
        with hub.store.writing() as connection:
            connection.execute(select(cases.c.id).where(cases.c.id == due.id).with_for_update())
            still = select(cases.c.id).join(case_key).where(cases.c.id == due.id, *_FREE)
            if connection.execute(still).first() is None:  # somebody asked something, or was faster
                continue
            erase_case_contents(hub, connection, due.id, EXPIRED)
            trail.append_audit_line(hub, leave.action, reference=due.reference, detail=leave.detail, within=connection)
            ended += 1
    if ended:
        listed_file.delete_dead_objects(hub)
        scrub(hub.store)
    return ended


class DueCase(Struct, frozen=True):
    """A case whose retention period is over since the day `due`; `deposited` and `ended` are days too.

    A prepared case, which nobody decides here, is counted from the day it was received.
    """

    id: str
    reference: str
    title: str
    service: str
    service_name: str
    site: str
    site_name: str
    prepared: bool
    deposited: date
    ended: date
    due: date


def find_leave_of_case(hub: Hub, case: DueCase) -> agreement.Leave | None:
    """What lets this case be destroyed; None while it waits for the archives."""
    if case.prepared:
        return agreement.Leave(AuditAction.EXPIRED)
    asked = agreement.find_agreements(hub.settings, case.site, case.service)
    return agreement.find_leave(asked, case.due, hub.day(hub.clock.now()))


def list_waiting_cases(hub: Hub, connection: Connection) -> list[DueCase]:
    """The cases whose time is over and which wait for the archives' agreement, the oldest first; each is on the list
    that the archives are given, whatever else it waits for."""
    return sorted(
        (case for case in list_due_cases(hub, connection) if find_leave_of_case(hub, case) is None),
        key=lambda case: (case.due, case.reference),
    )


def list_due_cases(hub: Hub, connection: Connection, *also: ColumnElement[bool]) -> Iterator[DueCase]:
    """The cases whose retention period is over, and of which `also` holds."""
    now, kept = hub.clock.now(), func.coalesce(cases.c.keep_days, hub.settings.retention_days)
    for days in connection.execute(select(kept).distinct().join(case_key)).scalars().all():
        until = now - timedelta(days=days)
        mine = select(cases, _ENDED.label("ended_at"), site.c.name.label("site_name")).join(case_key)
        mine = mine.join(site, site.c.code == cases.c.site).where(kept == days, *also)
        for query in (
            mine.where(cases.c.prepared.is_(True), cases.c.listed_state.in_(STATES), cases.c.received_at <= until),
            mine.where(
                cases.c.prepared.is_(False),
                # What the index has first: only a case that came before the day and is decided can have ended by then.
                cases.c.listed_state.in_(DECIDED),
                cases.c.received_at <= until,
                until >= _ENDED,
            ),
        ):
            for row in connection.execute(query):
                began = row.received_at if row.prepared else row.ended_at
                yield DueCase(
                    row.id, row.reference, row.title, row.service, row.service_name,
                    row.site, row.site_name, row.prepared, date.fromisoformat(row.legal_date), hub.day(began),
                    hub.day(began + timedelta(days=days)),
                )  # fmt: skip
