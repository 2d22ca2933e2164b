"""How far a site has fetched the updates about its cases."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Sites say it anew at their next talk."""
    op.add_column("site", sa.Column("fetched", sa.BigInteger, nullable=False, server_default="0"))
