"""What came by hand, and the answers that go back the same way."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add both tables."""
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "bundle",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("site", sa.String(4), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("taken_at", moment, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("taken", sa.Integer, nullable=False),
        sa.Column("refused", sa.Integer, nullable=False),
        sa.Column("attempt", sa.String(32), nullable=False),
        sa.Column("answer_bytes", sa.BigInteger, nullable=False),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name="fk_bundle_site"),
        sa.PrimaryKeyConstraint("id", name="pk_bundle"),
    )
    op.create_index("ix_bundle_site", "bundle", ["site"])
    op.create_index("ix_bundle_taken_at", "bundle", ["taken_at"])
    op.create_table(
        "bundle_answer",
        sa.Column("attempt", sa.String(32), nullable=False),
        sa.Column("number", sa.Integer, autoincrement=False, nullable=False),
        sa.Column("bundle", sa.String(32), nullable=False),
        sa.Column("written_at", moment, nullable=False),
        sa.Column("piece", sa.LargeBinary, nullable=False),
        sa.PrimaryKeyConstraint("attempt", "number", name="pk_bundle_answer"),
    )
    op.create_index("ix_bundle_answer_bundle", "bundle_answer", ["bundle"])
    op.create_index("ix_bundle_answer_written_at", "bundle_answer", ["written_at"])
