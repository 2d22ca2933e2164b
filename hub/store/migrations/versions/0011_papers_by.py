"""By which day papers are due that a decision asked for."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Requests of before gave no day: they suspend nothing."""
    op.add_column("decision", sa.Column("papers_by", sa.String(10), nullable=False, server_default=""))
