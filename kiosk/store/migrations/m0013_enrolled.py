"""The code under which the hub knows this box, kept with its enrolment."""

from typing import Any

RECORDED = "m0013_enrolled"
ABOUT = {
    "enrolments.site": "The code under which the hub knows this box; empty until an older enrolment is opened again.",
}

_CHANGES = (
    "ALTER TABLE enrolments ADD COLUMN site TEXT NOT NULL DEFAULT ''",
    # What the hub acknowledged says for which site; without an acknowledgement the next opening writes it down.
    """UPDATE enrolments SET site = coalesce((SELECT json_extract(CAST(statement AS TEXT), '$.site')
        FROM acknowledgements WHERE json_valid(CAST(statement AS TEXT)) ORDER BY at DESC LIMIT 1), '')
        WHERE id = (SELECT max(id) FROM enrolments)""",
)


def migrate(db: Any) -> None:
    """Add the code to the enrolment that counts, as the last acknowledgement says it."""
    for statement in _CHANGES:
        db.execute(statement)
