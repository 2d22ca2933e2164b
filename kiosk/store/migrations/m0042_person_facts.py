"""What a desk noted of the person of a case, and who called whom about which answer."""

from typing import Any

RECORDED = "m0042_person_facts"
ABOUT = {
    "person_facts": "What was noted of the person of a case: a death, a telephone or an address that fails.",
    "person_facts.facts": "Each fact with who noted it and when, locked under the key of the case.",
    "person_facts.event_id": "The event that tells the service; empty where no hub takes it.",
    "calls": "Calls to persons about answers of the service; taken back, the row is deleted.",
    "calls.update_id": "The answer, in `updates`.",
    "calls.mediator_id": "Who called.",
    "calls.at": "When, in UTC.",
    "calls.outcome": "`reached`, `message` (one was left) or `no-answer`.",
}
_STEPS = (
    """CREATE TABLE person_facts (case_id TEXT PRIMARY KEY REFERENCES cases, facts BLOB NOT NULL,
        event_id TEXT NOT NULL) STRICT""",
    """CREATE TABLE calls (id INTEGER PRIMARY KEY, update_id TEXT NOT NULL REFERENCES updates (id),
        mediator_id TEXT NOT NULL, at TEXT NOT NULL, outcome TEXT NOT NULL) STRICT""",
    "CREATE INDEX calls_by_update ON calls (update_id)",
)


def migrate(db: Any) -> None:
    """Make the tables."""
    for statement in _STEPS:
        db.execute(statement)
