"""Decisions that have not left yet, and the papers that a request asks for, each under an id."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables. Decisions that are there have left; what they asked for is in their words alone."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "taken_decision",
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("update_id", sa.String(32), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("papers_by", sa.String(10), nullable=False, server_default=""),
        sa.Column("staff_id", sa.String(32), nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("leaves_at", moment, nullable=False),
        sa.Column("epoch", sa.String(32), nullable=False),
        sa.Column("stopped", sa.String(16), nullable=False, server_default=""),
        sa.PrimaryKeyConstraint("case_id", name="pk_taken_decision"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_taken_decision_case_id"),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_taken_decision_staff_id"),
    )
    op.create_index("ix_taken_decision_leaves_at", "taken_decision", ["leaves_at"])
    op.create_table(
        "asked_paper",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("decision_id", sa.String(32), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("settled", sa.String(16), nullable=False, server_default=""),
        sa.Column("settled_by", sa.String(32)),
        sa.Column("settled_at", moment),
        sa.PrimaryKeyConstraint("id", name="pk_asked_paper"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_asked_paper_case_id"),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name="fk_asked_paper_decision_id"),
        sa.ForeignKeyConstraint(["settled_by"], ["staff.id"], name="fk_asked_paper_settled_by"),
    )
    op.create_index("ix_asked_paper_case_id", "asked_paper", ["case_id"])
