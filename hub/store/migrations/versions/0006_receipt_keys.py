"""When a site's key was revoked, for the list that receipts are verified with."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Of keys that were revoked before, the end is the nearest that is known."""
    op.add_column("site_key", sa.Column("revoked_at", sa.DateTime(timezone=True)))
    op.execute("UPDATE site_key SET revoked_at = until WHERE revoked")
