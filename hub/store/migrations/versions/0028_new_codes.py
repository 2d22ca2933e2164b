"""A lost receipt can be replaced: when the present code was given, and which receipt alone opens the case."""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Cases of before have the code of their first receipt, and any receipt of theirs opens them."""
    op.add_column("cases", sa.Column("code_at", sa.DateTime(timezone=True)))
    op.add_column("cases", sa.Column("receipt_digest", sa.String(32), nullable=False, server_default=""))
