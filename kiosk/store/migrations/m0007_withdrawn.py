"""The states of cases, with those of a withdrawal: requested, then confirmed by the hub."""

from typing import Any

RECORDED = "m005_withdrawn"
ABOUT = {
    "case_states": "Each case's computed state; `mendable` if the hub refused the case itself, which can be corrected.",
}

# Withdrawn: confirmed by the hub, whichever site requested it. Withdrawing: requested here and not answered yet, unless
# the hub has decided meanwhile. A refused event comes first: it must be corrected before later events can be sent.
_CASE_STATES = """CREATE VIEW case_states AS
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
    FROM cases LEFT JOIN submissions ON submissions.case_id = cases.id"""


def migrate(db: Any) -> None:
    """Replace the view; no stored data changes."""
    db.execute("DROP VIEW case_states")
    db.execute(_CASE_STATES)
