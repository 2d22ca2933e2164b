"""The first schema: every table of a box with its indexes and triggers, and the views.

Columns with personal data hold it encrypted only; their keys are not stored in clear.
"""

from typing import Any

from kiosk.domain.trail.hash_chain import GENESIS

RECORDED = "m0001_first"

# What belongs to a case: under its number of now, in its stream, or under a number that only it had before.
_ABOUT_THE_CASE = """(events.reference = submissions.reference OR events.stream = submissions.case_id
             OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                     AND why <> 'reference-taken'))"""
# The answers to one person about one thing: a newer one takes the place of those before it.
_SAME = (
    "reference = {row}.reference AND kind NOT IN ('added', 'settled') AND (kind = 'rights') = ({row}.kind = 'rights')"
)
_EXPIRES = (
    """BEGIN INSERT OR REPLACE INTO expiries (subject, due_at)
        SELECT events.stream, julianday(new.at) + coalesce(submissions.retention_days, 0) FROM events
        LEFT JOIN submissions ON submissions.case_id = events.stream
        WHERE EXISTS (SELECT 1 FROM data_keys WHERE subject = events.stream AND kind = 'service')"""
    " AND events.id = new.event_id; END"
)
_TABLES = (
    """CREATE TABLE stations (
        id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL, mm_per_px REAL NOT NULL DEFAULT 0, distance_mm INTEGER NOT NULL DEFAULT 0,
        paper_slot TEXT NOT NULL DEFAULT '', speaker INTEGER) STRICT""",
    """CREATE TABLE mediators (
        id TEXT PRIMARY KEY, login TEXT NOT NULL UNIQUE COLLATE NOCASE, name TEXT NOT NULL,
        administrator INTEGER NOT NULL, factor TEXT NOT NULL, factor_hash TEXT NOT NULL, salt BLOB NOT NULL,
        public BLOB NOT NULL, wrapped BLOB NOT NULL, created_at TEXT NOT NULL, left_at TEXT) STRICT""",
    "CREATE INDEX mediators_by_factor ON mediators (factor_hash)",
    "CREATE TABLE services (id TEXT PRIMARY KEY, public BLOB NOT NULL, created_at TEXT NOT NULL) STRICT",
    """CREATE TABLE grants (
        holder TEXT NOT NULL, service_id TEXT NOT NULL REFERENCES services, supervisor INTEGER NOT NULL,
        sealed BLOB NOT NULL, PRIMARY KEY (holder, service_id)) STRICT""",
    """CREATE TABLE recovery (
        id INTEGER PRIMARY KEY CHECK (id = 1), public BLOB NOT NULL, made_at TEXT NOT NULL, verified_at TEXT) STRICT""",
    """CREATE TABLE wrong_tries (
        id INTEGER PRIMARY KEY, mediator_id TEXT NOT NULL REFERENCES mediators, at TEXT NOT NULL) STRICT""",
    "CREATE INDEX wrong_tries_of ON wrong_tries (mediator_id)",
    """CREATE TABLE sessions (
        id_hash TEXT PRIMARY KEY, station_id TEXT, mediator_id TEXT REFERENCES mediators, language TEXT NOT NULL,
        plain INTEGER NOT NULL, case_id TEXT NOT NULL DEFAULT '', confirming TEXT NOT NULL DEFAULT '',
        idle INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL, seen_at TEXT NOT NULL,
        comfort TEXT NOT NULL DEFAULT '', speech TEXT NOT NULL DEFAULT '') STRICT""",
    """CREATE TABLE open_visits (
        session TEXT PRIMARY KEY, visit_id TEXT NOT NULL, step_id TEXT NOT NULL DEFAULT '',
        face TEXT NOT NULL DEFAULT '', said INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE INDEX open_visits_by_id ON open_visits (visit_id)",
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    """CREATE TABLE data_keys (
        subject TEXT NOT NULL, kind TEXT NOT NULL, holder TEXT NOT NULL, wrapped BLOB NOT NULL,
        PRIMARY KEY (subject, kind, holder)) STRICT""",
    "CREATE INDEX data_keys_of_holder ON data_keys (kind, holder)",
    """CREATE TRIGGER key_destroyed AFTER DELETE ON data_keys WHEN old.kind = 'service'
        BEGIN DELETE FROM expiries WHERE subject = old.subject; END""",
    """CREATE TABLE resume_codes (
        locator TEXT PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, tries INTEGER NOT NULL) STRICT""",
    """CREATE TABLE cases (
        id TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, procedure_version INTEGER NOT NULL, service_id TEXT NOT NULL,
        channel TEXT NOT NULL, language TEXT NOT NULL, plain INTEGER NOT NULL, answers BLOB NOT NULL,
        names BLOB NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL, opened_at TEXT NOT NULL,
        changed_at TEXT NOT NULL, discarded_at TEXT, emptied_at TEXT,
        procedure_sha256 TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX cases_by_change ON cases (changed_at)",
    "CREATE INDEX cases_of_service ON cases (service_id, changed_at) WHERE discarded_at IS NULL",
    "CREATE INDEX cases_named ON cases (changed_at) WHERE length(names) > 0",
    """CREATE TRIGGER draft_begun AFTER INSERT ON cases WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
        BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END""",
    """CREATE TRIGGER draft_over AFTER UPDATE OF discarded_at, emptied_at ON cases
        WHEN new.discarded_at IS NOT NULL OR new.emptied_at IS NOT NULL
        BEGIN DELETE FROM unsubmitted WHERE case_id = new.id; END""",
    """CREATE TRIGGER draft_brought_back AFTER UPDATE OF discarded_at, emptied_at ON cases
        WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM submissions WHERE case_id = new.id)
        BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END""",
    """CREATE TABLE submissions (
        case_id TEXT PRIMARY KEY REFERENCES cases, reference TEXT NOT NULL UNIQUE, counter INTEGER NOT NULL UNIQUE,
        kind TEXT NOT NULL, legal_date TEXT NOT NULL, date_certain INTEGER NOT NULL, submitted_at TEXT NOT NULL,
        retention_days INTEGER NOT NULL, follow_code BLOB NOT NULL, proof BLOB NOT NULL DEFAULT x'',
        promised_days INTEGER NOT NULL DEFAULT 0) STRICT""",
    "CREATE TABLE open_promises (case_id TEXT PRIMARY KEY REFERENCES submissions, day TEXT NOT NULL) STRICT",
    """CREATE TRIGGER answer_promised AFTER INSERT ON submissions WHEN new.promised_days > 0 BEGIN
        INSERT INTO open_promises VALUES (new.case_id, date(new.legal_date, '+' || new.promised_days || ' days'));
        END""",
    """CREATE TRIGGER draft_submitted AFTER INSERT ON submissions
        BEGIN DELETE FROM unsubmitted WHERE case_id = new.case_id; END""",
    """CREATE TRIGGER retention_changed AFTER UPDATE OF retention_days ON submissions
        BEGIN UPDATE expiries SET due_at = due_at - old.retention_days + new.retention_days
        WHERE subject = new.case_id; END""",
    """CREATE TABLE clock_notes (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        offset_days INTEGER NOT NULL, events INTEGER NOT NULL) STRICT""",
    """CREATE TABLE enrolments (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, url TEXT NOT NULL, name TEXT NOT NULL, token TEXT NOT NULL,
        verify_key TEXT NOT NULL, seal_key BLOB NOT NULL, epoch TEXT NOT NULL, key_made_at TEXT NOT NULL,
        site TEXT NOT NULL DEFAULT '') STRICT""",
    """CREATE TABLE events (
        id TEXT PRIMARY KEY, stream TEXT NOT NULL, sequence INTEGER NOT NULL, type TEXT NOT NULL,
        reference TEXT NOT NULL, sha256 TEXT NOT NULL, replaces TEXT UNIQUE REFERENCES events,
        recorded_at TEXT NOT NULL, size INTEGER NOT NULL, kept BLOB NOT NULL, sealed BLOB NOT NULL,
        sealed_to TEXT NOT NULL, signature BLOB NOT NULL) STRICT""",
    "CREATE INDEX events_unsealed ON events (stream) WHERE sealed_to = ''",
    "CREATE UNIQUE INDEX one_event_a_place ON events (stream, sequence) WHERE replaces IS NULL",
    "CREATE INDEX events_of_stream ON events (stream, sequence)",
    "CREATE INDEX events_of_reference ON events (reference)",
    "CREATE INDEX events_by_moment ON events (recorded_at)",
    "CREATE INDEX events_sealed ON events (recorded_at) WHERE length(sealed) > 0",
    """CREATE TRIGGER event_added AFTER INSERT ON events
        BEGIN INSERT INTO unanswered (event_id) VALUES (new.id); END""",
    """CREATE TRIGGER rejection_corrected AFTER INSERT ON events WHEN new.replaces IS NOT NULL
        BEGIN DELETE FROM unmended WHERE event_id = new.replaces; END""",
    "CREATE TABLE apart (event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL) STRICT",
    "CREATE TABLE sends (event_id TEXT PRIMARY KEY REFERENCES events, first_at TEXT NOT NULL) STRICT",
    """CREATE TABLE acknowledgements (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, statement BLOB NOT NULL, signature BLOB NOT NULL,
        key TEXT NOT NULL) STRICT""",
    "CREATE INDEX acknowledgements_of_hub ON acknowledgements (key)",
    """CREATE TRIGGER acknowledgements_added AFTER INSERT ON acknowledgements
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END""",
    f"CREATE TRIGGER acknowledgements_expire AFTER INSERT ON acknowledgements {_EXPIRES}",
    """CREATE TABLE rejections (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, code TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT""",
    """CREATE TRIGGER rejections_added AFTER INSERT ON rejections
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END""",
    """CREATE TRIGGER rejection_to_mend AFTER INSERT ON rejections
        WHEN NOT EXISTS (SELECT 1 FROM events WHERE replaces = new.event_id)
         AND NOT EXISTS (SELECT 1 FROM dismissals WHERE event_id = new.event_id)
        BEGIN INSERT OR IGNORE INTO unmended (event_id) VALUES (new.event_id); END""",
    """CREATE TRIGGER rejection_taken_back AFTER DELETE ON rejections
        BEGIN DELETE FROM unmended WHERE event_id = old.event_id; END""",
    "CREATE TABLE dismissals (event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL) STRICT",
    """CREATE TRIGGER dismissals_added AFTER INSERT ON dismissals
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END""",
    """CREATE TRIGGER rejection_dismissed AFTER INSERT ON dismissals
        BEGIN DELETE FROM unmended WHERE event_id = new.event_id; END""",
    f"CREATE TRIGGER dismissals_expire AFTER INSERT ON dismissals {_EXPIRES}",
    "CREATE TABLE unanswered (event_id TEXT PRIMARY KEY REFERENCES events) STRICT",
    """CREATE TABLE updates (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL, cursor INTEGER NOT NULL,
        reference TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, service_id TEXT NOT NULL,
        body BLOB NOT NULL, received_at TEXT NOT NULL, seen_at TEXT, papers_by TEXT NOT NULL DEFAULT '',
        passed_to TEXT NOT NULL DEFAULT '', other_body INTEGER NOT NULL DEFAULT 0, UNIQUE (epoch, cursor)) STRICT""",
    "CREATE INDEX updates_of_reference ON updates (reference, number)",
    "CREATE INDEX updates_unseen ON updates (number) WHERE seen_at IS NULL",
    "CREATE INDEX updates_read ON updates (seen_at) WHERE length(body) > 0",
    """CREATE TRIGGER answer_given AFTER INSERT ON updates
        WHEN new.state IN ('accepted', 'refused', 'closed', 'withdrawn') BEGIN DELETE FROM open_promises
        WHERE case_id = (SELECT case_id FROM submissions WHERE reference = new.reference); END""",
    f"""CREATE TRIGGER answer_arrived AFTER INSERT ON updates WHEN new.kind NOT IN ('added', 'settled') BEGIN
        DELETE FROM open_answers WHERE update_id IN (SELECT id FROM updates WHERE {_SAME.format(row="new")});
        INSERT OR IGNORE INTO open_answers (update_id) VALUES (new.id); END""",
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL, subject TEXT NOT NULL, language TEXT NOT NULL,
        plain INTEGER NOT NULL, station_id TEXT NOT NULL, queued_at TEXT NOT NULL, large INTEGER NOT NULL DEFAULT 0,
        session TEXT NOT NULL DEFAULT '', taken_at TEXT) STRICT""",
    "CREATE INDEX jobs_by_moment ON jobs (queued_at)",
    "CREATE INDEX jobs_of_subject ON jobs (subject)",
    "CREATE INDEX jobs_of_session ON jobs (session) WHERE session <> ''",
    "CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN INSERT INTO unprinted (job_id) VALUES (new.id); END",
    """CREATE TABLE job_states (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, at TEXT NOT NULL, state TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT""",
    "CREATE INDEX job_states_of ON job_states (job_id, id)",
    """CREATE TRIGGER job_state_added AFTER INSERT ON job_states WHEN new.state IN ('completed', 'canceled')
        BEGIN DELETE FROM unprinted WHERE job_id = new.job_id; END""",
    "CREATE TABLE unprinted (job_id TEXT PRIMARY KEY REFERENCES jobs) STRICT",
    """CREATE TABLE attachments (
        id TEXT PRIMARY KEY, case_id TEXT NOT NULL, field_id TEXT NOT NULL, size INTEGER NOT NULL, locked BLOB NOT NULL,
        added_at TEXT NOT NULL, event_id TEXT) STRICT""",
    "CREATE INDEX attachments_of_case ON attachments (case_id)",
    "CREATE INDEX attachments_of_event ON attachments (event_id)",
    """CREATE TABLE attachment_pieces (
        attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE, number INTEGER NOT NULL,
        piece BLOB NOT NULL, PRIMARY KEY (attachment_id, number)) STRICT""",
    """CREATE TABLE parcels (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, sha256 TEXT NOT NULL,
        hub_key TEXT NOT NULL, sealed BLOB NOT NULL) STRICT""",
    """CREATE TABLE parcel_receipts (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL,
        statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TABLE mandates (
        id TEXT PRIMARY KEY, ends_on TEXT NOT NULL, keep_until TEXT NOT NULL, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX mandates_by_end ON mandates (ends_on)",
    "CREATE INDEX mandates_by_retention ON mandates (keep_until)",
    """CREATE TABLE mandate_marks (
        mandate_id TEXT NOT NULL REFERENCES mandates, action TEXT NOT NULL, at TEXT NOT NULL, number INTEGER NOT NULL,
        PRIMARY KEY (mandate_id, action)) STRICT""",
    """CREATE TABLE mandate_uses (
        id INTEGER PRIMARY KEY, mandate_id TEXT NOT NULL REFERENCES mandates, kept BLOB NOT NULL) STRICT""",
    "CREATE INDEX mandate_uses_of ON mandate_uses (mandate_id)",
    """CREATE TABLE journal (
        number INTEGER PRIMARY KEY, at TEXT NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        action TEXT NOT NULL, reference TEXT NOT NULL, detail TEXT NOT NULL, hash TEXT NOT NULL) STRICT""",
    "CREATE INDEX journal_of ON journal (reference)",
    """CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
        WHEN new.number <> (SELECT number + 1 FROM journal_head)
        BEGIN SELECT raise(ABORT, 'the journal grows at its end'); END""",
    """CREATE TRIGGER journal_added AFTER INSERT ON journal
        BEGIN UPDATE journal_head SET number = new.number, hash = new.hash; END""",
    """CREATE TRIGGER journal_kept BEFORE DELETE ON journal
        WHEN old.number > coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'the journal keeps its lines'); END""",
    """CREATE TRIGGER journal_no_UPDATE BEFORE UPDATE ON journal
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE journal_head (
        id INTEGER PRIMARY KEY CHECK (id = 1), number INTEGER NOT NULL, hash TEXT NOT NULL) STRICT""",
    f"INSERT INTO journal_head (id, number, hash) VALUES (1, 0, '{GENESIS}')",
    """CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash
                         AND new.number = old.number + 1)
        BEGIN SELECT raise(ABORT, 'the head follows the journal'); END""",
    """CREATE TRIGGER journal_head_no_INSERT BEFORE INSERT ON journal_head
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_head_no_DELETE BEFORE DELETE ON journal_head
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE journal_checkpoints (
        number INTEGER PRIMARY KEY, hash TEXT NOT NULL, at TEXT NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TRIGGER journal_checkpoint_stands BEFORE INSERT ON journal_checkpoints
        WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash)
          OR new.number <= coalesce((SELECT max(number) FROM journal_checkpoints), 0)
        BEGIN SELECT raise(ABORT, 'a checkpoint names a line that is kept'); END""",
    """CREATE TRIGGER journal_checkpoints_no_UPDATE BEFORE UPDATE ON journal_checkpoints
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TRIGGER journal_checkpoints_no_DELETE BEFORE DELETE ON journal_checkpoints
        BEGIN SELECT raise(ABORT, 'the journal is append-only'); END""",
    """CREATE TABLE visit_ledger (
        number INTEGER PRIMARY KEY, visit_id TEXT NOT NULL, day TEXT NOT NULL, at TEXT NOT NULL, kind TEXT NOT NULL,
        procedure_id TEXT NOT NULL DEFAULT '', value TEXT NOT NULL DEFAULT '', mediator_id TEXT NOT NULL DEFAULT ''
        ) STRICT""",
    "CREATE INDEX visit_ledger_of ON visit_ledger (visit_id, kind)",
    "CREATE INDEX visit_ledger_by_moment ON visit_ledger (at)",
    "CREATE INDEX visit_ledger_served ON visit_ledger (mediator_id, day) WHERE kind = 'served'",
    """CREATE TABLE visit_notes (
        mediator_id TEXT NOT NULL, visit_id TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
        PRIMARY KEY (mediator_id, visit_id, name)) WITHOUT ROWID, STRICT""",
    """CREATE TRIGGER visit_ledger_no_UPDATE BEFORE UPDATE ON visit_ledger
        BEGIN SELECT raise(ABORT, 'the ledger of visits is append-only'); END""",
    """CREATE TABLE visit_counts (
        day TEXT NOT NULL, kind TEXT NOT NULL, procedure_id TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL,
        PRIMARY KEY (day, kind, procedure_id, value)) WITHOUT ROWID, STRICT""",
    """CREATE TRIGGER visit_counted AFTER INSERT ON visit_ledger BEGIN
        INSERT INTO visit_counts (day, kind, procedure_id, value, count)
        VALUES (new.day, new.kind, new.procedure_id, new.value, 1)
        ON CONFLICT (day, kind, procedure_id, value) DO UPDATE SET count = count + 1; END""",
    """CREATE TABLE comfort_counts (
        month TEXT NOT NULL, choice TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (month, choice)
        ) WITHOUT ROWID, STRICT""",
    """CREATE TABLE opinions (
        month TEXT NOT NULL, face TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (month, face)
        ) WITHOUT ROWID, STRICT""",
    """CREATE TABLE opinion_words (
        id TEXT PRIMARY KEY, month TEXT NOT NULL, service_id TEXT NOT NULL, body BLOB NOT NULL
        ) WITHOUT ROWID, STRICT""",
    "CREATE TABLE sent_figures (month TEXT PRIMARY KEY, at TEXT NOT NULL, refusal TEXT NOT NULL) STRICT",
    """CREATE TABLE public_messages (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, value TEXT NOT NULL,
        texts TEXT NOT NULL, until TEXT NOT NULL) STRICT""",
    """CREATE TABLE favourites (
        mediator_id TEXT NOT NULL REFERENCES mediators, procedure_id TEXT NOT NULL, added_at TEXT NOT NULL,
        PRIMARY KEY (mediator_id, procedure_id)) STRICT""",
    """CREATE TABLE fact_checks (
        sha256 TEXT PRIMARY KEY, checked_on TEXT NOT NULL, checked_by TEXT NOT NULL) STRICT""",
    "CREATE TABLE parked (case_id TEXT PRIMARY KEY REFERENCES cases, note BLOB NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE procedure_files (
        sha256 TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, version INTEGER NOT NULL, file BLOB NOT NULL,
        kept_at TEXT NOT NULL) STRICT""",
    "CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at)",
    """CREATE TABLE printers (
        id TEXT PRIMARY KEY, name TEXT NOT NULL, carrier TEXT NOT NULL, settings TEXT NOT NULL, paper TEXT NOT NULL,
        profile TEXT NOT NULL, added_at TEXT NOT NULL, forgotten_at TEXT) STRICT""",
    "CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL",
    """CREATE TABLE printer_choices (
        station_id TEXT NOT NULL, papers TEXT NOT NULL, printer_id TEXT, PRIMARY KEY (station_id, papers)) STRICT""",
    """CREATE TABLE receipt_keys (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL, key TEXT NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE tries (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, printer TEXT NOT NULL, copy INTEGER NOT NULL,
        at TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX tries_of ON tries (job_id, id)",
    "CREATE INDEX tries_at ON tries (printer, id)",
    """CREATE TABLE parcel_refusals (
        attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE, at TEXT NOT NULL, code TEXT NOT NULL,
        times INTEGER NOT NULL DEFAULT 1) STRICT""",
    """CREATE TABLE aliases (
        case_id TEXT NOT NULL REFERENCES submissions, former TEXT NOT NULL, at TEXT NOT NULL, why TEXT NOT NULL,
        told_at TEXT, PRIMARY KEY (case_id, former)) STRICT""",
    "CREATE INDEX aliases_of_number ON aliases (former)",
    "CREATE INDEX aliases_untold ON aliases (case_id) WHERE told_at IS NULL",
    """CREATE TABLE backups (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, place TEXT NOT NULL, fault TEXT NOT NULL) STRICT""",
    """CREATE TABLE release_notes (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL) STRICT""",
    """CREATE TABLE hub_standing (
        id INTEGER PRIMARY KEY CHECK (id = 1), statement BLOB NOT NULL, signature BLOB NOT NULL,
        received_at TEXT NOT NULL) STRICT""",
    "CREATE TABLE first_day (step TEXT PRIMARY KEY, value TEXT NOT NULL DEFAULT '', at TEXT NOT NULL) STRICT",
    """CREATE TABLE left_numbers (
        case_id TEXT PRIMARY KEY REFERENCES submissions, station_id TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    """CREATE TABLE dangers (
        case_id TEXT PRIMARY KEY REFERENCES submissions, at TEXT NOT NULL, seen_at TEXT) STRICT""",
    "CREATE TABLE disk_room (day TEXT PRIMARY KEY, free INTEGER NOT NULL) STRICT",
    "CREATE TABLE published_roots (number INTEGER PRIMARY KEY, document TEXT NOT NULL, at TEXT NOT NULL) STRICT",
    """CREATE TABLE published_lists (
        scope TEXT PRIMARY KEY, number INTEGER NOT NULL, document TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE TABLE published_contents (sha256 TEXT PRIMARY KEY, content BLOB NOT NULL) STRICT",
    """CREATE TABLE published_items (
        scope TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL,
        sha256 TEXT NOT NULL REFERENCES published_contents (sha256), PRIMARY KEY (scope, kind, name)) STRICT""",
    "CREATE TABLE published_faults (kind TEXT PRIMARY KEY, code TEXT NOT NULL, details TEXT NOT NULL) STRICT",
    """CREATE TABLE published_following (
        id INTEGER PRIMARY KEY CHECK (id = 1), epoch TEXT NOT NULL, cursor INTEGER NOT NULL, code TEXT NOT NULL,
        details TEXT NOT NULL, at TEXT NOT NULL, program TEXT NOT NULL) STRICT""",
    """CREATE TABLE message_reads (
        name TEXT NOT NULL, sha256 TEXT NOT NULL, mediator_id TEXT NOT NULL REFERENCES mediators (id), at TEXT NOT NULL,
        PRIMARY KEY (name, sha256, mediator_id)) STRICT""",
    """CREATE TABLE setting_changes (
        number INTEGER PRIMARY KEY, name TEXT NOT NULL, value TEXT NOT NULL, sha256 TEXT NOT NULL, scope TEXT NOT NULL,
        list_number INTEGER NOT NULL, at TEXT NOT NULL) STRICT""",
    """CREATE TABLE setting_reverts (
        name TEXT PRIMARY KEY, mediator_id TEXT NOT NULL REFERENCES mediators (id), at TEXT NOT NULL) STRICT""",
    """CREATE TABLE bundles (
        id TEXT PRIMARY KEY, site TEXT NOT NULL, hub TEXT NOT NULL, made_at TEXT NOT NULL, epoch TEXT NOT NULL,
        events INTEGER NOT NULL, bytes INTEGER NOT NULL, made INTEGER NOT NULL DEFAULT 0,
        answered_at TEXT) STRICT""",
    "CREATE TABLE unmended (event_id TEXT PRIMARY KEY REFERENCES events) STRICT",
    "CREATE TABLE unsubmitted (case_id TEXT PRIMARY KEY REFERENCES cases ON DELETE CASCADE) STRICT",
    """CREATE TRIGGER draft_left_the_list AFTER DELETE ON unsubmitted
        BEGIN DELETE FROM work_handed WHERE subject = old.case_id; END""",
    "CREATE TABLE expiries (subject TEXT PRIMARY KEY, due_at REAL NOT NULL) STRICT",
    "CREATE INDEX expiries_by_moment ON expiries (due_at)",
    """CREATE TABLE local_authority (
        id INTEGER PRIMARY KEY CHECK (id = 1), name TEXT NOT NULL, certificate BLOB NOT NULL, key BLOB NOT NULL,
        made_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE enrolled_stations (
        station_id TEXT PRIMARY KEY REFERENCES stations ON DELETE CASCADE, secret TEXT NOT NULL, place TEXT NOT NULL,
        generation INTEGER NOT NULL, rotated_at TEXT NOT NULL, seen_at TEXT NOT NULL, enrolled_at TEXT NOT NULL,
        enrolled_by TEXT NOT NULL, ended_at TEXT, ended_why TEXT NOT NULL DEFAULT '') STRICT""",
    """CREATE TABLE supplement_drafts (
        id TEXT PRIMARY KEY, reference TEXT NOT NULL, begun_at TEXT NOT NULL, alone BLOB,
        typed BLOB) STRICT""",
    """CREATE TABLE work_done (
        update_id TEXT PRIMARY KEY REFERENCES updates (id), mediator_id TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE INDEX work_done_by_moment ON work_done (at)",
    """CREATE TRIGGER answer_done AFTER INSERT ON work_done
        BEGIN DELETE FROM open_answers WHERE update_id = new.update_id; END""",
    f"""CREATE TRIGGER answer_open_again AFTER DELETE ON work_done BEGIN
        INSERT OR IGNORE INTO open_answers (update_id) SELECT id FROM updates AS again
        WHERE id = old.update_id AND NOT EXISTS
        (SELECT 1 FROM updates WHERE {_SAME.format(row="again")} AND number > again.number); END""",
    """CREATE TABLE work_handed (
        subject TEXT PRIMARY KEY, mediator_id TEXT NOT NULL, to_id TEXT NOT NULL, at TEXT NOT NULL) STRICT""",
    "CREATE TABLE open_answers (update_id TEXT PRIMARY KEY REFERENCES updates (id)) STRICT",
    """CREATE TRIGGER answer_left_the_list AFTER DELETE ON open_answers
        BEGIN DELETE FROM work_handed WHERE subject = old.update_id; END""",
    "CREATE TABLE wished_notices (case_id TEXT PRIMARY KEY REFERENCES cases, wish BLOB NOT NULL) STRICT",
    """CREATE TABLE given_documents (
        id TEXT PRIMARY KEY, update_id TEXT NOT NULL UNIQUE, service_id TEXT NOT NULL, size INTEGER NOT NULL,
        made_of BLOB, chunks BLOB, asked_at TEXT) STRICT""",
    """CREATE TABLE given_chunks (
        document_id TEXT NOT NULL REFERENCES given_documents ON DELETE CASCADE, place INTEGER NOT NULL,
        chunk BLOB NOT NULL, PRIMARY KEY (document_id, place)) STRICT""",
    """CREATE TABLE person_facts (
        case_id TEXT PRIMARY KEY REFERENCES cases, facts BLOB NOT NULL, event_id TEXT NOT NULL) STRICT""",
    """CREATE TABLE calls (
        id INTEGER PRIMARY KEY, update_id TEXT NOT NULL REFERENCES updates (id), mediator_id TEXT NOT NULL,
        at TEXT NOT NULL, outcome TEXT NOT NULL) STRICT""",
    "CREATE INDEX calls_by_update ON calls (update_id)",
)
# CROSS JOIN tells SQLite which side is small; `+` keeps its planner from going through all acknowledgements (or all
# that waits) in search of the case's few events.
_VIEWS = (
    "CREATE VIEW outbox AS SELECT events.* FROM unanswered CROSS JOIN events ON events.id = unanswered.event_id",
    """CREATE VIEW spool AS
        SELECT jobs.*, last.id AS note_id, last.state, last.detail, last.at AS state_at,
            tries.id AS try_id, tries.printer, tries.ended, coalesce(tries.copy, 0) AS copy
        FROM jobs
        JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
        LEFT JOIN tries ON tries.id = (SELECT max(id) FROM tries WHERE tries.job_id = jobs.id)""",
    """CREATE VIEW attention AS
        SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
        FROM unmended CROSS JOIN rejections ON rejections.event_id = unmended.event_id
        CROSS JOIN events ON events.id = unmended.event_id""",
    f"""CREATE VIEW case_states AS
        SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
            WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
            WHEN submissions.case_id IS NULL THEN 'draft'
            WHEN EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id AND +events.id IN unmended)
                THEN 'needs_attention'
            WHEN EXISTS (SELECT 1 FROM events WHERE {_ABOUT_THE_CASE} AND events.type = 'withdrawal'
                         AND +events.id IN (SELECT event_id FROM acknowledgements)) THEN 'withdrawn'
            WHEN EXISTS (SELECT 1 FROM events WHERE {_ABOUT_THE_CASE} AND events.type = 'withdrawal'
                         AND +events.id IN unanswered)
                 AND coalesce((SELECT updates.state FROM updates WHERE updates.reference = submissions.reference
                               ORDER BY updates.number DESC LIMIT 1), '')
                     NOT IN ('accepted', 'refused', 'closed', 'withdrawn') THEN 'withdrawing'
            ELSE coalesce(
                (SELECT nullif(updates.state, 'received') FROM updates
                 WHERE updates.reference = submissions.reference ORDER BY updates.number DESC LIMIT 1),
                CASE
                    WHEN submissions.kind = 'prepared' THEN 'prepared'
                    WHEN NOT EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id
                                     AND events.type = 'submitted' AND +events.id IN unanswered) THEN 'received'
                    WHEN EXISTS (SELECT 1 FROM events CROSS JOIN sends ON sends.event_id = events.id
                                 WHERE events.stream = cases.id AND +events.id IN unanswered) THEN 'sending'
                    ELSE 'submitted' END) END AS state,
            (SELECT count(*) FROM events WHERE {_ABOUT_THE_CASE} AND +events.id IN unanswered) AS unsent,
            EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id AND events.type = 'submitted'
                    AND +events.id IN unmended) AS mendable
        FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id""",
)


def migrate(db: Any) -> None:
    """Create everything in an empty database."""
    for statement in (*_TABLES, *_VIEWS):
        db.execute(statement)
