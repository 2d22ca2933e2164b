"""The site code of each enrolment: the code under which the hub knows this box."""

from typing import Any

RECORDED = "m0013_enrolled"
ABOUT = {
    "enrolments.site": "The site code of this box at the hub; empty in old enrolments until the box is opened.",
}

_CHANGES = (
    "ALTER TABLE enrolments ADD COLUMN site TEXT NOT NULL DEFAULT ''",
    # An acknowledgement names the site; without one, the next opening of the box stores the code.
    """UPDATE enrolments SET site = coalesce((SELECT json_extract(CAST(statement AS TEXT), '$.site')
        FROM acknowledgements WHERE json_valid(CAST(statement AS TEXT)) ORDER BY at DESC LIMIT 1), '')
        WHERE id = (SELECT max(id) FROM enrolments)""",
)


def migrate(db: Any) -> None:
    """Add the column, and fill it in the newest enrolment from the last acknowledgement."""
    for statement in _CHANGES:
        db.execute(statement)
