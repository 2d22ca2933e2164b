"""Aliases: the numbers that cases had before the one they have now, and whom the desk has told."""

from typing import Any

RECORDED = "m0014_aliases"
ABOUT = {
    "aliases": "The numbers that a case had before; its number of now stands in `submissions`.",
    "aliases.why": "Why it was changed: the hub's code (`wrong-site`, `reference-taken`); '' before this was kept.",
    "aliases.told_at": "When the desk noted that the person knows the new number.",
}

_ALIASES = """CREATE TABLE aliases (
    case_id TEXT NOT NULL REFERENCES submissions,
    former TEXT NOT NULL,
    at TEXT NOT NULL,
    why TEXT NOT NULL,
    told_at TEXT,
    PRIMARY KEY (case_id, former)
) STRICT"""
_BY_NUMBER = "CREATE INDEX aliases_of_number ON aliases (former)"
# Cases that the desk gave another number before there was this table: their first events bear the former one.
_BEFORE = """INSERT INTO aliases (case_id, former, at, why, told_at)
    SELECT events.stream, events.reference, min(events.recorded_at), '', min(events.recorded_at) FROM events
    JOIN submissions ON submissions.case_id = events.stream AND submissions.reference <> events.reference
    GROUP BY events.stream, events.reference"""
# As before, but what was asked under a former number counts too; not where another case bears that number.
_ABOUT_THE_CASE = """(events.reference = submissions.reference OR events.stream = submissions.case_id
             OR events.reference IN (SELECT former FROM aliases WHERE aliases.case_id = submissions.case_id
                                     AND why <> 'reference-taken'))"""
_CASE_STATES = f"""CREATE VIEW case_states AS
    SELECT cases.id AS case_id, submissions.reference, submissions.kind, CASE
        WHEN cases.discarded_at IS NOT NULL THEN 'discarded'
        WHEN submissions.case_id IS NULL THEN 'draft'
        WHEN EXISTS (SELECT 1 FROM attention WHERE attention.stream = cases.id) THEN 'needs_attention'
        WHEN EXISTS (SELECT 1 FROM events WHERE {_ABOUT_THE_CASE} AND events.type = 'withdrawal'
                     AND events.id IN (SELECT event_id FROM acknowledgements)) THEN 'withdrawn'
        WHEN EXISTS (SELECT 1 FROM events WHERE {_ABOUT_THE_CASE} AND events.type = 'withdrawal'
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
        (SELECT count(*) FROM events WHERE {_ABOUT_THE_CASE} AND events.id IN unanswered) AS unsent,
        EXISTS (SELECT 1 FROM attention
                WHERE attention.stream = cases.id AND attention.type = 'submitted') AS mendable
    FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id"""


def migrate(db: Any) -> None:
    """Add the table, fill it from the events, and let the states of cases look at it."""
    for statement in (_ALIASES, _BY_NUMBER, _BEFORE, "DROP VIEW case_states", _CASE_STATES):
        db.execute(statement)
