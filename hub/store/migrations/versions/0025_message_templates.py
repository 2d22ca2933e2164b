"""Message templates of the services, and the translations of a message that is one of them unchanged."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an empty table; decisions of before have no translations."""
    op.create_table(
        "message_template",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("service", sa.String(64), nullable=False, server_default=""),
        sa.Column("procedure", sa.String(64), nullable=False, server_default=""),
        sa.Column("state", sa.String(16), nullable=False, server_default=""),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("said_in", sa.Text, nullable=False, server_default="{}"),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("staff_id", sa.String(32)),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["staff_id"], ["staff.id"], name="fk_message_template_staff_id"),
        sa.PrimaryKeyConstraint("id", name="pk_message_template"),
    )
    op.add_column("decision", sa.Column("said_in", sa.LargeBinary))
