"""The first tables: people, stations, cases, outbox, updates and print jobs.

Columns with personal data hold it encrypted only; their keys are not stored in clear.
"""

from typing import Any

RECORDED = "m001_spine"
ABOUT = {
    "stations": "The screens: a browser that holds the token of this hash is a desk or a terminal (`role`).",
    "mediators": "The people who help. The row of a person who has left stays, for the name in journal and history.",
    "mediators.factor_hash": "Identifies the owner of a badge or a key file; '' for a passphrase.",
    "mediators.wrapped": "The person's private half, locked under first factor and PIN; empty once they have left.",
    "services": "The public half of each service's key, with which cases can be written but not read.",
    "grants": "Who has a service's private key.",
    "grants.sealed": "The private key, sealed to the holder's own key; empty until a supervisor grants it again.",
    "recovery": "The public half of the recovery sheet in the safe: one row at most.",
    "wrong_tries": "Wrong PINs since the last right one.",
    "sessions": "The person in front of each screen.",
    "sessions.case_id": "The case that is open on the screen, '' for none.",
    "sessions.confirming": "The case the citizen confirms while the screen is turned to them, '' for none.",
    "sessions.idle": "1 once the screen was idle for too long: it asks for the PIN, even if the clock is set back.",
    "counters": "The counter of references; the last moment that the box is known to have run (seconds since 1970).",
    "data_keys": "The key of each case, mandate or file, wrapped for each holder; without a row, nobody can read it.",
    "resume_codes": "The draft of each resume code, and the number of failed tries.",
    "cases": "Drafts and submitted cases.",
    "cases.answers": "Locked under the case's data key; empty once destroyed.",
    "cases.names": "The names of the persons, locked under the case's data key; empty while there are none.",
    "submissions": "What was fixed when a case was submitted, and never changes.",
    "submissions.legal_date": "A day in the site's time zone.",
    "submissions.follow_code": "Locked under the case's data key.",
    "clock_notes": "When the clock was in doubt, and when the desk confirmed the date.",
    "enrolments": "The hubs to which this box was enrolled, with their pinned keys; the newest row counts.",
    "events": "Facts about cases, for the hub to read: never deleted, in order within a stream (a case).",
    "events.kept": "The body, locked under its stream's data key; empty once destroyed.",
    "events.sealed": "The body, sealed to the hub; empty before enrolment and some days after the acknowledgement.",
    "sends": "Events that may have reached the hub, and since when.",
    "acknowledgements": "The hub's signed answer to each event it has taken.",
    "rejections": "Events that the hub refused, and the desk must correct.",
    "dismissals": "Refused events that were set aside, and are not sent any more.",
    "unanswered": "An index, kept by triggers, of the events without an answer, so that no page scans all events.",
    "updates": "The hub's updates about cases, in order of arrival.",
    "updates.body": "Sealed to the service of the case; empty once destroyed.",
    "attention": "Refused events that were neither corrected nor set aside.",
    "outbox": "Events the hub has not answered.",
    "jobs": "Print jobs.",
    "jobs.subject": "The subject of the paper, such as a case's id or an update's id.",
    "job_states": "The states of each job; the newest row counts.",
    "unprinted": "An index, kept by triggers, of the jobs that are neither completed nor canceled.",
}

_PEOPLE = (
    """CREATE TABLE stations (
        id TEXT PRIMARY KEY, token_hash TEXT NOT NULL UNIQUE, role TEXT NOT NULL, name TEXT NOT NULL DEFAULT '',
        created_at TEXT NOT NULL) STRICT""",
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
        id_hash TEXT PRIMARY KEY, station_id TEXT, mediator_id TEXT REFERENCES mediators,
        language TEXT NOT NULL, plain INTEGER NOT NULL, case_id TEXT NOT NULL DEFAULT '',
        confirming TEXT NOT NULL DEFAULT '', idle INTEGER NOT NULL DEFAULT 0, created_at TEXT NOT NULL,
        seen_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE journal (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        action TEXT NOT NULL, reference TEXT NOT NULL, detail TEXT NOT NULL) STRICT""",
    "CREATE INDEX journal_of ON journal (reference)",
)

_CASES = (
    "CREATE TABLE counters (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT",
    """CREATE TABLE data_keys (
        subject TEXT NOT NULL, kind TEXT NOT NULL, holder TEXT NOT NULL, wrapped BLOB NOT NULL,
        PRIMARY KEY (subject, kind, holder)) STRICT""",
    "CREATE INDEX data_keys_of_holder ON data_keys (kind, holder)",
    """CREATE TABLE resume_codes (
        locator TEXT PRIMARY KEY, case_id TEXT NOT NULL UNIQUE, salt BLOB NOT NULL, tries INTEGER NOT NULL) STRICT""",
    """CREATE TABLE cases (
        id TEXT PRIMARY KEY, procedure_id TEXT NOT NULL, procedure_version INTEGER NOT NULL, service_id TEXT NOT NULL,
        channel TEXT NOT NULL, language TEXT NOT NULL, plain INTEGER NOT NULL, answers BLOB NOT NULL,
        names BLOB NOT NULL, mediator_id TEXT NOT NULL, station_id TEXT NOT NULL,
        opened_at TEXT NOT NULL, changed_at TEXT NOT NULL, discarded_at TEXT, emptied_at TEXT) STRICT""",
    "CREATE INDEX cases_by_change ON cases (changed_at)",
    """CREATE TABLE submissions (
        case_id TEXT PRIMARY KEY REFERENCES cases, reference TEXT NOT NULL UNIQUE, counter INTEGER NOT NULL UNIQUE,
        kind TEXT NOT NULL, legal_date TEXT NOT NULL, date_certain INTEGER NOT NULL, submitted_at TEXT NOT NULL,
        retention_days INTEGER NOT NULL, follow_code BLOB NOT NULL) STRICT""",
    """CREATE TABLE clock_notes (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, kind TEXT NOT NULL, reason TEXT NOT NULL,
        offset_days INTEGER NOT NULL, events INTEGER NOT NULL) STRICT""",
)

_OUTBOX = (
    """CREATE TABLE enrolments (
        id INTEGER PRIMARY KEY, at TEXT NOT NULL, url TEXT NOT NULL, name TEXT NOT NULL, token TEXT NOT NULL,
        verify_key TEXT NOT NULL, seal_key BLOB NOT NULL, epoch TEXT NOT NULL, key_made_at TEXT NOT NULL) STRICT""",
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
    "CREATE TABLE sends (event_id TEXT PRIMARY KEY REFERENCES events, first_at TEXT NOT NULL) STRICT",
    """CREATE TABLE acknowledgements (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, statement BLOB NOT NULL,
        signature BLOB NOT NULL, key TEXT NOT NULL) STRICT""",
    """CREATE TABLE rejections (
        event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL, code TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT""",
    "CREATE TABLE dismissals (event_id TEXT PRIMARY KEY REFERENCES events, at TEXT NOT NULL) STRICT",
    "CREATE TABLE unanswered (event_id TEXT PRIMARY KEY REFERENCES events) STRICT",
    """CREATE TRIGGER event_added AFTER INSERT ON events
        BEGIN INSERT INTO unanswered (event_id) VALUES (new.id); END""",
    *(
        f"""CREATE TRIGGER {table}_added AFTER INSERT ON {table}
        BEGIN DELETE FROM unanswered WHERE event_id = new.event_id; END"""
        for table in ("acknowledgements", "rejections", "dismissals")
    ),
    """CREATE TABLE updates (
        number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, epoch TEXT NOT NULL, cursor INTEGER NOT NULL,
        reference TEXT NOT NULL, kind TEXT NOT NULL, state TEXT NOT NULL, at TEXT NOT NULL, service_id TEXT NOT NULL,
        body BLOB NOT NULL, received_at TEXT NOT NULL, seen_at TEXT, UNIQUE (epoch, cursor)) STRICT""",
    "CREATE INDEX updates_of_reference ON updates (reference, number)",
    "CREATE INDEX updates_unseen ON updates (number) WHERE seen_at IS NULL",
    """CREATE VIEW attention AS
        SELECT events.*, rejections.code, rejections.detail, rejections.at AS rejected_at
        FROM rejections CROSS JOIN events ON events.id = rejections.event_id
        WHERE NOT EXISTS (SELECT 1 FROM events later WHERE later.replaces = events.id)
          AND NOT EXISTS (SELECT 1 FROM dismissals WHERE dismissals.event_id = events.id)""",
    # CROSS JOIN tells SQLite which side is small.
    "CREATE VIEW outbox AS SELECT events.* FROM unanswered CROSS JOIN events ON events.id = unanswered.event_id",
    """CREATE VIEW case_states AS
        SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
            WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
            WHEN submissions.case_id IS NULL THEN 'draft'
            WHEN EXISTS (SELECT 1 FROM attention WHERE attention.stream = cases.id) THEN 'needs_attention'
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
        FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id""",
)

_SPOOL = (
    """CREATE TABLE jobs (
        id TEXT PRIMARY KEY, kind TEXT NOT NULL, reference TEXT NOT NULL, subject TEXT NOT NULL,
        language TEXT NOT NULL, plain INTEGER NOT NULL, paper TEXT NOT NULL, copy INTEGER NOT NULL,
        station_id TEXT NOT NULL, queued_at TEXT NOT NULL) STRICT""",
    """CREATE TABLE job_states (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, at TEXT NOT NULL, state TEXT NOT NULL,
        detail TEXT NOT NULL) STRICT""",
    "CREATE INDEX jobs_by_moment ON jobs (queued_at)",
    "CREATE INDEX jobs_of_subject ON jobs (subject)",
    "CREATE INDEX job_states_of ON job_states (job_id, id)",
    "CREATE TABLE unprinted (job_id TEXT PRIMARY KEY REFERENCES jobs) STRICT",
    "CREATE TRIGGER job_added AFTER INSERT ON jobs BEGIN INSERT INTO unprinted (job_id) VALUES (new.id); END",
    """CREATE TRIGGER job_state_added AFTER INSERT ON job_states WHEN new.state IN ('completed', 'canceled')
        BEGIN DELETE FROM unprinted WHERE job_id = new.job_id; END""",
    """CREATE VIEW spool AS
        SELECT jobs.*, last.state, last.detail, last.at AS state_at FROM jobs
        JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)""",
)


def migrate(db: Any) -> None:
    """Create the first tables in an empty database."""
    for statement in (*_PEOPLE, *_CASES, *_OUTBOX, *_SPOOL):
        db.execute(statement)
