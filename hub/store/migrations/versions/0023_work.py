"""Worklists: by when a case is due, who has it, and by what it is found; absences and notes of staff."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns, empty for what is there: `hub.work.old_cases` fills them while sites send.

    The indexes are built by `store.migrations.online`. Whoever works here may switch off keys of one letter.
    """
    for name, length in (("due_on", 10), ("assigned_to", 32), ("procedure", 64), ("language", 8), ("channel", 32)):
        op.add_column("cases", sa.Column(name, sa.String(length), nullable=False, server_default=""))
    op.add_column("cases", sa.Column("listed_by", sa.Integer, nullable=False, server_default="0"))
    op.add_column("staff", sa.Column("letter_keys", sa.Boolean, nullable=False, server_default=sa.true()))
    op.create_table(
        "absence",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("first_day", sa.String(10), nullable=False),
        sa.Column("last_day", sa.String(10), nullable=False),
        sa.Column("stand_in", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_absence_staff_id"),
        sa.ForeignKeyConstraint(["stand_in"], ["staff.id"], name="fk_absence_stand_in"),
        sa.PrimaryKeyConstraint("id", name="pk_absence"),
    )
    op.create_index("ix_absence_staff_id", "absence", ["staff_id"])
    op.create_table(
        "case_note",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.LargeBinary, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_note_case_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_case_note_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_case_note"),
    )
    op.create_index("ix_case_note_case_id", "case_note", ["case_id"])
