"""The hub may tell that something was added to a case elsewhere: no answer, so it takes the place of none."""

from typing import Any

RECORDED = "m0043_told_additions"
ABOUT: dict[str, str] = {}

_SAME = "reference = {row}.reference AND kind <> 'added' AND (kind = 'rights') = ({row}.kind = 'rights')"
"""The answers to one person about one thing, as in `m0036_worklist`."""
_STEPS = (
    "DROP TRIGGER answer_arrived",
    "DROP TRIGGER answer_open_again",
    f"""CREATE TRIGGER answer_arrived AFTER INSERT ON updates WHEN new.kind <> 'added' BEGIN
        DELETE FROM open_answers WHERE update_id IN (SELECT id FROM updates WHERE {_SAME.format(row="new")});
        INSERT OR IGNORE INTO open_answers (update_id) VALUES (new.id); END""",
    f"""CREATE TRIGGER answer_open_again AFTER DELETE ON work_done BEGIN
        INSERT OR IGNORE INTO open_answers (update_id) SELECT id FROM updates AS again
        WHERE id = old.update_id AND NOT EXISTS
        (SELECT 1 FROM updates WHERE {_SAME.format(row="again")} AND number > again.number); END""",
)


def migrate(db: Any) -> None:
    """Only answers of the service are open at the desk, and only they take another's place."""
    for statement in _STEPS:
        db.execute(statement)
