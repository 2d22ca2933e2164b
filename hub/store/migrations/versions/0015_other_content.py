"""What came under the id of an event that was there already, with other contents."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Before, such contents were refused and not kept."""
    op.create_table(
        "other_content",
        sa.Column("event_id", sa.String(32), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(32), nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_other_content_event_id"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_other_content_case_id"),
        sa.PrimaryKeyConstraint("event_id", "sha256", name="pk_other_content"),
    )
    op.create_index("ix_other_content_case_id", "other_content", ["case_id"])
