"""Indexes for a box with very many past cases, so that no page and no loop reads them all."""

from typing import Any

RECORDED = "m0031_size"
ABOUT = {
    "unmended": "An index, kept by triggers, of refused events that were neither corrected nor set aside.",
    "unsubmitted": "An index, kept by triggers, of the drafts: neither submitted, nor discarded, nor destroyed.",
    "expiries": "An index, kept by triggers, of when a subject may be destroyed at the earliest.",
    "expiries.due_at": "SQLite's julianday: the last answer for its events, and its days of retention.",
}

_UNMENDED = (
    "CREATE TABLE unmended (event_id TEXT PRIMARY KEY REFERENCES events) STRICT",
    "INSERT INTO unmended (event_id) SELECT id FROM attention",
    """CREATE TRIGGER rejection_to_mend AFTER INSERT ON rejections
        WHEN NOT EXISTS (SELECT 1 FROM events WHERE replaces = new.event_id)
         AND NOT EXISTS (SELECT 1 FROM dismissals WHERE event_id = new.event_id)
        BEGIN INSERT OR IGNORE INTO unmended (event_id) VALUES (new.event_id); END""",
    """CREATE TRIGGER rejection_taken_back AFTER DELETE ON rejections
        BEGIN DELETE FROM unmended WHERE event_id = old.event_id; END""",
    """CREATE TRIGGER rejection_corrected AFTER INSERT ON events WHEN new.replaces IS NOT NULL
        BEGIN DELETE FROM unmended WHERE event_id = new.replaces; END""",
    """CREATE TRIGGER rejection_dismissed AFTER INSERT ON dismissals
        BEGIN DELETE FROM unmended WHERE event_id = new.event_id; END""",
)
_UNSUBMITTED = (
    "CREATE TABLE unsubmitted (case_id TEXT PRIMARY KEY REFERENCES cases ON DELETE CASCADE) STRICT",
    """INSERT INTO unsubmitted (case_id) SELECT id FROM cases WHERE discarded_at IS NULL AND emptied_at IS NULL
        AND id NOT IN (SELECT case_id FROM submissions)""",
    """CREATE TRIGGER draft_begun AFTER INSERT ON cases WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
        BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END""",
    """CREATE TRIGGER draft_submitted AFTER INSERT ON submissions
        BEGIN DELETE FROM unsubmitted WHERE case_id = new.case_id; END""",
    """CREATE TRIGGER draft_over AFTER UPDATE OF discarded_at, emptied_at ON cases
        WHEN new.discarded_at IS NOT NULL OR new.emptied_at IS NOT NULL
        BEGIN DELETE FROM unsubmitted WHERE case_id = new.id; END""",
    """CREATE TRIGGER draft_brought_back AFTER UPDATE OF discarded_at, emptied_at ON cases
        WHEN new.discarded_at IS NULL AND new.emptied_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM submissions WHERE case_id = new.id)
        BEGIN INSERT OR IGNORE INTO unsubmitted (case_id) VALUES (new.id); END""",
)
_DUE = """INSERT OR REPLACE INTO expiries (subject, due_at)
        SELECT events.stream, julianday({answered}.at) + coalesce(submissions.retention_days, 0) FROM {answers}
        LEFT JOIN submissions ON submissions.case_id = events.stream
        WHERE EXISTS (SELECT 1 FROM data_keys WHERE subject = events.stream AND kind = 'service')"""
_EXPIRIES = (
    "CREATE TABLE expiries (subject TEXT PRIMARY KEY, due_at REAL NOT NULL) STRICT",
    "CREATE INDEX expiries_by_moment ON expiries (due_at)",
    *(
        _DUE.format(answered=table, answers=f"{table} JOIN events ON events.id = {table}.event_id")
        + f" ORDER BY {table}.at"
        for table in ("dismissals", "acknowledgements")
    ),
    *(
        f"CREATE TRIGGER {table}_expire AFTER INSERT ON {table} BEGIN "
        + _DUE.format(answered="new", answers="events")
        + " AND events.id = new.event_id; END"
        for table in ("acknowledgements", "dismissals")
    ),
    """CREATE TRIGGER retention_changed AFTER UPDATE OF retention_days ON submissions
        BEGIN UPDATE expiries SET due_at = due_at - old.retention_days + new.retention_days
        WHERE subject = new.case_id; END""",
    """CREATE TRIGGER key_destroyed AFTER DELETE ON data_keys WHEN old.kind = 'service'
        BEGIN DELETE FROM expiries WHERE subject = old.subject; END""",
)
INDEXES = (
    "CREATE INDEX cases_of_service ON cases (service_id, changed_at) WHERE discarded_at IS NULL",
    "CREATE INDEX cases_named ON cases (changed_at) WHERE length(names) > 0",
    "CREATE INDEX events_sealed ON events (recorded_at) WHERE length(sealed) > 0",
    "CREATE INDEX updates_read ON updates (seen_at) WHERE length(body) > 0",
    "CREATE INDEX aliases_untold ON aliases (case_id) WHERE told_at IS NULL",
    "CREATE INDEX acknowledgements_of_hub ON acknowledgements (key)",
)
# What belongs to a case: under its number of now, in its stream, or under a number that only it had before.
_ABOUT_THE_CASE = """(events.reference = submissions.reference OR events.stream = submissions.case_id
             OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                     AND why <> 'reference-taken'))"""
# `+` keeps the planner from going through all acknowledgements (or all that waits) in search of the case's few events.
_VIEWS = (
    "DROP VIEW case_states",
    "DROP VIEW attention",
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
    """Add the indexes, fill those that triggers keep, and let the views go by them."""
    for statement in (*_UNMENDED, *_UNSUBMITTED, *_EXPIRIES, *INDEXES, *_VIEWS):
        db.execute(statement)
