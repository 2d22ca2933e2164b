"""The numbers that cases had before the one under which they are filed."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No case that is stored has another number."""
    op.create_table(
        "alias",
        sa.Column("former", sa.String(32), primary_key=True),
        sa.Column("case_id", sa.String(32), sa.ForeignKey("cases.id"), primary_key=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("statement", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(128), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_alias_case_id", "alias", ["case_id"])
