-- The database of a box, as it is today: every table with its indexes and triggers, then the views.
-- `python -m scripts.schema` writes this page from kiosk/store/migrations/; a test holds it to them.
-- Moments are ISO 8601 in UTC, sizes are bytes, 0 and 1 are no and yes.


-- The first tables: people and screens, cases, what is to be sent, what came back, what is to be printed.

-- The screens: a browser that holds the token of this hash is a desk or a terminal (`role`).
CREATE TABLE stations (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    -- 0 where nobody has measured the screen yet.
    mm_per_px REAL NOT NULL DEFAULT 0,
    -- From where the screen is read; 0 where that is not known.
    distance_mm INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The people who help. Who has left keeps the row, for the name in the journal and the history.
CREATE TABLE mediators (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    administrator INTEGER NOT NULL,
    factor TEXT NOT NULL,
    -- Finds who holds a badge or a key file; '' for a passphrase.
    factor_hash TEXT NOT NULL,
    salt BLOB NOT NULL,
    public BLOB NOT NULL,
    -- The person's private half, locked under first factor and PIN; empty once they have left.
    wrapped BLOB NOT NULL,
    created_at TEXT NOT NULL,
    left_at TEXT
) STRICT;
CREATE INDEX mediators_by_factor ON mediators (factor_hash);

-- The public half of each service's key: with it alone, cases can be written and not read.
CREATE TABLE services (
    id TEXT PRIMARY KEY,
    public BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Who holds a service's private half.
CREATE TABLE grants (
    holder TEXT NOT NULL,
    service_id TEXT NOT NULL REFERENCES services,
    supervisor INTEGER NOT NULL,
    -- The private half, sealed to the holder's own key; empty until a supervisor hands it over again.
    sealed BLOB NOT NULL,
    PRIMARY KEY (holder, service_id)
) STRICT;

-- The public half of the recovery sheet in the safe: one row at most.
CREATE TABLE recovery (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    public BLOB NOT NULL,
    made_at TEXT NOT NULL,
    verified_at TEXT
) STRICT;

-- Wrong PINs since the last right one.
CREATE TABLE wrong_tries (
    id INTEGER PRIMARY KEY,
    mediator_id TEXT NOT NULL REFERENCES mediators,
    at TEXT NOT NULL
) STRICT;
CREATE INDEX wrong_tries_of ON wrong_tries (mediator_id);

-- Who is in front of which screen.
CREATE TABLE sessions (
    id_hash TEXT PRIMARY KEY,
    station_id TEXT,
    mediator_id TEXT REFERENCES mediators,
    language TEXT NOT NULL,
    plain INTEGER NOT NULL,
    -- The case that is open on the screen, '' for none.
    case_id TEXT NOT NULL DEFAULT '',
    -- The case the citizen confirms while the screen is turned to them, '' for none.
    confirming TEXT NOT NULL DEFAULT '',
    -- 1 once the screen was left alone: it asks for the PIN, whatever the clock says later.
    idle INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    -- How the person wants to see and to press, as `domain.comfort` writes it.
    comfort TEXT NOT NULL DEFAULT ''
) STRICT;

-- The counter inside references; the last moment the box is sure to have run (seconds since 1970).
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

-- The key of each case, mandate or file, wrapped for each holder. Without a row, nobody can read it.
CREATE TABLE data_keys (
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (subject, kind, holder)
) STRICT;
CREATE INDEX data_keys_of_holder ON data_keys (kind, holder);

-- What a citizen's resume code leads to, and how often it was tried in vain.
CREATE TABLE resume_codes (
    locator TEXT PRIMARY KEY,
    case_id TEXT NOT NULL UNIQUE,
    salt BLOB NOT NULL,
    tries INTEGER NOT NULL
) STRICT;

-- Drafts and submitted cases.
CREATE TABLE cases (
    id TEXT PRIMARY KEY,
    procedure_id TEXT NOT NULL,
    procedure_version INTEGER NOT NULL,
    service_id TEXT NOT NULL,
    channel TEXT NOT NULL,
    language TEXT NOT NULL,
    plain INTEGER NOT NULL,
    -- Locked under the case's data key; empty once destroyed.
    answers BLOB NOT NULL,
    -- Whose case it is, locked under the case's data key; empty while nobody is named.
    names BLOB NOT NULL,
    mediator_id TEXT NOT NULL,
    station_id TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    discarded_at TEXT,
    emptied_at TEXT,
    -- The file the case began with, '' for cases from before files were kept.
    procedure_sha256 TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cases_by_change ON cases (changed_at);

-- What submitting a case fixed for ever.
CREATE TABLE submissions (
    case_id TEXT PRIMARY KEY REFERENCES cases,
    reference TEXT NOT NULL UNIQUE,
    counter INTEGER NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    -- A day in the site's time zone.
    legal_date TEXT NOT NULL,
    date_certain INTEGER NOT NULL,
    submitted_at TEXT NOT NULL,
    retention_days INTEGER NOT NULL,
    -- Locked under the case's data key.
    follow_code BLOB NOT NULL,
    -- What the receipt proves, signed; says nothing of the answers once their salt is destroyed.
    proof BLOB NOT NULL DEFAULT x''
) STRICT;

-- When the clock was in doubt, and when the desk confirmed the date.
CREATE TABLE clock_notes (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    reason TEXT NOT NULL,
    offset_days INTEGER NOT NULL,
    events INTEGER NOT NULL
) STRICT;

-- The hub this box sends to, and the keys pinned then; the newest row counts.
CREATE TABLE enrolments (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    url TEXT NOT NULL,
    name TEXT NOT NULL,
    token TEXT NOT NULL,
    verify_key TEXT NOT NULL,
    seal_key BLOB NOT NULL,
    epoch TEXT NOT NULL,
    key_made_at TEXT NOT NULL,
    -- The code under which the hub knows this box; empty until an older enrolment is opened again.
    site TEXT NOT NULL DEFAULT ''
) STRICT;

-- Facts about cases, for the hub to read: never deleted, in order within a stream (a case).
CREATE TABLE events (
    id TEXT PRIMARY KEY,
    stream TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    type TEXT NOT NULL,
    reference TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    replaces TEXT UNIQUE REFERENCES events,
    recorded_at TEXT NOT NULL,
    size INTEGER NOT NULL,
    -- The body, locked under its stream's data key; empty once destroyed.
    kept BLOB NOT NULL,
    -- The body as only the hub reads it; empty until enrolled, and once the hub has had it for days.
    sealed BLOB NOT NULL,
    sealed_to TEXT NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX events_unsealed ON events (stream) WHERE sealed_to = '';
CREATE UNIQUE INDEX one_event_a_place ON events (stream, sequence) WHERE replaces IS NULL;
CREATE INDEX events_of_stream ON events (stream, sequence);
CREATE INDEX events_of_reference ON events (reference);
CREATE INDEX events_by_moment ON events (recorded_at);
CREATE TRIGGER event_added AFTER INSERT ON events
    BEGIN INSERT INTO unanswered (event_id) VALUES (new.id); END;

-- Events that the hub may have heard, since when.
CREATE TABLE sends (
    event_id TEXT PRIMARY KEY REFERENCES events,
    first_at TEXT NOT NULL
) STRICT;

-- The hub's signed answer to each event it has taken.
CREATE TABLE acknowledgements (
    event_id TEXT PRIMARY KEY REFERENCES events,
    at TEXT NOT NULL,
    statement BLOB NOT NULL,
    signature BLOB NOT NULL,
    key TEXT NOT NULL
) STRICT;
CREATE TRIGGER acknowledgements_added AFTER INSERT ON acknowledgements
    BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;

-- Events the hub refused: the desk mends them.
CREATE TABLE rejections (
    event_id TEXT PRIMARY KEY REFERENCES events,
    at TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER rejections_added AFTER INSERT ON rejections
    BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;

-- Refused events that were set aside: they are sent no more.
CREATE TABLE dismissals (
    event_id TEXT PRIMARY KEY REFERENCES events,
    at TEXT NOT NULL
) STRICT;
CREATE TRIGGER dismissals_added AFTER INSERT ON dismissals
    BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;

-- An index kept by triggers: events with no answer yet, so that no page looks through all events.
CREATE TABLE unanswered (
    event_id TEXT PRIMARY KEY REFERENCES events
) STRICT;

-- What the hub says of cases, in the order it came.
CREATE TABLE updates (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    epoch TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    reference TEXT NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    at TEXT NOT NULL,
    service_id TEXT NOT NULL,
    -- Sealed to the service of the case; empty once destroyed.
    body BLOB NOT NULL,
    received_at TEXT NOT NULL,
    seen_at TEXT,
    UNIQUE (epoch, cursor)
) STRICT;
CREATE INDEX updates_of_reference ON updates (reference, number);
CREATE INDEX updates_unseen ON updates (number) WHERE seen_at IS NULL;

-- What is to be printed.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- What it is made from: a case's id, an update's id.
    subject TEXT NOT NULL,
    language TEXT NOT NULL,
    plain INTEGER NOT NULL,
    station_id TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    -- 1 for large print.
    large INTEGER NOT NULL DEFAULT 0,
    -- A lone citizen's session (a hash), else '': their paper never comes out once they have gone.
    session TEXT NOT NULL DEFAULT '',
    -- When the person said that they have their paper.
    taken_at TEXT
) STRICT;
CREATE INDEX jobs_by_moment ON jobs (queued_at);
CREATE INDEX jobs_of_subject ON jobs (subject);
CREATE INDEX jobs_of_session ON jobs (session) WHERE session <> '';
CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN INSERT INTO unprinted (job_id) VALUES (new.id); END;

-- What became of each job; the newest row is its state.
CREATE TABLE job_states (
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs,
    at TEXT NOT NULL,
    state TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE INDEX job_states_of ON job_states (job_id, id);
CREATE TRIGGER job_state_added AFTER INSERT ON job_states WHEN new.state IN ('completed', 'canceled')
    BEGIN DELETE FROM unprinted WHERE job_id = new.job_id; END;

-- An index kept by triggers: jobs that may still need paper or a person.
CREATE TABLE unprinted (
    job_id TEXT PRIMARY KEY REFERENCES jobs
) STRICT;


-- The tables of files that belong to a case; nothing in them is readable without the case's key.

-- The files that belong to cases.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL REFERENCES cases,
    field_id TEXT NOT NULL,
    -- In bytes, in clear, so that it can be summed without a key.
    size INTEGER NOT NULL,
    -- What the file is, and the key of its pieces, under the case's data key.
    locked BLOB NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX attachments_of_case ON attachments (case_id);

-- The bytes of a file, encrypted piece by piece; none once the hub has had them for days.
CREATE TABLE attachment_pieces (
    attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE,
    number INTEGER NOT NULL,
    piece BLOB NOT NULL,
    PRIMARY KEY (attachment_id, number)
) STRICT;

-- Files that a submitted case lists, for the hub.
CREATE TABLE parcels (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    hub_key TEXT NOT NULL,
    -- The key of the file as only the hub reads it; empty until enrolled.
    sealed BLOB NOT NULL
) STRICT;

-- The hub's signed word that it has a file.
CREATE TABLE parcel_receipts (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    at TEXT NOT NULL,
    statement BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;


-- The tables of mandates: days and marks in clear, everything about anyone locked under the mandate's own data key.

-- The written consents by which a mediator acts for a citizen.
CREATE TABLE mandates (
    id TEXT PRIMARY KEY,
    -- Its last day, at the site.
    ends_on TEXT NOT NULL,
    -- The last day it is kept, at the site.
    keep_until TEXT NOT NULL,
    -- The mandate, locked under its own data key.
    kept BLOB NOT NULL
) STRICT;
CREATE INDEX mandates_by_end ON mandates (ends_on);
CREATE INDEX mandates_by_retention ON mandates (keep_until);

-- What happened to a mandate, once each: signed, revoked, renewed, expired.
CREATE TABLE mandate_marks (
    mandate_id TEXT NOT NULL REFERENCES mandates,
    action TEXT NOT NULL,
    at TEXT NOT NULL,
    number INTEGER NOT NULL,
    PRIMARY KEY (mandate_id, action)
) STRICT;

-- What was done under a mandate.
CREATE TABLE mandate_uses (
    id INTEGER PRIMARY KEY,
    mandate_id TEXT NOT NULL REFERENCES mandates,
    -- Which case, what, by whom and when: locked under the mandate's data key.
    kept BLOB NOT NULL
) STRICT;
CREATE INDEX mandate_uses_of ON mandate_uses (mandate_id);


-- The journal's tables: the database itself refuses to change a line, to put one in between, or to take one out.

-- Who did what to which reference: append-only, each line's hash holds the line before.
CREATE TABLE journal (
    number INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    mediator_id TEXT NOT NULL,
    station_id TEXT NOT NULL,
    action TEXT NOT NULL,
    reference TEXT NOT NULL,
    detail TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX journal_of ON journal (reference);
CREATE TRIGGER journal_in_order BEFORE INSERT ON journal
    WHEN new.number <> (SELECT number + 1 FROM journal_head)
    BEGIN SELECT raise(ABORT, 'the journal grows at its end'); END;
CREATE TRIGGER journal_added AFTER INSERT ON journal
    BEGIN UPDATE journal_head SET number = new.number, hash = new.hash; END;
CREATE TRIGGER journal_kept BEFORE DELETE ON journal
    WHEN old.number > coalesce((SELECT max(number) FROM journal_checkpoints), 0)
    BEGIN SELECT raise(ABORT, 'the journal keeps its lines'); END;
CREATE TRIGGER journal_no_UPDATE BEFORE UPDATE ON journal
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

-- The newest line once more, in one row: a chain alone does not notice that its end is missing.
CREATE TABLE journal_head (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    number INTEGER NOT NULL,
    hash TEXT NOT NULL
) STRICT;
CREATE TRIGGER journal_head_follows BEFORE UPDATE ON journal_head
    WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash
                     AND new.number = old.number + 1)
    BEGIN SELECT raise(ABORT, 'the head follows the journal'); END;
CREATE TRIGGER journal_head_no_INSERT BEFORE INSERT ON journal_head
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_head_no_DELETE BEFORE DELETE ON journal_head
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;

-- Where older lines were purged, signed with the site's key.
CREATE TABLE journal_checkpoints (
    number INTEGER PRIMARY KEY,
    hash TEXT NOT NULL,
    at TEXT NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE TRIGGER journal_checkpoint_stands BEFORE INSERT ON journal_checkpoints
    WHEN NOT EXISTS (SELECT 1 FROM journal WHERE number = new.number AND hash = new.hash)
      OR new.number <= coalesce((SELECT max(number) FROM journal_checkpoints), 0)
    BEGIN SELECT raise(ABORT, 'a checkpoint names a line that is kept'); END;
CREATE TRIGGER journal_checkpoints_no_UPDATE BEFORE UPDATE ON journal_checkpoints
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_checkpoints_no_DELETE BEFORE DELETE ON journal_checkpoints
    BEGIN SELECT raise(ABORT, 'the journal is append-only'); END;


-- The tables of a busy counter: what a mediator begins most, and the drafts that were set aside with a note.

-- The procedures a mediator begins most, chosen by them.
CREATE TABLE favourites (
    mediator_id TEXT NOT NULL REFERENCES mediators,
    procedure_id TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (mediator_id, procedure_id)
) STRICT;

-- Drafts that were set aside.
CREATE TABLE parked (
    case_id TEXT PRIMARY KEY REFERENCES cases,
    -- Locked under the case's data key.
    note BLOB NOT NULL,
    at TEXT NOT NULL
) STRICT;


-- The files of the procedures that cases began with: a later change does not reach them.

-- Each file once.
CREATE TABLE procedure_files (
    -- A file is told by its bytes: a version number that nobody raised hides no change.
    sha256 TEXT PRIMARY KEY,
    procedure_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- Compressed with zlib.
    file BLOB NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at);


-- The printers a town hall has, and which paper comes out of which.

-- The printers a town hall has added. A forgotten one stays: a job may be there.
CREATE TABLE printers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    carrier TEXT NOT NULL,
    -- What reaches it, as JSON; holds no secret.
    settings TEXT NOT NULL,
    paper TEXT NOT NULL,
    profile TEXT NOT NULL,
    added_at TEXT NOT NULL,
    forgotten_at TEXT
) STRICT;
CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL;

-- Which printer prints which papers of which screen.
CREATE TABLE printer_choices (
    -- '' is every screen.
    station_id TEXT NOT NULL,
    -- '' is every kind of paper.
    papers TEXT NOT NULL,
    -- NULL is that nothing prints there.
    printer_id TEXT,
    PRIMARY KEY (station_id, papers)
) STRICT;


-- Proofs of receipts, and the list they are verified with.

-- The newest list of keys that receipts are verified with, as the hub signed it: one row at most.
CREATE TABLE receipt_keys (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    statement BLOB NOT NULL,
    signature BLOB NOT NULL,
    -- The hub's verify key, in hexadecimal.
    key TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;


-- Print jobs and their tries: each time bytes were handed to a printer, and what that printer says became of them.

-- Each time a job's bytes were handed to a printer.
CREATE TABLE tries (
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs,
    printer TEXT NOT NULL,
    copy INTEGER NOT NULL,
    at TEXT NOT NULL,
    -- What its printer said: 'completed', 'not-printed' (and never will be), or '' for nothing yet.
    ended TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tries_of ON tries (job_id, id);
CREATE INDEX tries_at ON tries (printer, id);


-- Files that the hub refused: they are tried again after those that it has not refused yet.

-- Files that the hub would not take when they were sent last.
CREATE TABLE parcel_refusals (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    -- When it last refused: who was refused longest ago is tried first.
    at TEXT NOT NULL,
    -- The hub's reason.
    code TEXT NOT NULL
) STRICT;


-- Views: what a state is, is computed from what happened and stored nowhere.

-- Refused events that nobody has mended or set aside.
CREATE VIEW attention AS
    SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
    FROM rejections CROSS JOIN events ON events.id = rejections.event_id
    WHERE NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)
      AND NOT EXISTS (SELECT 1 FROM dismissals WHERE dismissals.event_id = events.id);

-- Events the hub has not answered.
CREATE VIEW outbox AS SELECT events.* FROM unanswered CROSS JOIN events ON events.id = unanswered.event_id;

-- Each case's state, computed. `mendable`: the hub refused the case itself, which can be corrected.
CREATE VIEW case_states AS
    SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
        WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
        WHEN submissions.case_id IS NULL THEN 'draft'
        WHEN EXISTS (SELECT 1 FROM attention WHERE attention.stream = cases.id) THEN 'needs_attention'
        WHEN EXISTS (SELECT 1 FROM events WHERE events.reference = submissions.reference AND events.type = 'withdrawal'
                     AND events.id IN (SELECT event_id FROM acknowledgements)) THEN 'withdrawn'
        WHEN EXISTS (SELECT 1 FROM events WHERE events.reference = submissions.reference AND events.type = 'withdrawal'
                     AND events.id IN unanswered)
             AND coalesce((SELECT updates.state FROM updates WHERE updates.reference = submissions.reference
                           ORDER BY updates.number DESC LIMIT 1), '')
                 NOT IN ('accepted', 'refused', 'closed', 'withdrawn') THEN 'withdrawing'
        ELSE coalesce(
            (SELECT nullif(updates.state, 'received') FROM updates
             WHERE updates.reference = submissions.reference ORDER BY updates.number DESC LIMIT 1),
            CASE
                WHEN submissions.kind = 'prepared' THEN 'prepared'
                WHEN NOT EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id
                                 AND events.type = 'submitted' AND events.id IN unanswered) THEN 'received'
                WHEN EXISTS (SELECT 1 FROM events JOIN sends ON sends.event_id = events.id
                             WHERE events.stream = cases.id AND events.id IN unanswered) THEN 'sending'
                ELSE 'submitted' END) END AS state,
        (SELECT count(*) FROM events
         WHERE events.reference = submissions.reference AND events.id IN unanswered) AS unsent,
        EXISTS (SELECT 1 FROM attention
                WHERE attention.stream = cases.id AND attention.type = 'submitted') AS mendable
    FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id;

-- Each job with its state and its last try.
CREATE VIEW spool AS
    SELECT jobs.*, last.id AS note_id, last.state, last.detail, last.at AS state_at,
        tries.id AS try_id, tries.printer, tries.ended, coalesce(tries.copy, 0) AS copy
    FROM jobs
    JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
    LEFT JOIN tries ON tries.id = (SELECT max(id) FROM tries WHERE tries.job_id = jobs.id);


-- Which steps this database has had; kept by sqlite-utils.
CREATE TABLE "_sqlite_migrations" (
    "id" INTEGER PRIMARY KEY,
    "migration_set" TEXT,
    "name" TEXT,
    "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
