"""The new codes of towns that change their name, or become one."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No site has another code yet."""
    op.create_table(
        "site_code",
        sa.Column("code", sa.String(4), primary_key=True),
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), nullable=False),
        sa.Column("since", sa.String(10), nullable=False),
    )
    op.create_index("ix_site_code_site", "site_code", ["site"])
