"""Print jobs with their tries: each time a job was sent to a printer, and how that ended."""

from typing import Any

RECORDED = "m009_spool"
ABOUT = {
    "jobs.large": "1 for large print.",
    "jobs.session": "The session (a hash) at a terminal, '' at a desk; the job is canceled once the session ends.",
    "jobs.taken_at": "When the person confirmed that they have their paper.",
    "tries": "Each time that a job was sent to a printer.",
    "tries.ended": "How it ended, as the printer reports: 'completed', 'not-printed' (finally), or '' while unknown.",
    "spool": "Each job with its state and its last try.",
}

_CHANGES = (
    "DROP VIEW spool",
    # The paper follows from the printer, the number of the copy from earlier tries.
    "ALTER TABLE jobs DROP COLUMN paper",
    "ALTER TABLE jobs RENAME COLUMN copy TO asked",
    "ALTER TABLE jobs ADD COLUMN large INTEGER NOT NULL DEFAULT 0",
    "ALTER TABLE jobs ADD COLUMN session TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE jobs ADD COLUMN taken_at TEXT",
    """CREATE TABLE tries (
        id INTEGER PRIMARY KEY, job_id TEXT NOT NULL REFERENCES jobs, printer TEXT NOT NULL, copy INTEGER NOT NULL,
        at TEXT NOT NULL, ended TEXT NOT NULL DEFAULT '') STRICT""",
    "CREATE INDEX tries_of ON tries (job_id, id)",
    "CREATE INDEX tries_at ON tries (printer, id)",
    "CREATE INDEX jobs_of_session ON jobs (session) WHERE session <> ''",
    # Earlier jobs: one try for each that may have been printed.
    """INSERT INTO tries (job_id, printer, copy, at, ended)
        SELECT jobs.id, '', jobs.asked, last.at, CASE last.state WHEN 'completed' THEN 'completed' ELSE '' END
        FROM jobs JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
        WHERE last.state IN ('completed', 'unknown', 'processing')""",
    "ALTER TABLE jobs DROP COLUMN asked",
    """CREATE VIEW spool AS
        SELECT jobs.*, last.id AS note_id, last.state, last.detail, last.at AS state_at,
            tries.id AS try_id, tries.printer, tries.ended, coalesce(tries.copy, 0) AS copy
        FROM jobs
        JOIN job_states last ON last.id = (SELECT max(id) FROM job_states WHERE job_states.job_id = jobs.id)
        LEFT JOIN tries ON tries.id = (SELECT max(id) FROM tries WHERE tries.job_id = jobs.id)""",
)


def migrate(db: Any) -> None:
    """Record one try for each job that may have been printed; queued jobs stay queued."""
    for statement in _CHANGES:
        db.execute(statement)
