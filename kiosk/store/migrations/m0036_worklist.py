"""What the desk has to do about the hub's answers: open until somebody says it is done, or handed to a colleague."""

from typing import Any

RECORDED = "m0036_worklist"
ABOUT = {
    "work_done": "Answers of the hub that somebody at the desk says are dealt with; taken back, the row is deleted.",
    "work_done.update_id": "The answer, in `updates`.",
    "work_done.mediator_id": "Who said so.",
    "work_done.at": "When, in UTC.",
    "work_handed": "Work at the desk that one mediator gave to another; it goes when the work does.",
    "work_handed.subject": "The answer (`updates.id`) or the draft (`cases.id`).",
    "work_handed.mediator_id": "Who gave it.",
    "work_handed.to_id": "Who is to do it.",
    "work_handed.at": "When, in UTC.",
    "open_answers": "An index, kept by triggers, of the newest answer of each case that is not done.",
}

_SAME = "reference = {row}.reference AND (kind = 'rights') = ({row}.kind = 'rights')"
"""The answers to one person about one thing: a newer one takes the place of those before it."""
_OPEN_AGAIN = f"""INSERT OR IGNORE INTO open_answers (update_id) SELECT id FROM updates AS again
    WHERE id = old.update_id AND NOT EXISTS
    (SELECT 1 FROM updates WHERE {_SAME.format(row="again")} AND number > again.number)"""
_STEPS = (
    """CREATE TABLE work_done (update_id TEXT PRIMARY KEY REFERENCES updates (id), mediator_id TEXT NOT NULL,
        at TEXT NOT NULL) STRICT""",
    "CREATE INDEX work_done_by_moment ON work_done (at)",
    """CREATE TABLE work_handed (subject TEXT PRIMARY KEY, mediator_id TEXT NOT NULL, to_id TEXT NOT NULL,
        at TEXT NOT NULL) STRICT""",
    "CREATE TABLE open_answers (update_id TEXT PRIMARY KEY REFERENCES updates (id)) STRICT",
    # What nobody has opened; and papers that are still asked for, which went out of sight once opened.
    f"""INSERT INTO open_answers (update_id) SELECT id FROM updates AS newest
        WHERE (seen_at IS NULL OR (state = 'incomplete' AND length(body) > 0)) AND NOT EXISTS
        (SELECT 1 FROM updates WHERE {_SAME.format(row="newest")} AND number > newest.number)""",
    f"""CREATE TRIGGER answer_arrived AFTER INSERT ON updates BEGIN
        DELETE FROM open_answers WHERE update_id IN (SELECT id FROM updates WHERE {_SAME.format(row="new")});
        INSERT OR IGNORE INTO open_answers (update_id) VALUES (new.id); END""",
    """CREATE TRIGGER answer_done AFTER INSERT ON work_done
        BEGIN DELETE FROM open_answers WHERE update_id = new.update_id; END""",
    f"CREATE TRIGGER answer_open_again AFTER DELETE ON work_done BEGIN {_OPEN_AGAIN}; END",
    """CREATE TRIGGER answer_left_the_list AFTER DELETE ON open_answers
        BEGIN DELETE FROM work_handed WHERE subject = old.update_id; END""",
    """CREATE TRIGGER draft_left_the_list AFTER DELETE ON unsubmitted
        BEGIN DELETE FROM work_handed WHERE subject = old.case_id; END""",
)


def migrate(db: Any) -> None:
    """Make the tables; what nobody has dealt with yet is open."""
    for statement in _STEPS:
        db.execute(statement)
