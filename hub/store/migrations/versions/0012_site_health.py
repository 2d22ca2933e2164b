"""How each box is: its version, clock, disk and printers."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A site that has not spoken since has no row: nothing is known of it."""
    op.create_table(
        "site_health",
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code", name="fk_site_health_site_site"), nullable=False),
        sa.Column("clock_s", sa.BigInteger),
        sa.Column("release", sa.String(32), nullable=False),
        sa.Column("free_bytes", sa.BigInteger, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("files", sa.Integer, nullable=False),
        sa.Column("printers", sa.Integer, nullable=False),
        sa.Column("printer_faults", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("site", name="pk_site_health"),
    )
