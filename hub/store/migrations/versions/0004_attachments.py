"""Files that belong to cases, each locked under the key of its case."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

ID = sa.String(32)


def upgrade() -> None:
    """A table more; nothing that was there changes."""
    op.create_table(
        "attachment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("event_id", ID, sa.ForeignKey("event.id"), nullable=False),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text, nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
    )
    op.create_index("ix_attachment_case_id", "attachment", ["case_id"])
