"""Destroy what is past its retention: its keys, its bytes, and what the write-ahead log still holds of them."""

from datetime import UTC, date, datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from kiosk.clock import stamp
from kiosk.crypto import keys
from kiosk.domain.screen import station
from kiosk.domain.time import calendar
from kiosk.domain.trail.hash_chain import ChainFault
from kiosk.domain.trail.journal_action import JournalAction
from kiosk.services.box import data_keys, database_mark
from kiosk.services.box.box import Box
from kiosk.services.exchange import send_events
from kiosk.services.mandates import mandates
from kiosk.services.submitted import supplements
from kiosk.store import (
    database,
    journal,
    open_answers,
    opinions,
    outbox,
    sessions,
    spool,
    updates,
    visits,
    wrapped_keys,
)  # fmt: skip

PAPER_S = 86_400.0
"""Seconds for which a job that is not printed keeps its case from being destroyed, also over a restart."""


class JournalReport(Struct, frozen=True):
    """How many lines there ever were, the newest one's hash (64 hexadecimal digits), and every fault."""

    count: int
    head: str
    faults: tuple[ChainFault, ...]


def traces_from(box: Box, today: date) -> datetime:
    oldest = calendar.add_months(today, -box.settings.journal_months)
    return datetime(oldest.year, oldest.month, oldest.day, tzinfo=box.settings.zone).astimezone(UTC)


def purge_journal(box: Box, seed: bytes) -> int:
    """Delete lines older than the setting `journal_months`; gives how many. `seed` is the site's Ed25519 seed.

    Nothing is purged while the date is not sure enough: a clock that runs ahead would take everything.
    """
    today = box.watch.settled()
    if today is None:
        return 0
    kept_from = traces_from(box, today.day)
    if journal.read_journal_checkpoint(box.store.read(), kept_from) is None:
        return 0
    with box.store.write() as db:
        unsigned = journal.read_journal_checkpoint(db, kept_from)
        if unsigned is None:  # another thread was faster
            return 0
        checkpoint = replace(unsigned, at=stamp(today.now))
        purged = journal.delete_journal_lines(db, checkpoint, keys.sign_bytes(seed, checkpoint.message))
        journal.insert_journal_line(db, today.now, JournalAction.JOURNAL_PURGED, detail=str(checkpoint.number))
    return purged


def report_journal(box: Box, count: int | None = None, seen: str = "") -> JournalReport:
    """Verify the journal; `seen`, its head at `count` lines noted elsewhere, adds `not-that-head` if it differs."""
    db = box.store.read()
    faults = journal.find_journal_faults(db, keys.verify_key(box.site_seed))
    if count is not None and journal.has_journal_hash(db, count, seen) is False:
        faults.append(ChainFault(count, "not-that-head"))
    last = journal.read_journal_head(db)
    return JournalReport(last.count, last.head, tuple(faults))


def destroy_expired_data(box: Box) -> int:
    """Destroy what is past its retention; gives how many subjects. Called at start, after every exchange
    with the hub, and every five minutes (`beside.SWEEP_S`).

    A submitted case goes once the hub has acknowledged everything of it and its retention is over; a draft when
    nobody came back. Papers that still wait for a printer keep their case for a day. Old lines of the journal go up
    to a checkpoint that the site signs, and calls to persons that are as old. While the date is in question
    (`Watch.settled`) only sessions end: a clock that is years ahead would take every draft.
    """
    database_mark.advance_database_mark(box.settings.paths, box.store)
    box.held.drop_older(box.clock.monotonic() - PAPER_S)
    ended, today = _old_sessions(box), box.watch.settled()
    if today is None:
        box.watch.note_waiting()
        if ended:
            data_keys.fold_write_ahead_log(box)
        return 0
    box.watch.note_reached(today)
    now = today.now
    waiting = box.held.subjects() | spool.select_waiting_subjects(box.store.read(), now - timedelta(seconds=PAPER_S))
    gone = [subject for subject in _over(box, box.store.read(), now) if subject not in waiting]
    gone = [subject for subject in gone if _destroyed(box, subject, now)]
    words = _old_words(box, now)
    # The copy from before an upgrade holds keys of cases that are destroyed since.
    copy = database.upgrade_copy_path(box.store.path)
    if copy.exists() and now - datetime.fromtimestamp(copy.stat().st_mtime, UTC) > calendar.UPGRADE:
        database.delete_upgrade_copy(box.store.path)
    _purge_traces(box, today.day)
    over = ended + send_events.wipe_received_files(box) + mandates.destroy_due_mandates(box)
    over += supplements.wipe_unsent_supplements(box, now)
    purge_journal(box, box.site_seed)
    if gone or words or over:
        data_keys.fold_write_ahead_log(box)
    return len(gone)


def _purge_traces(box: Box, today: date) -> None:
    """Delete what is kept as long as the journal: calls to persons, lines of visits, words beside faces."""
    before = traces_from(box, today)
    if open_answers.has_calls_before(box.store.read(), before):
        with box.store.write() as db:
            open_answers.delete_calls_before(db, before)
    if visits.has_lines_before(box.store.read(), before) or opinions.has_words_before(box.store.read(), before.date()):
        with box.store.write() as db:
            visits.delete_visit_lines(db, before)
            opinions.delete_opinion_words(db, before.date())


def _over(box: Box, db: database.Database, now: datetime, only: str = "") -> list[str]:
    return [
        *wrapped_keys.select_expired_subjects(db, now, only),
        *wrapped_keys.select_abandoned_drafts(db, now - box.settings.terminal_draft, now - calendar.DESK_DRAFT, only),
    ]


def _destroyed(box: Box, subject: str, now: datetime) -> bool:
    """Destroy a subject, unless somebody has taken up the draft or added to the case since it was looked at."""
    with box.store.write() as db:
        if not _over(box, db, now, subject):
            return False
        reference = wrapped_keys.read_subject_reference(db, subject)
        data_keys.destroy_subject(box, db, subject, now)
        if asked_at := wrapped_keys.read_erasure_request(db, subject):
            updates.wipe_update_words(db, reference, asked_at)
        action = (
            JournalAction.ADDITION_EXPIRED if wrapped_keys.is_addition_stream(db, subject) else JournalAction.EXPIRED
        )
        journal.insert_journal_line(db, now, action, reference=reference)
    return True


def _old_words(box: Box, now: datetime) -> int:
    """Wipe the hub's updates that were read and are past their days; those that nobody has read wait, however long."""
    keeping, heard = timedelta(days=box.settings.retention_days), send_events.last_heard(box)
    with box.store.write() as db:
        if heard is not None:
            outbox.wipe_sealed_bytes(db, min(now, heard) - keeping)
        return updates.wipe_seen_updates(db, now - keeping)


def _old_sessions(box: Box) -> int:
    now = box.clock.now()
    idle = timedelta(minutes=box.settings.idle_minutes)
    # What a terminal's session that nobody leaves is deleted after; its next request ends it earlier.
    alone = station.ends_after(box.settings.terminal_idle_minutes, station.Comfort(time="slow"))
    with box.store.write() as db:
        sessions.delete_old_sessions(db, now - idle, now - alone)
        return wrapped_keys.delete_orphan_session_keys(db)
