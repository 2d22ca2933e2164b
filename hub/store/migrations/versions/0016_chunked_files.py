"""Files in chunks, each an object outside the database, and the objects that have to be deleted."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0017"
branch_labels = None
depends_on = None

ID = sa.String(32)


def upgrade() -> None:
    """Files that came whole stay in the database, and are read from there."""
    op.create_table(
        "chunked_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("case_id", ID, nullable=False),
        sa.Column("event_id", ID, nullable=False),
        sa.Column("site", sa.String(4), nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("file_key", sa.LargeBinary, nullable=False),
        sa.Column("header", sa.LargeBinary, nullable=False),
        sa.Column("chunks", sa.LargeBinary, nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_chunked_file_case_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_chunked_file_event_id"),
        sa.ForeignKeyConstraint(["site"], ["site.code"], name="fk_chunked_file_site"),
        sa.PrimaryKeyConstraint("id", name="pk_chunked_file"),
    )
    op.create_index("ix_chunked_file_case_id", "chunked_file", ["case_id"])
    op.create_index("ix_chunked_file_asked_at", "chunked_file", ["asked_at"])
    op.create_table(
        "dead_file",
        sa.Column("id", ID, nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_dead_file"),
    )
