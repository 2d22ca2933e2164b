"""How far an epoch has come, which a mark beside the keys is compared with."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """No mark is there yet, so that an epoch of before begins to count at nothing."""
    op.add_column("lineage", sa.Column("beats", sa.BigInteger, nullable=False, server_default="0"))
