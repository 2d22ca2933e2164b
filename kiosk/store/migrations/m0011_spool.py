"""Print jobs and their tries: each time bytes were handed to a printer, and what that printer says became of them."""

from typing import Any

RECORDED = "m009_spool"
ABOUT = {
    "jobs.large": "1 for large print.",
    "jobs.session": "A lone citizen's session (a hash), else '': their paper never comes out once they have gone.",
    "jobs.taken_at": "When the person said that they have their paper.",
    "tries": "Each time a job's bytes were handed to a printer.",
    "tries.ended": "What its printer said: 'completed', 'not-printed' (and never will be), or '' for nothing yet.",
    "spool": "Each job with its state and its last try.",
}

_CHANGES = (
    "DROP VIEW spool",
    # What paper it is comes from the printer it goes to; which copy it is, from the tries before it.
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
    # What was printed before: one try each where paper may have come out.
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
    """Count what may have come out before as one try each; what was queued goes on."""
    for statement in _CHANGES:
        db.execute(statement)
