"""Which boxes take the word that something was added to a case elsewhere, and how their town halls are reached."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is known of a box until its next heartbeat."""
    op.add_column("site_health", sa.Column("additions", sa.Boolean, nullable=False, server_default=sa.false()))
    for name, default in (("phone", ""), ("hours", ""), ("opening", "[]")):
        op.add_column("site_health", sa.Column(name, sa.Text, nullable=False, server_default=default))
