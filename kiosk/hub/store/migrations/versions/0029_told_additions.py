"""Which boxes take the word that something was added to a case elsewhere."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Boxes are told nothing until their next heartbeat says that they take it."""
    op.add_column("site_health", sa.Column("additions", sa.Boolean, nullable=False, server_default=sa.false()))
