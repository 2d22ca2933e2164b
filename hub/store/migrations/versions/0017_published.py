"""What an authority publishes through the hub, and which sites have it."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing was published before."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "publication",
        sa.Column("cursor", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("sort", sa.String(8), nullable=False),
        sa.Column("scope", sa.String(4), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("document", sa.Text, nullable=False),
        sa.Column("published_at", moment, nullable=False),
        sa.UniqueConstraint("sort", "scope", "number"),
    )
    op.create_table(
        "published_content",
        sa.Column("sha256", sa.String(64), primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "site_publication",
        sa.Column("site", sa.String(4), sa.ForeignKey("site.code"), primary_key=True),
        sa.Column("cursor", sa.Integer, nullable=False),
        sa.Column("fault", sa.String(32), nullable=False),
        sa.Column("at", moment, nullable=False),
    )
