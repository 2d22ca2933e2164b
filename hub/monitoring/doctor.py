"""Examines the hub (`kiosk hub doctor`): one finding a check, each one that whoever runs it can act on."""

import json
import os
import stat
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from sqlalchemy import Connection, Row, func, select
from sqlalchemy.exc import DatabaseError

from hub import retention
from hub.archives.agreement import find_agreements
from hub.files import listed_file
from hub.hub import Hub
from hub.monitoring import instruments
from hub.outbox.outbox import channels_of
from hub.people.people import list_staff
from hub.people.staff_role import StaffRole
from hub.secrets.vault import label_of, unwrap_lock
from hub.sites import fleet
from hub.store.columns import metadata
from hub.store.schema import audit, case_key, cases, delivery, event, lineage
from hub.trail import AuditAction, verify_audit_trail
from kiosk.connectors.connector import NOTICES
from kiosk.domain.trail.finding import Finding
from kiosk.errors import Refused, Unreadable
from kiosk.version import VERSION

MOST_EVENTS = 20_000
"""The events that are opened, the newest: some seconds."""
SPACE_BYTES = 2_000_000_000
"""Free bytes below which the disk is said to be nearly full: ten times what the hub stops at."""
TOLD_FOR = timedelta(days=14)
"""How long a restored copy is told of: the time to look through what was done after it."""
PROBE_S = 2.0
"""Seconds that the running hub is given to answer its own machine."""
DAMAGED = "hub-damaged"
"""The reason where pages or contents of the database are not as they were written."""


def damaged_tables(connection: Connection) -> tuple[str, ...]:
    """The tables whose pages, or whose indexes' pages, are not in order, by their names; none on PostgreSQL.

    PostgreSQL keeps sums of its pages itself (`data_checksums`), and refuses to read one that is wrong.
    """
    if connection.dialect.name != "sqlite":
        return ()
    damaged = []
    for table in sorted(metadata.tables):
        try:
            found = connection.exec_driver_sql(f"PRAGMA integrity_check('{table}')").scalars().all()
        except DatabaseError:
            found = []
        if found != ["ok"]:
            damaged.append(table)
    return tuple(damaged)


def find_damage(hub: Hub) -> tuple[str, ...]:
    """The damaged tables, by their names: those whose pages are, else those that do not agree with themselves."""
    with hub.store.reading() as connection:
        by_page = damaged_tables(connection)
    if by_page:
        return by_page
    newest = (
        select(event.c.id, event.c.sha256, event.c.reference, event.c.body, event.c.statement)
        .add_columns(cases.c.id.label("case_id"), case_key.c.wrapped)
        .join(cases, cases.c.reference == event.c.reference)
        .join(case_key, case_key.c.case_id == cases.c.id)
        .order_by(event.c.received_at.desc())
        .limit(MOST_EVENTS)
    )
    wrong: set[str] = set()
    with hub.store.reading() as connection:
        for row in connection.execution_options(yield_per=500).execute(newest):
            if table := _wrong_contents(hub, row):
                wrong.add(table)
    return tuple(sorted(wrong))


def _wrong_contents(hub: Hub, row: Row[tuple[object, ...]]) -> str:
    try:
        lock = unwrap_lock(hub.ring, row.case_id, row.wrapped)
    except Unreadable:
        return case_key.name
    try:
        said = json.loads(row.statement)
        lock.unlock(label_of("event", row.id), row.body)
    except (Unreadable, ValueError):
        return event.name
    agrees = (said["event"], said["sha256"], said["reference"]) == (row.id, row.sha256, row.reference)
    return "" if agrees else event.name


def examine(hub: Hub) -> list[Finding]:
    """The findings of every check, in the order to mend them.

    Of a database that takes no writes, or waits for its standby, only what is asked without one: the day is noted.
    """
    first = [finding for check in (_folder, _program, _database, _space) for finding in check(hub)]
    if any(finding.code == "hub-database" and not finding.well for finding in first):
        return first
    return first + [
        finding
        for check in (_proxy, _files, _day, _lineage, _audit, _keys, _staff, _sites, _notices, _archives)
        for finding in check(hub)
    ]


def _folder(hub: Hub) -> Iterator[Finding]:
    """The folders and files that hold secrets: each is its account's alone."""
    chosen = hub.settings
    secrets = [
        Path(file)
        for file in (chosen.oidc_client_secret_file, chosen.metrics_token_file, chosen.files_key_file)
        if file
    ]
    private = [chosen.data, chosen.keys_folder, *secrets]
    others = [
        str(path) for path in private if os.name != "nt" and path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o007
    ]
    yield Finding("folder", not others, "readable-by-others" if others else "", ", ".join(others))


def _program(hub: Hub) -> Iterator[Finding]:
    """Whether the service was started again since this program was installed; nothing where it was."""
    noted = hub.settings.running_version
    running = noted.read_text("utf-8") if noted.exists() else VERSION
    if running != VERSION:
        yield Finding("program", False, "hub-not-restarted", f"{running} → {VERSION}")


def _database(hub: Hub) -> Iterator[Finding]:
    wrong = [fault for fault in instruments.faults(hub) if fault.startswith("database-")]
    detail = hub.store.engine.dialect.name
    if not wrong and detail == "postgresql":
        with hub.store.reading() as connection:
            named = connection.exec_driver_sql("SHOW synchronous_standby_names").scalar()
            if named and not connection.exec_driver_sql("SELECT count(*) FROM pg_stat_replication").scalar():
                wrong = ["standby-missing"]  # commits wait for it: nothing is confirmed until it follows
    if not wrong and (damaged := find_damage(hub)):
        wrong, detail = [DAMAGED], ", ".join(damaged)
    yield Finding("hub-database", not wrong, wrong[0] if wrong else "", detail)


def _space(hub: Hub) -> Iterator[Finding]:
    free = instruments.free_bytes(hub.settings.data)
    yield Finding("space", free > SPACE_BYTES, "" if free > SPACE_BYTES else "disk-full", f"{free // 1_000_000} MB")


def _proxy(hub: Hub) -> Iterator[Finding]:
    """Whether a reverse proxy stands before gunicorn, which has no defence of its own against very slow requests: 150
    half heads held every page for 45 s. Nothing of a hub that is served by its own server, or by none."""
    line = HTTPConnection(hub.settings.host, hub.settings.port, timeout=PROBE_S)
    try:
        line.request("GET", "/healthz")
        served_by = line.getresponse().getheader("Server", "")
    except (OSError, HTTPException):
        return
    finally:
        line.close()
    if "gunicorn" in served_by:
        well = hub.settings.proxies > 0
        yield Finding("hub-proxy", well, "" if well else "no-proxy")


def _files(hub: Hub) -> Iterator[Finding]:
    """Whether joined files can be kept: a few bytes are written there, read again and deleted."""
    probe, wrong = f"probe-{hub.clock.new_id()}", ""
    try:
        if not listed_file.is_object_store_ours(hub):
            wrong = "files-of-another"
        hub.objects.put(probe, probe.encode())
        if hub.objects.get(probe) != probe.encode():
            wrong = "files-away"
        hub.objects.delete([probe])
    except (OSError, Refused):
        wrong = "files-away"
    yield Finding("hub-files", not wrong, wrong, hub.objects.where)


def _day(hub: Hub) -> Iterator[Finding]:
    sure = retention.is_today_sure(hub)
    yield Finding("hub-day", sure, "" if sure else "day-unsure", hub.clock.now().date().isoformat())


def _lineage(hub: Hub) -> Iterator[Finding]:
    """Whether an older copy was put here lately: boxes send their part again, what staff did after it is gone."""
    with hub.store.reading() as connection:
        newest = connection.execute(select(lineage).order_by(lineage.c.number.desc()).limit(1)).one()
    lately = newest.number > 1 and abs(hub.clock.now() - newest.since) < TOLD_FOR
    day = hub.day(newest.since).isoformat() if lately else ""
    yield Finding("hub-lineage", not lately, "began-again" if lately else "", day)


def _audit(hub: Hub) -> Iterator[Finding]:
    try:
        yield Finding("hub-audit", True, "", str(verify_audit_trail(hub).count))
    except Refused as broken:
        yield Finding("hub-audit", False, "audit-broken", str(broken.details.get("number", "")))


def _keys(hub: Hub) -> Iterator[Finding]:
    """Without its keys the database is not readable: a copy of them has to lie elsewhere."""
    copied = select(audit.c.number).where(audit.c.line.contains(f'"{AuditAction.KEYS_COPIED}"')).limit(1)
    with hub.store.reading() as connection:
        known = connection.execute(copied).first() is not None
    yield Finding("hub-keys", known, "" if known else "keys-not-copied")


def _staff(hub: Hub) -> Iterator[Finding]:
    """Whoever runs the hub alone and is locked out has nobody who lets them in again."""
    able = [
        person
        for person in list_staff(hub.store)
        if person.role == StaffRole.OPERATOR and not person.left and not person.locked
    ]
    yield Finding("hub-staff", len(able) > 1, "" if len(able) > 1 else "one-operator", str(len(able)))


def _sites(hub: Hub) -> Iterator[Finding]:
    with hub.store.reading() as connection:
        silent = fleet.count_sites(connection, hub.clock.now()).get(fleet.SiteStanding.SILENT, 0)
    yield Finding("hub-sites", not silent, "sites-silent" if silent else "", str(silent or ""))


def _notices(hub: Hub) -> Iterator[Finding]:
    """What was perhaps told to a person, or was refused for them: somebody has to call. Nothing without a connector."""
    if not channels_of(hub.settings):
        return
    waits = (delivery.c.delivered_at.is_(None), delivery.c.due_at.is_(None), delivery.c.type.in_(NOTICES))
    with hub.store.reading() as connection:
        count = connection.execute(select(func.count()).select_from(delivery).where(*waits)).scalar_one()
    yield Finding("hub-notices", not count, "notices-waiting" if count else "", str(count or ""))


def _archives(hub: Hub) -> Iterator[Finding]:
    """Decided files whose time is over and that wait for the archives' agreement, or for a last day that is set."""
    with hub.store.reading() as connection:
        waiting = retention.list_waiting_cases(hub, connection)
    last_days = [
        one.last_day
        for site, service in {(case.site, case.service) for case in waiting}
        for one in find_agreements(hub.settings, site, service)
        if one.last_day
    ]
    if last_days:
        yield Finding("hub-archives", False, "visa-last-day", min(last_days).isoformat())
    else:
        yield Finding("hub-archives", not waiting, "visa-missing" if waiting else "", str(len(waiting) or ""))
