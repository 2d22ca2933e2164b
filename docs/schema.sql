-- The database of a box, as it is today: every table with its indexes and triggers, then the views.
-- `python -m scripts.schema` writes it from kiosk/store/migrations/ and keeps the sentences; a test holds it to them.
-- Moments are ISO 8601 in UTC, sizes are bytes, 0 and 1 are no and yes.


-- The screens: a browser that holds the token of this hash is a desk or a terminal (`role`).
CREATE TABLE stations (
    id TEXT PRIMARY KEY,
    token_hash TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    name TEXT NOT NULL DEFAULT '',
    created_at TEXT NOT NULL,
    -- Millimetres per CSS pixel; 0 if the screen was not measured.
    mm_per_px REAL NOT NULL DEFAULT 0,
    -- The reading distance; 0 if unknown.
    distance_mm INTEGER NOT NULL DEFAULT 0,
    -- Where its paper comes out, as `PaperSlot` tells; '' where nobody said it.
    paper_slot TEXT NOT NULL DEFAULT '',
    -- How loud each session begins at it, 0 to 100; NULL where the settings say it.
    speaker INTEGER
) STRICT;

-- The people who help. The row of a person who has left stays, for the name in journal and history.
CREATE TABLE mediators (
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL UNIQUE COLLATE NOCASE,
    name TEXT NOT NULL,
    administrator INTEGER NOT NULL,
    factor TEXT NOT NULL,
    -- Identifies the owner of a badge or a key file; '' for a passphrase.
    factor_hash TEXT NOT NULL,
    salt BLOB NOT NULL,
    public BLOB NOT NULL,
    -- The person's private half, locked under first factor and PIN; empty once they have left.
    wrapped BLOB NOT NULL,
    created_at TEXT NOT NULL,
    left_at TEXT
) STRICT;
CREATE INDEX mediators_by_factor ON mediators (factor_hash);

-- The public half of each service's key, with which cases can be written but not read.
CREATE TABLE services (
    id TEXT PRIMARY KEY,
    public BLOB NOT NULL,
    created_at TEXT NOT NULL
) STRICT;

-- Who has a service's private key.
CREATE TABLE grants (
    holder TEXT NOT NULL,
    service_id TEXT NOT NULL REFERENCES services,
    supervisor INTEGER NOT NULL,
    -- The private key, sealed to the holder's own key; empty until a supervisor grants it again.
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

-- The person in front of each screen.
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
    -- 1 once the screen was idle for too long: it asks for the PIN, even if the clock is set back.
    idle INTEGER NOT NULL DEFAULT 0,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    -- The person's display preferences, as `domain/screen/station.py` writes them.
    comfort TEXT NOT NULL DEFAULT '',
    -- How the person listens, as `domain/speech/listening.py` writes it; '' where nothing is read.
    speech TEXT NOT NULL DEFAULT ''
) STRICT;

-- The visit at which a session is: the step of a request, the face pressed; deleted with the session.
CREATE TABLE open_visits (
    session TEXT PRIMARY KEY,
    visit_id TEXT NOT NULL,
    step_id TEXT NOT NULL DEFAULT '',
    face TEXT NOT NULL DEFAULT '',
    said INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX open_visits_by_id ON open_visits (visit_id);

-- The counter of references; the last moment that the box is known to have run (seconds since 1970).
CREATE TABLE counters (
    name TEXT PRIMARY KEY,
    value INTEGER NOT NULL
) STRICT;

-- The key of each case, mandate or file, wrapped for each holder; without a row, nobody can read it.
CREATE TABLE data_keys (
    subject TEXT NOT NULL,
    kind TEXT NOT NULL,
    holder TEXT NOT NULL,
    wrapped BLOB NOT NULL,
    PRIMARY KEY (subject, kind, holder)
) STRICT;
CREATE INDEX data_keys_of_holder ON data_keys (kind, holder);
CREATE TRIGGER key_destroyed AFTER DELETE ON data_keys WHEN old.kind = 'service'
    BEGIN DELETE FROM expiries WHERE subject = old.subject; END;

-- The draft of each resume code, and the number of failed tries.
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
    -- The names of the persons, locked under the case's data key; empty while there are none.
    names BLOB NOT NULL,
    mediator_id TEXT NOT NULL,
    station_id TEXT NOT NULL,
    opened_at TEXT NOT NULL,
    changed_at TEXT NOT NULL,
    discarded_at TEXT,
    emptied_at TEXT,
    -- The file with which the case began.
    procedure_sha256 TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX cases_by_change ON cases (changed_at);
CREATE INDEX cases_of_service ON cases (service_id, changed_at) WHERE discarded_at IS NULL;
CREATE INDEX cases_named ON cases (changed_at) WHERE length(names) > 0;
CREATE TRIGGER draft_begun AFTER INSERT ON cases WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
    BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END;
CREATE TRIGGER draft_over AFTER UPDATE OF discarded_at, emptied_at ON cases
    WHEN new.discarded_at IS NOT NULL OR new.emptied_at IS NOT NULL
    BEGIN DELETE FROM unsubmitted WHERE case_id = new.id; END;
CREATE TRIGGER draft_brought_back AFTER UPDATE OF discarded_at, emptied_at ON cases
    WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
     AND NOT EXISTS (SELECT 1 FROM submissions WHERE case_id = new.id)
    BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END;

-- What was fixed when a case was submitted, and never changes.
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
    -- The receipt's signed proof; tells nothing about the answers once their salt is destroyed.
    proof BLOB NOT NULL DEFAULT x'',
    -- Days within which the town hall promised an answer that day, 0 for no promise.
    promised_days INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TRIGGER answer_promised AFTER INSERT ON submissions WHEN new.promised_days > 0 BEGIN
    INSERT INTO open_promises VALUES (new.case_id, date(new.legal_date, '+' || new.promised_days || ' days'));
    END;
CREATE TRIGGER draft_submitted AFTER INSERT ON submissions
    BEGIN DELETE FROM unsubmitted WHERE case_id = new.case_id; END;
CREATE TRIGGER retention_changed AFTER UPDATE OF retention_days ON submissions
    BEGIN UPDATE expiries SET due_at = due_at - old.retention_days + new.retention_days
    WHERE subject = new.case_id; END;

-- Cases to which the town hall promised an answer and that nobody has decided.
CREATE TABLE open_promises (
    case_id TEXT PRIMARY KEY REFERENCES submissions,
    -- The promised day, if nothing is asked for.
    day TEXT NOT NULL
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

-- The hubs to which this box was enrolled, with their pinned keys; the newest row counts.
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
    -- The site code of this box at the hub.
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
    -- The body, sealed to the hub; empty before enrolment and some days after the acknowledgement.
    sealed BLOB NOT NULL,
    sealed_to TEXT NOT NULL,
    signature BLOB NOT NULL
) STRICT;
CREATE INDEX events_unsealed ON events (stream) WHERE sealed_to = '';
CREATE UNIQUE INDEX one_event_a_place ON events (stream, sequence) WHERE replaces IS NULL;
CREATE INDEX events_of_stream ON events (stream, sequence);
CREATE INDEX events_of_reference ON events (reference);
CREATE INDEX events_by_moment ON events (recorded_at);
CREATE INDEX events_sealed ON events (recorded_at) WHERE length(sealed) > 0;
CREATE TRIGGER event_added AFTER INSERT ON events
    BEGIN INSERT INTO unanswered (event_id) VALUES (new.id); END;
CREATE TRIGGER rejection_corrected AFTER INSERT ON events WHEN new.replaces IS NOT NULL
    BEGIN DELETE FROM unmended WHERE event_id = new.replaces; END;

-- Events that go to the hub without their place, which the hub says another one has that this box does not know.
CREATE TABLE apart (
    event_id TEXT PRIMARY KEY REFERENCES events,
    at TEXT NOT NULL
) STRICT;

-- Events that may have reached the hub, and since when.
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
CREATE INDEX acknowledgements_of_hub ON acknowledgements (key);
CREATE TRIGGER acknowledgements_added AFTER INSERT ON acknowledgements
    BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;
CREATE TRIGGER acknowledgements_expire AFTER INSERT ON acknowledgements BEGIN INSERT OR REPLACE INTO expiries (subject, due_at)
    SELECT events.stream, julianday(new.at) + coalesce(submissions.retention_days, 0) FROM events
    LEFT JOIN submissions ON submissions.case_id = events.stream
    WHERE EXISTS (SELECT 1 FROM data_keys WHERE subject = events.stream AND kind = 'service') AND events.id = new.event_id; END;

-- Events that the hub refused, and the desk must correct.
CREATE TABLE rejections (
    event_id TEXT PRIMARY KEY REFERENCES events,
    at TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL
) STRICT;
CREATE TRIGGER rejections_added AFTER INSERT ON rejections
    BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;
CREATE TRIGGER rejection_to_mend AFTER INSERT ON rejections
    WHEN NOT EXISTS (SELECT 1 FROM events WHERE replaces = new.event_id)
     AND NOT EXISTS (SELECT 1 FROM dismissals WHERE event_id = new.event_id)
    BEGIN INSERT OR IGNORE INTO unmended (event_id) VALUES (new.event_id); END;
CREATE TRIGGER rejection_taken_back AFTER DELETE ON rejections
    BEGIN DELETE FROM unmended WHERE event_id = old.event_id; END;

-- Refused events that were set aside, and are not sent any more.
CREATE TABLE dismissals (
    event_id TEXT PRIMARY KEY REFERENCES events,
    at TEXT NOT NULL
) STRICT;
CREATE TRIGGER dismissals_added AFTER INSERT ON dismissals
    BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END;
CREATE TRIGGER rejection_dismissed AFTER INSERT ON dismissals
    BEGIN DELETE FROM unmended WHERE event_id = new.event_id; END;
CREATE TRIGGER dismissals_expire AFTER INSERT ON dismissals BEGIN INSERT OR REPLACE INTO expiries (subject, due_at)
    SELECT events.stream, julianday(new.at) + coalesce(submissions.retention_days, 0) FROM events
    LEFT JOIN submissions ON submissions.case_id = events.stream
    WHERE EXISTS (SELECT 1 FROM data_keys WHERE subject = events.stream AND kind = 'service') AND events.id = new.event_id; END;

-- An index, kept by triggers, of the events without an answer, so that no page scans all events.
CREATE TABLE unanswered (
    event_id TEXT PRIMARY KEY REFERENCES events
) STRICT;

-- The hub's updates about cases, in order of arrival.
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
    -- The day by which papers are due that the service asked for; '' where it asked for none.
    papers_by TEXT NOT NULL DEFAULT '',
    passed_to TEXT NOT NULL DEFAULT '',
    other_body INTEGER NOT NULL DEFAULT 0,
    UNIQUE (epoch, cursor)
) STRICT;
CREATE INDEX updates_of_reference ON updates (reference, number);
CREATE INDEX updates_unseen ON updates (number) WHERE seen_at IS NULL;
CREATE INDEX updates_read ON updates (seen_at) WHERE length(body) > 0;
CREATE TRIGGER answer_given AFTER INSERT ON updates
    WHEN new.state IN ('accepted', 'refused', 'closed', 'withdrawn') BEGIN DELETE FROM open_promises
    WHERE case_id = (SELECT case_id FROM submissions WHERE reference = new.reference); END;
CREATE TRIGGER answer_arrived AFTER INSERT ON updates WHEN new.kind NOT IN ('added', 'settled') BEGIN
    DELETE FROM open_answers WHERE update_id IN (SELECT id FROM updates WHERE reference = new.reference AND kind NOT IN ('added', 'settled') AND (kind = 'rights') = (new.kind = 'rights'));
    INSERT OR IGNORE INTO open_answers (update_id) VALUES (new.id); END;

-- Print jobs.
CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    reference TEXT NOT NULL,
    -- The subject of the paper, such as a case's id or an update's id.
    subject TEXT NOT NULL,
    language TEXT NOT NULL,
    plain INTEGER NOT NULL,
    station_id TEXT NOT NULL,
    queued_at TEXT NOT NULL,
    -- 1 for large print.
    large INTEGER NOT NULL DEFAULT 0,
    -- The session (a hash) at a terminal, '' at a desk; the job is canceled once the session ends.
    session TEXT NOT NULL DEFAULT '',
    -- When the person confirmed that they have their paper.
    taken_at TEXT
) STRICT;
CREATE INDEX jobs_by_moment ON jobs (queued_at);
CREATE INDEX jobs_of_subject ON jobs (subject);
CREATE INDEX jobs_of_session ON jobs (session) WHERE session <> '';
CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN INSERT INTO unprinted (job_id) VALUES (new.id); END;

-- The states of each job; the newest row counts.
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

-- An index, kept by triggers, of the jobs that are neither completed nor canceled.
CREATE TABLE unprinted (
    job_id TEXT PRIMARY KEY REFERENCES jobs
) STRICT;

-- The files that belong to cases.
CREATE TABLE attachments (
    id TEXT PRIMARY KEY,
    case_id TEXT NOT NULL,
    field_id TEXT NOT NULL,
    -- In bytes, in clear, so that sizes can be added up without a key.
    size INTEGER NOT NULL,
    -- The file's name and type, and the key of its pieces, locked under the case's data key.
    locked BLOB NOT NULL,
    added_at TEXT NOT NULL,
    -- The supplement that lists the file; none for a file of the submitted case, or of a draft.
    event_id TEXT
) STRICT;
CREATE INDEX attachments_of_case ON attachments (case_id);
CREATE INDEX attachments_of_event ON attachments (event_id);

-- The bytes of a file, encrypted piece by piece; none some days after the acknowledgement.
CREATE TABLE attachment_pieces (
    attachment_id TEXT NOT NULL REFERENCES attachments ON DELETE CASCADE,
    number INTEGER NOT NULL,
    piece BLOB NOT NULL,
    PRIMARY KEY (attachment_id, number)
) STRICT;

-- Files of submitted cases, to be sent to the hub.
CREATE TABLE parcels (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    sha256 TEXT NOT NULL,
    hub_key TEXT NOT NULL,
    -- The key of the file, sealed to the hub; empty before enrolment.
    sealed BLOB NOT NULL
) STRICT;

-- The hub's signed acknowledgement of each file.
CREATE TABLE parcel_receipts (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    at TEXT NOT NULL,
    statement BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;

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

-- Number and hash of the newest line, because a chain alone does not show that its end was removed.
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

-- The last purged line of each purge, signed with the site's key.
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

-- Append-only lines of visits, without a name: `kind` and `value` as `kiosk.domain.visits.ledger.Entry` says.
CREATE TABLE visit_ledger (
    number INTEGER PRIMARY KEY,
    visit_id TEXT NOT NULL,
    day TEXT NOT NULL,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    procedure_id TEXT NOT NULL DEFAULT '',
    value TEXT NOT NULL DEFAULT '',
    mediator_id TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX visit_ledger_of ON visit_ledger (visit_id, kind);
CREATE INDEX visit_ledger_by_moment ON visit_ledger (at);
CREATE INDEX visit_ledger_served ON visit_ledger (mediator_id, day) WHERE kind = 'served';
CREATE TRIGGER visit_ledger_no_UPDATE BEFORE UPDATE ON visit_ledger
    BEGIN SELECT raise(ABORT, 'the ledger of visits is append-only'); END;
CREATE TRIGGER visit_counted AFTER INSERT ON visit_ledger BEGIN
    INSERT INTO visit_counts (day, kind, procedure_id, value, count)
    VALUES (new.day, new.kind, new.procedure_id, new.value, 1)
    ON CONFLICT (day, kind, procedure_id, value) DO UPDATE SET count = count + 1; END;

-- name and no case; gone with the lines of the visit, and when the mediator leaves.
CREATE TABLE visit_notes (
    mediator_id TEXT NOT NULL,
    visit_id TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (mediator_id, visit_id, name)
) WITHOUT ROWID, STRICT;

-- How many lines of a kind the ledger has had for a day, kept by its trigger.
CREATE TABLE visit_counts (
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    procedure_id TEXT NOT NULL,
    value TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (day, kind, procedure_id, value)
) WITHOUT ROWID, STRICT;

-- For how many visits of a month each way to see, press or listen was chosen.
CREATE TABLE comfort_counts (
    month TEXT NOT NULL,
    choice TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (month, choice)
) WITHOUT ROWID, STRICT;

-- How often each face was pressed in a month.
CREATE TABLE opinions (
    month TEXT NOT NULL,
    face TEXT NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (month, face)
) WITHOUT ROWID, STRICT;

-- Words beside a face, sealed to a service, in the order of random ids.
CREATE TABLE opinion_words (
    id TEXT PRIMARY KEY,
    month TEXT NOT NULL,
    service_id TEXT NOT NULL,
    body BLOB NOT NULL
) WITHOUT ROWID, STRICT;

-- The months whose published figures the hub was sent: what it has goes once, what it refused again after a week.
CREATE TABLE sent_figures (
    month TEXT PRIMARY KEY,
    at TEXT NOT NULL,
    refusal TEXT NOT NULL
) STRICT;

-- Messages to the public that the desk wrote: the hole of a ready-made one, or own words by language; and their end.
CREATE TABLE public_messages (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    texts TEXT NOT NULL,
    until TEXT NOT NULL
) STRICT;

-- The favourite procedures that each mediator has chosen.
CREATE TABLE favourites (
    mediator_id TEXT NOT NULL REFERENCES mediators,
    procedure_id TEXT NOT NULL,
    added_at TEXT NOT NULL,
    PRIMARY KEY (mediator_id, procedure_id)
) STRICT;

-- What somebody of the town hall checked at the desk, by the digest of the fact that they read.
CREATE TABLE fact_checks (
    sha256 TEXT PRIMARY KEY,
    checked_on TEXT NOT NULL,
    checked_by TEXT NOT NULL
) STRICT;

-- Drafts that were set aside.
CREATE TABLE parked (
    case_id TEXT PRIMARY KEY REFERENCES cases,
    -- Locked under the case's data key.
    note BLOB NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- The files of procedures, each stored once.
CREATE TABLE procedure_files (
    -- Identifies a file by its bytes, because not every change raises its version number.
    sha256 TEXT PRIMARY KEY,
    procedure_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    -- Compressed with zlib.
    file BLOB NOT NULL,
    kept_at TEXT NOT NULL
) STRICT;
CREATE INDEX procedure_files_of ON procedure_files (procedure_id, kept_at);

-- The added printers; the row of a forgotten one stays, because it may still have a job.
CREATE TABLE printers (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    carrier TEXT NOT NULL,
    -- The settings of its carrier, as JSON; without secrets.
    settings TEXT NOT NULL,
    paper TEXT NOT NULL,
    profile TEXT NOT NULL,
    added_at TEXT NOT NULL,
    forgotten_at TEXT
) STRICT;
CREATE UNIQUE INDEX printers_by_name ON printers (name COLLATE NOCASE) WHERE forgotten_at IS NULL;

-- The printer for each kind of paper at each station.
CREATE TABLE printer_choices (
    -- '' for every station.
    station_id TEXT NOT NULL,
    -- '' for every kind of paper.
    papers TEXT NOT NULL,
    -- NULL if nothing is printed there.
    printer_id TEXT,
    PRIMARY KEY (station_id, papers)
) STRICT;

-- The newest list of keys for verifying receipts, as the hub signed it; at most one row.
CREATE TABLE receipt_keys (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    statement BLOB NOT NULL,
    signature BLOB NOT NULL,
    -- The hub's verify key, in hexadecimal.
    key TEXT NOT NULL,
    received_at TEXT NOT NULL
) STRICT;

-- Each time that a job was sent to a printer.
CREATE TABLE tries (
    id INTEGER PRIMARY KEY,
    job_id TEXT NOT NULL REFERENCES jobs,
    printer TEXT NOT NULL,
    copy INTEGER NOT NULL,
    at TEXT NOT NULL,
    -- How it ended, as the printer reports: 'completed', 'in-a-file', 'not-printed' (finally), or '' while unknown.
    ended TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX tries_of ON tries (job_id, id);
CREATE INDEX tries_at ON tries (printer, id);

-- Files that the hub refused when they were sent last.
CREATE TABLE parcel_refusals (
    attachment_id TEXT PRIMARY KEY REFERENCES attachments ON DELETE CASCADE,
    -- The last refusal; the file with the oldest one is sent again first.
    at TEXT NOT NULL,
    -- The hub's reason.
    code TEXT NOT NULL,
    -- Refusals in a row; the more, the later the file is tried again.
    times INTEGER NOT NULL DEFAULT 1
) STRICT;

-- The numbers that a case had before; its number of now stands in `submissions`.
CREATE TABLE aliases (
    case_id TEXT NOT NULL REFERENCES submissions,
    former TEXT NOT NULL,
    at TEXT NOT NULL,
    -- Why it was changed: the hub's code (`wrong-site`, `reference-taken`).
    why TEXT NOT NULL,
    -- When the desk noted that the person knows the new number.
    told_at TEXT,
    PRIMARY KEY (case_id, former)
) STRICT;
CREATE INDEX aliases_of_number ON aliases (former);
CREATE INDEX aliases_untold ON aliases (case_id) WHERE told_at IS NULL;

-- The last backups that were made or failed.
CREATE TABLE backups (
    id INTEGER PRIMARY KEY,
    at TEXT NOT NULL,
    -- The file, or the folder where it should have been.
    place TEXT NOT NULL,
    -- Why there is none, a code; empty where it was made.
    fault TEXT NOT NULL
) STRICT;

-- The hub's last note about a newer version of Parvis, as it was signed.
CREATE TABLE release_notes (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    statement BLOB NOT NULL,
    signature BLOB NOT NULL
) STRICT;

-- The hub's last signed statement about itself, which shows a hub that went back; at most one row.
CREATE TABLE hub_standing (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    statement BLOB NOT NULL,
    signature BLOB NOT NULL,
    received_at TEXT NOT NULL
) STRICT;

-- Steps of the first day that are done: the wizard's, and what the desk is reminded of.
CREATE TABLE first_day (
    -- A step, as `domain.screen.first_day_step` names it.
    step TEXT PRIMARY KEY,
    -- What was typed and stands nowhere else, as JSON; '' for none. Never a secret.
    value TEXT NOT NULL DEFAULT '',
    -- When it was done, in UTC.
    at TEXT NOT NULL
) STRICT;

-- Cases whose number a person at a terminal left at the desk; the number stands in `submissions`.
CREATE TABLE left_numbers (
    case_id TEXT PRIMARY KEY REFERENCES submissions,
    -- The terminal it was left at; '' for a screen that is no station.
    station_id TEXT NOT NULL,
    -- When, in UTC.
    at TEXT NOT NULL
) STRICT;

-- Cases of which an answer signals a danger; `seen_at` is when somebody said that the service has been told.
CREATE TABLE dangers (
    case_id TEXT PRIMARY KEY REFERENCES submissions,
    at TEXT NOT NULL,
    seen_at TEXT
) STRICT;

-- How much room the disk of the data folder had, on each of the last days.
CREATE TABLE disk_room (
    day TEXT PRIMARY KEY,
    -- Bytes, the least of the day.
    free INTEGER NOT NULL
) STRICT;

-- The signed roots that were trusted, one after another; the newest names the keys that count.
CREATE TABLE published_roots (
    number INTEGER PRIMARY KEY,
    -- The signed document, as JSON.
    document TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- The signed list that is followed, for every site and for this one.
CREATE TABLE published_lists (
    -- The code of this site; empty for the list of every site.
    scope TEXT PRIMARY KEY,
    number INTEGER NOT NULL,
    -- The signed document, as JSON.
    document TEXT NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- The bytes of published items, also of some whose list is not complete yet.
CREATE TABLE published_contents (
    sha256 TEXT PRIMARY KEY,
    content BLOB NOT NULL
) STRICT;

-- The items in force; one whose kind was faulty in the newest list stays as it was.
CREATE TABLE published_items (
    scope TEXT NOT NULL,
    -- The word of a kind of item, such as procedure.
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL REFERENCES published_contents (sha256),
    PRIMARY KEY (scope, kind, name)
) STRICT;

-- Kinds of item that the newest list has and this box did not take, and why.
CREATE TABLE published_faults (
    kind TEXT PRIMARY KEY,
    code TEXT NOT NULL,
    -- What the words of the code need, as JSON.
    details TEXT NOT NULL
) STRICT;

-- How far this box has followed the hub, one row.
CREATE TABLE published_following (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The epoch of the hub whose cursor it is.
    epoch TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    -- Why the newest publication was not taken; empty where it was.
    code TEXT NOT NULL,
    -- What the words of the code need, as JSON.
    details TEXT NOT NULL,
    at TEXT NOT NULL,
    -- The version of Parvis that followed; another one looks at everything again.
    program TEXT NOT NULL
) STRICT;

-- Which mediator has read which published message.
CREATE TABLE message_reads (
    -- The message, by the name of its item.
    name TEXT NOT NULL,
    -- Its contents: a message that was changed is to be read again.
    sha256 TEXT NOT NULL,
    mediator_id TEXT NOT NULL REFERENCES mediators (id),
    at TEXT NOT NULL,
    PRIMARY KEY (name, sha256, mediator_id)
) STRICT;

-- Settings that an authority published or took away, one after another.
CREATE TABLE setting_changes (
    number INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    -- The published value, as JSON.
    value TEXT NOT NULL,
    -- The item that says so; empty where no list says anything of it any more.
    sha256 TEXT NOT NULL,
    -- The code of this site where the list is its own; empty for the list of every site.
    scope TEXT NOT NULL,
    -- The number of that list when it came into force.
    list_number INTEGER NOT NULL,
    at TEXT NOT NULL
) STRICT;

-- Settings for which the town hall keeps its own value, and who said so.
CREATE TABLE setting_reverts (
    name TEXT PRIMARY KEY,
    mediator_id TEXT NOT NULL REFERENCES mediators (id),
    at TEXT NOT NULL
) STRICT;

-- Files for the hub that were carried by hand; the cases in them stay in the outbox until it has signed.
CREATE TABLE bundles (
    id TEXT PRIMARY KEY,
    site TEXT NOT NULL,
    hub TEXT NOT NULL,
    made_at TEXT NOT NULL,
    -- The hub's epoch when it was made: an answer of an earlier one is refused.
    epoch TEXT NOT NULL,
    events INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    -- Whether the file was written to its end, or downloaded.
    made INTEGER NOT NULL DEFAULT 0,
    answered_at TEXT
) STRICT;

-- An index, kept by triggers, of refused events that were neither corrected nor set aside.
CREATE TABLE unmended (
    event_id TEXT PRIMARY KEY REFERENCES events
) STRICT;

-- An index, kept by triggers, of the drafts: neither submitted, nor discarded, nor destroyed.
CREATE TABLE unsubmitted (
    case_id TEXT PRIMARY KEY REFERENCES cases ON DELETE CASCADE
) STRICT;
CREATE TRIGGER draft_left_the_list AFTER DELETE ON unsubmitted
    BEGIN DELETE FROM work_handed WHERE subject = old.case_id; END;

-- An index, kept by triggers, of when a subject may be destroyed at the earliest.
CREATE TABLE expiries (
    subject TEXT PRIMARY KEY,
    -- SQLite's julianday: the last answer for its events, and its days of retention.
    due_at REAL NOT NULL
) STRICT;
CREATE INDEX expiries_by_moment ON expiries (due_at);

-- The authority that other screens of the town hall trust; one row, made when the box first serves the local network. It is here so that a backup brings it along.
CREATE TABLE local_authority (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    -- The box's name in the local network, as `parvis-1a2b.local`.
    name TEXT NOT NULL,
    -- Its certificate (PEM), which holds no secret.
    certificate BLOB NOT NULL,
    -- Its private key (PKCS #8, PEM).
    key BLOB NOT NULL,
    made_at TEXT NOT NULL
) STRICT;

-- Stations of the local network: screens that took a one-time code of the desk.
CREATE TABLE enrolled_stations (
    station_id TEXT PRIMARY KEY REFERENCES stations ON DELETE CASCADE,
    -- What its cookies are made with, so that no other station can make one.
    secret TEXT NOT NULL,
    place TEXT NOT NULL,
    -- The number of the cookie that it last used; an older one is a copy.
    generation INTEGER NOT NULL,
    -- When it first used that cookie.
    rotated_at TEXT NOT NULL,
    -- When it last asked for something, to the minute.
    seen_at TEXT NOT NULL,
    enrolled_at TEXT NOT NULL,
    -- The mediator whose code it took.
    enrolled_by TEXT NOT NULL,
    -- When it was ended, NULL while it may come.
    ended_at TEXT,
    -- Why it was ended, as `StationEnd` tells; '' while it may come.
    ended_why TEXT NOT NULL DEFAULT ''
) STRICT;

-- Supplements that have files and are not sent yet; each is the subject of its files.
CREATE TABLE supplement_drafts (
    -- The id that its event will have; its key is locked for one session and for nobody else.
    id TEXT PRIMARY KEY,
    reference TEXT NOT NULL,
    begun_at TEXT NOT NULL,
    -- The code's hash and the papers asked for, locked by the draft's key; none at a desk.
    alone BLOB,
    -- What is typed and ticked in a desk's form, locked by the draft's key.
    typed BLOB
) STRICT;

-- Answers of the hub that somebody at the desk says are dealt with; taken back, the row is deleted.
CREATE TABLE work_done (
    -- The answer, in `updates`.
    update_id TEXT PRIMARY KEY REFERENCES updates (id),
    -- Who said so.
    mediator_id TEXT NOT NULL,
    -- When, in UTC.
    at TEXT NOT NULL
) STRICT;
CREATE INDEX work_done_by_moment ON work_done (at);
CREATE TRIGGER answer_done AFTER INSERT ON work_done
    BEGIN DELETE FROM open_answers WHERE update_id = new.update_id; END;
CREATE TRIGGER answer_open_again AFTER DELETE ON work_done BEGIN
    INSERT OR IGNORE INTO open_answers (update_id) SELECT id FROM updates AS again
    WHERE id = old.update_id AND NOT EXISTS
    (SELECT 1 FROM updates WHERE reference = again.reference AND kind NOT IN ('added', 'settled') AND (kind = 'rights') = (again.kind = 'rights') AND number > again.number); END;

-- Work at the desk that one mediator gave to another; it goes when the work does.
CREATE TABLE work_handed (
    -- The answer (`updates.id`) or the draft (`cases.id`).
    subject TEXT PRIMARY KEY,
    -- Who gave it.
    mediator_id TEXT NOT NULL,
    -- Who is to do it.
    to_id TEXT NOT NULL,
    -- When, in UTC.
    at TEXT NOT NULL
) STRICT;

-- An index, kept by triggers, of the newest answer of each case that is not done.
CREATE TABLE open_answers (
    update_id TEXT PRIMARY KEY REFERENCES updates (id)
) STRICT;
CREATE TRIGGER answer_left_the_list AFTER DELETE ON open_answers
    BEGIN DELETE FROM work_handed WHERE subject = old.update_id; END;

-- How the person of a case wishes to be told of news; no row: they come, or get a letter.
CREATE TABLE wished_notices (
    case_id TEXT PRIMARY KEY REFERENCES cases,
    -- The addresses that they confirmed, by way, locked under the key of the case.
    wish BLOB NOT NULL
) STRICT;

-- The document of an update; its name and hash are in the update's words, and it goes with them.
CREATE TABLE given_documents (
    id TEXT PRIMARY KEY,
    update_id TEXT NOT NULL UNIQUE,
    -- Whose key opens it.
    service_id TEXT NOT NULL,
    -- Clear bytes.
    size INTEGER NOT NULL,
    -- The key and the header of its chunks, sealed to the service; NULL until the hub said.
    made_of BLOB,
    -- SHA-256 of each chunk in order, 32 bytes each; NULL until the hub said.
    chunks BLOB,
    -- When the hub had it not; NULL where it was not asked, or had it.
    asked_at TEXT
) STRICT;

-- The chunks of a document, encrypted, as the hub gave them.
CREATE TABLE given_chunks (
    document_id TEXT NOT NULL REFERENCES given_documents ON DELETE CASCADE,
    -- From 0.
    place INTEGER NOT NULL,
    chunk BLOB NOT NULL,
    PRIMARY KEY (document_id, place)
) STRICT;

-- What was noted of the person of a case: a death, a telephone or an address that fails.
CREATE TABLE person_facts (
    case_id TEXT PRIMARY KEY REFERENCES cases,
    -- Each fact with who noted it and when, locked under the key of the case.
    facts BLOB NOT NULL,
    -- The event that tells the service; empty where no hub takes it.
    event_id TEXT NOT NULL
) STRICT;

-- Calls to persons about answers of the service; taken back, the row is deleted.
CREATE TABLE calls (
    id INTEGER PRIMARY KEY,
    -- The answer, in `updates`.
    update_id TEXT NOT NULL REFERENCES updates (id),
    -- Who called.
    mediator_id TEXT NOT NULL,
    -- When, in UTC.
    at TEXT NOT NULL,
    -- `reached`, `message` (one was left) or `no-answer`.
    outcome TEXT NOT NULL
) STRICT;
CREATE INDEX calls_by_update ON calls (update_id);


-- Views: what a state is, is computed from what happened and stored nowhere.

-- Events the hub has not answered.
CREATE VIEW outbox AS SELECT events.* FROM unanswered CROSS JOIN events ON events.id = unanswered.event_id;

-- Each job with its state and its last try.
CREATE VIEW spool AS
    SELECT jobs.*, last.id AS note_id, last.state, last.detail, last.at AS state_at,
        tries.id AS try_id, tries.printer, tries.ended, coalesce(tries.copy, 0) AS copy
    FROM jobs
    JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
    LEFT JOIN tries ON tries.id = (SELECT max(id) FROM tries WHERE tries.job_id = jobs.id);

-- Refused events that were neither corrected nor set aside.
CREATE VIEW attention AS
    SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
    FROM unmended CROSS JOIN rejections ON rejections.event_id = unmended.event_id
    CROSS JOIN events ON events.id = unmended.event_id;

-- Each case's computed state; `mendable` if the hub refused the case itself, which can be corrected.
CREATE VIEW case_states AS
    SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
        WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
        WHEN submissions.case_id IS NULL THEN 'draft'
        WHEN EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id AND +events.id IN unmended)
            THEN 'needs_attention'
        WHEN EXISTS (SELECT 1 FROM events WHERE (events.reference = submissions.reference OR events.stream = submissions.case_id
         OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                 AND why <> 'reference-taken')) AND events.type = 'withdrawal'
                     AND +events.id IN (SELECT event_id FROM acknowledgements)) THEN 'withdrawn'
        WHEN EXISTS (SELECT 1 FROM events WHERE (events.reference = submissions.reference OR events.stream = submissions.case_id
         OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                 AND why <> 'reference-taken')) AND events.type = 'withdrawal'
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
        (SELECT count(*) FROM events WHERE (events.reference = submissions.reference OR events.stream = submissions.case_id
         OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                 AND why <> 'reference-taken')) AND +events.id IN unanswered) AS unsent,
        EXISTS (SELECT 1 FROM events WHERE events.stream = cases.id AND events.type = 'submitted'
                AND +events.id IN unmended) AS mendable
    FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id;


-- Which steps this database has had; kept by sqlite-utils.
CREATE TABLE "_sqlite_migrations" (
    "id" INTEGER PRIMARY KEY,
    "migration_set" TEXT,
    "name" TEXT,
    "applied_at" TEXT
);
CREATE UNIQUE INDEX "idx__sqlite_migrations_migration_set_name"
    ON "_sqlite_migrations" ("migration_set", "name");
